package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a task ends, by itself or because it could not start.
@Tag("docker")
final class RunIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 137})
  void the_essential_containers_code_is_the_exit_code(int code) {
    var run = bench.run(container("app").bash("exit " + code));

    run.endsWith(code);
    assertThat(run.err())
        .contains("app exited with code " + code)
        .last()
        .asString()
        .matches(
            bench.project()
                + "/[0-9a-f]{8}  STOPPED \\(EssentialContainerExited: Essential container in task"
                + " exited\\)");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void an_essential_containers_end_stops_the_others() {
    var run =
        bench.run(
            container("proxy").untilTold(),
            container("app").dependsOn("proxy", "START").bash("exit 9"));

    run.endsWith(9);
    assertThat(run.out()).contains("proxy | told to end");
    assertThat(run.err()).contains("stopping proxy (up to 2 s, then SIGKILL)");
  }

  @Test
  void another_containers_end_does_not() {
    var run = bench.run(container("app").untilTold(), container("setup").helper().bash("exit 1"));

    run.awaitErr("setup exited with code 1");
    run.awaitOut("app   | up"::equals);
    run.signal("INT");

    run.endsWith(130);
    assertThat(run.out()).contains("app   | told to end");
    assertThat(run.err())
        .noneMatch(line -> line.contains("EssentialContainerExited"))
        .anyMatch(line -> line.endsWith("STOPPED (UserInitiated: Task stopped by user)"));
  }

  @Test
  void a_dependency_that_fails_keeps_the_task_from_starting() {
    var run =
        bench.run(
            container("migrate").helper().bash("exit 1"),
            container("app").dependsOn("migrate", "SUCCESS").bash("echo never"));

    run.endsWith(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.errText())
        .contains("TaskFailedToStart")
        .contains("failed to resolve container ordering dependency [migrate(debian:bookworm-slim)")
        .contains("dependency did not exit successfully.");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_dependency_that_succeeds_comes_first() {
    var run =
        bench.run(
            container("app").dependsOn("migrate", "SUCCESS").bash("echo second"),
            container("migrate").helper().bash("echo first"));

    run.endsWith(0);
    assertThat(run.out()).containsExactly("migrate | first", "app     | second");
  }

  @Test
  void an_image_that_cannot_be_pulled_is_named_with_its_place_and_a_fix() {
    // Nothing listens on port 1, so the engine is refused at once.
    var run = bench.run(container("app").image("localhost:1/shop/app:7").bash("echo never"));

    run.endsWith(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.errText())
        .contains("TaskFailedToStart: CannotPullContainerError: ")
        .contains("/taskdef.json:9:15: localhost:1/shop/app:7")
        .contains("fix  run another image in its place: --image app=");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void an_image_that_is_not_here_is_not_pulled_with_pull_never() {
    var run =
        bench.start(
            "run",
            "--pull",
            "never",
            bench.file(container("app").image("shop/app:7").bash("echo never")));

    run.endsWith(4);
    assertThat(run.errText()).contains("does not hold shop/app:7, and --pull is never");
  }

  @Test
  void a_command_that_is_not_there_cannot_start() {
    var run = bench.run(container("app").with("entryPoint", List.of("no-such-command")));

    run.endsWith(4);
    assertThat(run.errText())
        .contains("TaskFailedToStart: CannotStartContainerError: ")
        .contains("no-such-command");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_user_that_is_not_there_cannot_start() {
    var run = bench.run(container("app").with("user", "nobody-of-that-name").bash("echo never"));

    run.endsWith(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.errText())
        .contains("CannotStartContainerError: ")
        .contains("nobody-of-that-name");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_container_above_its_memory_is_killed_as_ecs_says_it() {
    var run =
        bench.run(
            container("app").with("memory", 16).bash("exec perl -e '$x = \"x\" x (64 << 20)'"),
            container("other").helper().untilTold());

    run.endsWith(137);
    assertThat(run.errText()).contains("OutOfMemoryError: Container killed due to memory usage");
  }
}
