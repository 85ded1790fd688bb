package dev.taskdock.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.smoke.Passes.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PassesTest {
  private static final String DIGEST = "web@sha256:" + "0".repeat(64);
  private static final TestedImage WEB =
      new TestedImage("web:1", "sha256:" + "a".repeat(64), List.of(DIGEST));
  private static final Pass PASS =
      new Pass(
          "shop",
          Instant.parse("2026-01-02T03:04:05Z"),
          Map.of("/src/taskdef.json", Passes.hash("{}")),
          List.of(WEB));

  @TempDir private Path folder;

  @Test
  void what_passed_is_remembered_until_it_fails() throws IOException {
    var passes = new Passes(folder.resolve("passed"));
    assertThat(passes.last("shop")).isEmpty();

    passes.remember(PASS);
    assertThat(passes.last("shop")).contains(PASS);

    passes.forget("shop");
    assertThat(passes.last("shop")).isEmpty();
  }

  @Test
  void the_same_files_and_images_differ_in_nothing() {
    assertThat(Passes.differences(PASS, PASS.files(), PASS.images())).isEmpty();
  }

  @Test
  void a_changed_file_another_image_and_what_was_never_tested_are_told() {
    var files =
        Map.of("/src/taskdef.json", Passes.hash("{ }"), "/src/other.json", Passes.hash("{}"));
    var images =
        List.of(
            new TestedImage("web:1", "sha256:" + "b".repeat(64), List.of()),
            new TestedImage("db:1", "sha256:" + "c".repeat(64), List.of()));

    assertThat(Passes.differences(PASS, files, images))
        .containsExactly(
            "/src/other.json was not tested",
            "/src/taskdef.json has changed since",
            "image web:1 is bbbbbbbbbbbb, and aaaaaaaaaaaa passed",
            "image db:1 was not tested");
  }

  @Test
  void an_image_that_is_gone_is_not_what_passed() {
    var gone = List.of(new TestedImage("web:1", "", List.of()));

    assertThat(Passes.differences(PASS, PASS.files(), gone))
        .containsExactly("image web:1 is not here, and aaaaaaaaaaaa passed");
  }

  @Test
  void json_is_looked_into_by_pointers() {
    var text = "{\"a\": {\"b\": [1, {\"c~/d\": \"deep\"}]}, \"n\": null, \"o\": {\"p\": [true]}}";

    assertThat(JsonPointers.at(text, List.of("/a/b/0", "/a/b/1/c~0~1d", "/n", "/o", "/x")))
        .isEqualTo(
            Map.of("/a/b/0", "1", "/a/b/1/c~0~1d", "deep", "/n", "null", "/o", "{\"p\":[true]}"));
    assertThat(JsonPointers.at("no json", List.of("/a"))).isEmpty();
  }
}
