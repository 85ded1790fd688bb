package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.control.ProvisionException;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.SecretReference;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is said of the images that a run gets. The simulated engine's are all for linux/amd64.
final class ImageStoreTest {
  private static final ImageReference HELD = new ImageReference("app");
  private static final ImageReference OFFERED = new ImageReference("registry.example.com/app:1");

  private final SimulatedEngine engine = new SimulatedEngine(_ -> ScriptedImage.SERVICE);
  private final List<String> said = new ArrayList<>();

  ImageStoreTest() {
    engine.holds(HELD, ScriptedImage.SERVICE);
    engine.offers(OFFERED, ScriptedImage.SERVICE);
  }

  @AfterEach
  void itIsClosed() {
    engine.close();
  }

  @Test
  void an_image_without_the_wanted_architecture_is_said_once() {
    var images = images(PullPolicy.NEVER, Optional.empty());

    images.obtain(HELD, Optional.empty(), RuntimePlatform.ARM64);
    images.obtain(HELD, Optional.empty(), RuntimePlatform.ARM64);

    assertThat(said)
        .containsExactly(
            "image app is for linux/amd64; Fargate would run this task on linux/arm64");
  }

  @Test
  void a_pulled_image_without_it_is_said_too() {
    images(PullPolicy.ALWAYS, Optional.empty())
        .obtain(OFFERED, Optional.empty(), RuntimePlatform.ARM64);

    assertThat(said)
        .containsExactly(
            "pulling registry.example.com/app:1",
            "image registry.example.com/app:1 is for linux/amd64; Fargate would run this task on"
                + " linux/arm64");
  }

  @Test
  void an_image_with_it_is_not_worth_a_word() {
    images(PullPolicy.NEVER, Optional.empty())
        .obtain(HELD, Optional.empty(), RuntimePlatform.X86_64);

    assertThat(said).isEmpty();
  }

  @Test
  void who_asks_for_another_platform_knows() {
    images(PullPolicy.NEVER, Optional.of("linux/amd64"))
        .obtain(HELD, Optional.empty(), RuntimePlatform.ARM64);

    assertThat(said).isEmpty();
  }

  @Test
  void a_task_without_the_login_that_a_pull_needs_does_not_begin() {
    var of =
        task(
            "web",
            container("app").from("app"),
            container("side").from("registry.example.com/app:1").pulledAs("registry"));

    assertThatThrownBy(() -> images(PullPolicy.DEFAULT, Optional.empty()).prepare(of))
        .isInstanceOf(ProvisionException.class)
        .hasMessageStartingWith(
            "ResourceInitializationError: unable to pull secrets or registry auth: ")
        .hasMessageContaining("taskdock.yaml: secrets: {\"registry\": ");
    assertThatThrownBy(() ->
            images(PullPolicy.DEFAULT, Optional.empty())
                .obtain(
                    OFFERED,
                    Optional.of(SecretReference.Asm.whole("registry")),
                    RuntimePlatform.X86_64))
        .isInstanceOf(ProvisionException.class);
    assertThat(said).isEmpty();
  }

  @Test
  void an_image_at_hand_needs_no_login_unless_it_is_pulled_each_time() {
    var of = task("web", container("app").pulledAs("registry"));

    images(PullPolicy.DEFAULT, Optional.empty()).prepare(of);
    images(PullPolicy.NEVER, Optional.empty()).prepare(of);
    assertThatThrownBy(() -> images(PullPolicy.ALWAYS, Optional.empty()).prepare(of))
        .isInstanceOf(ProvisionException.class);
  }

  private ImageStore images(PullPolicy pull, Optional<String> platform) {
    var request =
        new RunRequest(
            new Workload.Tasks(task("web", container("app")), 1),
            "project",
            "taskdef.json",
            Local.NONE,
            pull,
            platform,
            List.of(),
            false,
            RoleSource.FAKE);
    return new ImageStore(
        engine,
        request,
        new RunListener() {
          @Override
          public void noted(String text) {
            said.add(text);
          }
        });
  }
}
