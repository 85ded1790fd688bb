package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetUpTest {
  private static final ImageReference BASE = new ImageReference("debian:bookworm-slim");
  private final EngineException nowhere =
      new EngineException(new EngineFailure.Unreachable("no container engine answers"));

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private final SimulatedEngine engine =
      new SimulatedEngine(_ -> {
        throw new AssertionError("nothing is built here");
      });

  @Test
  void a_script_that_sets_an_engine_up_is_heard_line_by_line() throws Exception {
    setUp("echo 'taskdock: installing' >&2; echo '   twice' >&2").engine(nowhere, said::add);

    assertThat(said).containsExactly("taskdock: installing", "taskdock: twice");
  }

  @Test
  void a_script_that_fails_leaves_no_engine() throws Exception {
    var setUp = setUp("echo 'taskdock: only root may' >&2; exit 3");

    assertThatThrownBy(() -> setUp.engine(nowhere, said::add))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no container engine could be set up")
        .hasRootCause(nowhere);
    assertThat(said).containsExactly("taskdock: only root may");
  }

  @Test
  void without_a_script_the_search_has_the_last_word() {
    assertThatThrownBy(() -> new SetUp(Optional.empty()).engine(nowhere, said::add))
        .isSameAs(nowhere);
  }

  @Test
  void an_engine_that_answers_and_refuses_is_not_set_up_anew() throws Exception {
    var refusal = new EngineException(new EngineFailure.Refused("no"));
    var setUp = setUp("echo ran >&2");

    assertThatThrownBy(() -> setUp.engine(refusal, said::add)).isSameAs(refusal);
    assertThat(said).isEmpty();
  }

  @Test
  void the_base_image_is_set_up_where_a_recipe_names_it() throws Exception {
    Files.writeString(folder.resolve("Dockerfile"), "FROM debian:bookworm-slim AS base\n");

    setUp("echo 'taskdock: pulling' >&2").before(build(), engine, said::add);

    assertThat(said).containsExactly("pulling");
  }

  @Test
  void nothing_is_set_up_for_other_recipes_and_other_images() throws Exception {
    Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\n");
    var setUp = setUp("echo ran >&2");

    setUp.before(build(), engine, said::add);

    assertThat(setUp.image(engine, new ImageReference("nginx:1"), said::add)).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void nothing_is_set_up_where_the_base_image_is() throws Exception {
    engine.holds(BASE, ScriptedImage.SERVICE);

    setUp("echo ran >&2").base(engine, said::add);

    assertThat(said).isEmpty();
  }

  @Test
  void a_recipe_that_is_not_there_is_left_to_the_build() throws Exception {
    var setUp = setUp("echo ran >&2");

    assertThatNoException().isThrownBy(() -> setUp.before(build(), engine, said::add));
    assertThat(said).isEmpty();
  }

  private ImageBuild build() {
    return new ImageBuild(
        new ImageReference("app:1"), folder.toString(), "Dockerfile", Map.of(), Optional.empty());
  }

  private SetUp setUp(String commands) throws IOException {
    var script = folder.resolve("set-up.sh");
    Files.writeString(script, "#!/bin/sh\n" + commands + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return new SetUp(Optional.of(script.toString()));
  }
}
