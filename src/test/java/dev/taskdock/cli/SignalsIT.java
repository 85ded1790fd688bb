package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.EngineEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a run ends from outside: by signals, and by force.
@Tag("docker")
final class SignalsIT {
  private static final Duration PROMPT = Duration.ofSeconds(5);

  /// Ends neither by TERM nor by INT.
  private static final String DEAF = "trap '' TERM INT; echo up; while :; do sleep 0.1; done";

  private static final String LAUNCHER =
      """
      . "$0/reaper.sh"
      leave_reaper $PROGRAM
      JDK_JAVA_OPTIONS="-Dtaskdock.reaper=$reaper" exec "$@"
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void a_signal_stops_the_task_as_stop_task_does(String signal) {
    var run = bench.run(container("app").untilTold(), container("other").helper().untilTold());
    run.awaitOut("app   | up"::equals);
    run.awaitOut("other | up"::equals);

    run.signal(signal);

    run.endsWith(130);
    assertThat(run.out()).contains("app   | told to end", "other | told to end");
    assertThat(run.err())
        .contains("stopping; once more to kill", "stopping app (up to 2 s, then SIGKILL)")
        .contains("app exited with code 0")
        .last()
        .asString()
        .endsWith("  STOPPED (UserInitiated: Task stopped by user)");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void containers_stop_in_the_reverse_order_of_their_dependencies() {
    var run =
        bench.run(
            container("db").helper().untilTold(),
            container("app").dependsOn("db", "START").untilTold());
    run.awaitOut("app | up"::equals);

    run.signal("INT");

    run.endsWith(130);
    assertThat(run.out()).endsWith("app | told to end", "db  | told to end");
    assertThat(run.err())
        .containsSubsequence(
            "stopping app (up to 2 s, then SIGKILL)", "stopping db (up to 2 s, then SIGKILL)");
  }

  @Test
  void the_stop_signal_of_the_image_is_used() {
    bench.file("Dockerfile", "FROM debian:bookworm-slim\nSTOPSIGNAL QUIT\n");
    bench.file("taskdock.yaml", "build: {\"taskdock-it/quits:1\": .}\n");
    var run =
        bench.run(
            container("app")
                .image("taskdock-it/quits:1")
                .bash("trap 'echo got QUIT; exit 0' QUIT; echo up; while :; do sleep 0.1; done"));
    run.awaitOut("app | up"::equals);

    run.signal("INT");

    run.endsWith(130);
    assertThat(run.out()).contains("app | got QUIT");
  }

  @Test
  void a_container_that_does_not_listen_is_killed_after_its_stop_timeout() {
    var run = bench.run(container("app").with("stopTimeout", 2).bash(DEAF));
    run.awaitOut("app | up"::equals);

    run.signal("INT");

    run.endsWith(130);
    assertThat(run.err()).contains("stopping app (up to 2 s, then SIGKILL)");
  }

  @Test
  void a_second_interrupt_kills_at_once() {
    var run = bench.run(container("app").with("stopTimeout", 100).bash(DEAF));
    run.awaitOut("app | up"::equals);

    run.signal("INT");
    run.awaitErr("stopping app (up to 100 s, then SIGKILL)");
    run.signal("INT");

    run.awaitErr("killing app");
    run.endsWith(130, Duration.ofSeconds(20));
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void an_interrupt_while_an_image_is_pulled_ends_the_run() throws Exception {
    try (var registry = new SilentRegistry()) {
      var run = bench.run(container("app").image(registry.image()).bash("echo never"));
      registry.awaitPull();
      run.awaitErr("pulling " + registry.image());

      run.signal("INT");

      run.endsWith(130, Duration.ofSeconds(20));
      assertThat(bench.left()).isEmpty();
    }
  }

  @Test
  @Tag("alone")
  void nothing_is_left_after_a_kill() throws Exception {
    var run = bench.start("run", "--count", "2", bench.file(container("app").bash(DEAF)));
    run.awaitErr("  RUNNING");
    assertThat(bench.left()).hasSize(5);

    run.signal("KILL");

    bench.awaitNothingLeft(PROMPT);
  }

  @Test
  @Tag("alone")
  void nothing_is_left_after_a_kill_in_the_middle_of_a_start() throws Exception {
    var events = bench.events();
    var run = bench.start("run", "--count", "3", bench.file(container("app").bash(DEAF)));
    Workbench.await(events, EngineEvent.Started.class::isInstance);

    run.signal("KILL");

    bench.awaitNothingLeft(PROMPT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "KILL"})
  @Tag("alone")
  void the_shell_that_the_launcher_left_watches_over_a_run(String signal) throws Exception {
    var file = bench.file(container("app").untilTold());
    var run = bench.start(launched("run", file));
    run.awaitErr("  RUNNING");
    var shells = run.handle().children().toList();
    assertThat(shells).hasSize(1);
    assertThat(Files.readString(Path.of("/proc/%d/cmdline".formatted(shells.getFirst().pid()))))
        .as("not a shell of the program's own")
        .contains("read -r word", String.join("\0", TaskdockProcess.command(List.of())));

    run.signal(signal);

    bench.awaitNothingLeft(PROMPT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("alone")
  void nothing_is_left_after_a_kill_of_the_whole_process_group(boolean launched) throws Exception {
    var file = bench.file(container("app").bash(DEAF));
    var start =
        launched ? launched("run", file) : TaskdockProcess.Start.of(bench.folder(), "run", file);
    var wrapper = new ArrayList<>(List.of("setsid"));
    wrapper.addAll(start.wrapper());
    var run = bench.start(start.within(wrapper.toArray(String[]::new)));
    run.awaitErr("  RUNNING");

    TaskdockProcess.signalGroup(run.handle(), "KILL");

    bench.awaitNothingLeft(PROMPT);
  }

  /// As the launcher starts it, with a sweep from the test's class path.
  private TaskdockProcess.Start launched(String... arguments) {
    return TaskdockProcess.Start.of(bench.folder(), arguments)
        .with("PROGRAM", String.join(" ", TaskdockProcess.command(List.of())))
        .within("sh", "-c", LAUNCHER, System.getProperty("taskdock.home") + "/scripts/lib");
  }
}
