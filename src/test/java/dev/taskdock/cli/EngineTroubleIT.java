package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Engines that are not there, that go away, and that say no.
@Tag("docker")
final class EngineTroubleIT {
  private static final Duration PROMPT = Duration.ofSeconds(20);

  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @ValueSource(strings = {"unix:///no/such/docker.sock", "tcp://127.0.0.1:1"})
  void where_no_engine_answers_every_command_names_the_place(String host) {
    var file = bench.file(container("app").untilTold());
    for (var arguments :
        List.of(
            List.of("run", file),
            List.of("run", "-d", file),
            List.of("ps"),
            List.of("stop", "x"),
            List.of("doctor"))) {
      var start = TaskdockProcess.Start.of(bench.folder(), arguments.toArray(String[]::new));
      var process = bench.start(start.with("DOCKER_HOST", host));

      assertThat(process.exitCode(PROMPT)).as("%s", arguments).isEqualTo(3);
      assertThat(process.errText() + String.join("\n", process.out()))
          .as("%s", arguments)
          .contains(host.replaceAll("^[a-z]+://", ""))
          .doesNotContain("    at ", "Exception");
    }
  }

  @Test
  void a_docker_context_that_is_not_defined_is_named() {
    var start = TaskdockProcess.Start.of(bench.folder(), "ps");

    var ps = bench.start(start.with("DOCKER_HOST", "").with("DOCKER_CONTEXT", "no-such-context"));

    ps.endsWith(3, PROMPT);
    assertThat(ps.errText())
        .contains("docker context \"no-such-context\" is chosen but not defined");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/networks/create", "/containers/create", "/start"})
  void an_engine_that_goes_away_during_the_start_ends_the_run(String request) throws Exception {
    var forwarder =
        bench.closing(
            EngineForwarder.cutBy(
                bench.folder().resolve("docker.sock"),
                text ->
                    text.startsWith("POST ") && text.lines().findFirst().get().contains(request)));

    var run = through(forwarder, bench.file(container("app").untilTold()));

    assertThat(forwarder.awaitCut()).isTrue();
    isLost(run);
  }

  @Test
  void an_engine_that_goes_away_while_the_task_runs_ends_the_run() throws Exception {
    var forwarder = bench.closing(EngineForwarder.at(bench.folder().resolve("docker.sock")));
    var run = through(forwarder, bench.file(container("app").untilTold()));
    run.awaitOut("app | up"::equals);

    forwarder.cut();

    isLost(run);
  }

  @Test
  void an_engine_that_goes_away_while_the_task_stops_ends_the_run() throws Exception {
    var forwarder =
        bench.closing(
            EngineForwarder.cutBy(
                bench.folder().resolve("docker.sock"),
                text -> text.lines().findFirst().orElse("").contains("/stop")));
    var run = through(forwarder, bench.file(container("app").untilTold()));
    run.awaitOut("app | up"::equals);

    run.signal("INT");

    isLost(run);
  }

  @Test
  void what_a_lost_engine_still_has_is_removed_as_the_message_says() throws Exception {
    var forwarder = bench.closing(EngineForwarder.at(bench.folder().resolve("docker.sock")));
    var run = through(forwarder, bench.file(container("app").untilTold()));
    run.awaitOut("app | up"::equals);
    forwarder.cut();
    run.endsWith(3, PROMPT);
    assertThat(bench.left()).isNotEmpty();

    var advice = run.awaitErr("When it is back").replaceAll(".*`taskdock ([^`]*)`.*", "$1");
    bench.done(advice.split(" "));

    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_name_as_long_as_names_may_be_runs() {
    var name = "a".repeat(255);

    var run = bench.run(container(name).bash("echo runs"));

    run.endsWith(0);
    assertThat(run.out()).containsExactly(name + " | runs");
  }

  @Test
  void an_odd_project_name_is_refused() {
    var run =
        bench.start("run", "--project", "a project", bench.file(container("app").untilTold()));

    run.endsWith(2);
    assertThat(run.err())
        .containsExactly("taskdock: --project takes letters, digits, '_', '.' and '-'");
  }

  private TaskdockProcess through(EngineForwarder forwarder, String file) {
    return bench.start(
        TaskdockProcess.Start.of(bench.folder(), "run", file)
            .with("DOCKER_HOST", forwarder.dockerHost()));
  }

  private void isLost(TaskdockProcess run) {
    run.endsWith(3, PROMPT);
    assertThat(run.err())
        .filteredOn(line -> line.startsWith("taskdock: "))
        .singleElement()
        .asString()
        .startsWith("taskdock: the engine does not answer any more: ");
    assertThat(run.errText()).doesNotContain("    at ", "Exception");
    bench.removeWhatIsLeft();
  }
}
