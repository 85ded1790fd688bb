package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `taskdock gate --push`: what passed is what gets into the registry.
@Tag("docker")
final class PushIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void an_image_that_passed_is_pushed_with_the_credentials_of_docker_login() throws Exception {
    var registry = bench.closing(new FakeRegistry());
    var image = project(registry);
    bench.done("test", "--project", bench.project());

    var push = push(registry, true);
    push.endsWith(0);

    var digest = registry.manifests().get("shop/" + bench.project() + ":1");
    assertThat(push.out()).contains("pushed " + image + " " + digest);
    assertThat(digest).startsWith("sha256:");
  }

  @Test
  void nothing_is_pushed_that_did_not_pass_or_that_the_registry_does_not_let_in() throws Exception {
    var registry = bench.closing(new FakeRegistry());
    project(registry);

    var untested = push(registry, true);
    untested.endsWith(1);
    assertThat(untested.err().getFirst())
        .isEqualTo(
            "taskdock: no test of " + bench.project() + " has passed, or the last one failed");

    bench.done("test", "--project", bench.project());
    var stranger = push(registry, false);
    stranger.endsWith(1);
    assertThat(stranger.errText()).contains("unauthorized").doesNotContain("wrong");
    assertThat(registry.manifests()).isEmpty();
  }

  private TaskdockProcess push(FakeRegistry registry, boolean rightPassword) throws IOException {
    var settings = Files.createDirectories(bench.folder().resolve("docker"));
    Files.writeString(settings.resolve("config.json"), registry.settings(rightPassword));
    return bench.start(
        TaskdockProcess.Start.of(bench.folder(), "gate", "--push", "--project", bench.project())
            .with("DOCKER_CONFIG", settings.toString()));
  }

  private String project(FakeRegistry registry) throws IOException {
    var image = registry.host() + "/shop/" + bench.project() + ":1";
    Files.createDirectories(bench.folder().resolve("app"));
    bench.file(
        "app/Dockerfile",
        """
        FROM debian:bookworm-slim AS base
        FROM scratch
        LABEL project=%s
        COPY --from=base /sbin/ldconfig /ldconfig
        """
            .formatted(bench.project()));
    // A program that needs no library, so that there is little to push; it ends with 0.
    bench.file(
        container("app").with("image", image).with("command", List.of("/ldconfig", "--version")));
    bench.file("taskdock.yaml", "build:\n  \"" + image + "\": ./app\n");
    return image;
  }
}
