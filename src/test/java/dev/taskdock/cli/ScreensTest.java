package dev.taskdock.cli;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.LogSink.Stream;
import dev.taskdock.logs.LineAssembler;
import dev.taskdock.logs.LineWriter;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.reconcile.Plan;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import dev.taskdock.state.WantedTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The same short run, told to each screen.
final class ScreensTest {
  private static final TaskId TASK = taskId(1);
  private static final String OUT_OF_MEMORY =
      "OutOfMemoryError: Container killed due to memory usage";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final TaskDefinition WEB =
      task("web", container("nginx").port(80).port(8443), container("app"));
  private static final Endpoint PORT_80 = new Endpoint(80, Protocol.TCP, "127.64.0.9", 80);
  private static final Endpoint PORT_8443 = new Endpoint(8443, Protocol.TCP, "127.64.0.9", 8443);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Desired desired = new Desired(Map.of(TASK, WantedTask.of(WEB)), false);
  private Observed observed = Observed.NOTHING.accepting(desired, NOW);

  @Test
  void text_goes_to_two_streams() {
    var screen = text(false, false);

    tell(screen);

    assertThat(said(out)).isEqualTo("nginx | hello\napp   | oops\n");
    assertThat(said(err))
        .isEqualTo(
            """
            web/00000001  RUNNING
            web/00000001  http://127.64.0.9  (nginx, port 80)
            web/00000001  http://127.64.0.9:8443  (nginx, port 8443)
            web/00000001  nothing listens on port 8443 yet; the task listens on 8080
            app could not listen: port 80 is taken by container nginx in the same task
              fix  give one of them another port: on Fargate the containers of a task share all ports
            stopping nginx (up to 30 s, then SIGKILL)
            web/00000001  STOPPING (EssentialContainerExited: Essential container in task exited)
            app exited with code 137 (OutOfMemoryError: Container killed due to memory usage)
            nginx exited with code 0
            web/00000001  STOPPED (EssentialContainerExited: Essential container in task exited)
            """);
  }

  @Test
  void a_hold_is_said_once_whatever_becomes_known_of_its_end() {
    var screen = text(false, false);

    turn(screen, List.of(), holding(Optional.empty()));
    turn(screen, List.of(), holding(Optional.of(NOW.plusSeconds(60))));
    screen.close();

    assertThat(said(err)).isEqualTo("nginx waits for app to be HEALTHY\n");
  }

  @Test
  void in_json_a_hold_keeps_the_time_at_which_it_began() {
    var screen = new JsonScreen(terminal(out));

    turn(screen, List.of(), holding(Optional.empty()));
    turn(
        screen,
        List.of(
            new Event.ContainerCreated(TASK, name("app"), "a1", NOW),
            new Event.ContainerStarted(TASK, name("app"), NOW.plusSeconds(30))),
        holding(Optional.of(NOW.plusSeconds(60))));

    assertThat(
            said(out)
                .lines()
                .filter(l -> l.contains("\"waitingFor\""))
                .map(l -> l.replaceAll(".*\"since\":\"([^\"]*)\".*", "$1"))
                .toList())
        .hasSize(2)
        .satisfies(since -> assertThat(since.getFirst()).isEqualTo(since.getLast()));
  }

  private static Plan holding(Optional<Instant> until) {
    return new Plan(
        List.of(),
        List.of(
            new Hold(
                TASK,
                name("nginx"),
                new Waiting.ForDependency(name("app"), DependencyCondition.HEALTHY, until))),
        Optional.empty());
  }

  @Test
  void names_carry_the_task_where_there_are_several() {
    var screen = text(true, false);

    tell(screen);

    assertThat(said(out)).isEqualTo("00000001/nginx | hello\n00000001/app   | oops\n");
    assertThat(said(err)).contains("00000001/app exited with code 137");
  }

  @Test
  void quiet_tells_only_failures() {
    var screen = text(false, true);

    tell(screen);

    assertThat(said(out)).isEqualTo("nginx | hello\napp   | oops\n");
    assertThat(said(err).lines()).hasSize(2).first().asString().startsWith("app could not listen");
  }

  @Test
  void json_is_one_object_a_line_and_says_nothing_twice() {
    var screen = new JsonScreen(terminal(out));

    tell(screen);
    int before = said(out).length();
    turn(screen, List.of(), Plan.NOTHING);

    assertThat(said(out)).hasSize(before);
    assertThat(said(err)).isEmpty();
    assertThat(said(out).lines()).allMatch(l -> l.startsWith("{\"type\":\"") && l.endsWith("}"));
    assertThat(said(out))
        .contains("\"task\":\"" + TASK.id() + "\"")
        .contains(
            "\"port\":80,\"protocol\":\"tcp\",\"hostAddress\":\"127.64.0.9\",\"hostPort\":80}")
        .contains("\"container\":\"nginx\",\"stream\":\"stdout\",\"text\":\"hello\"}")
        .contains("\"container\":\"app\",\"stream\":\"stderr\",\"text\":\"oops\"}")
        .contains("\"exitCode\":137,\"reason\":\"OutOfMemoryError: ")
        .contains("\"stopCode\":\"EssentialContainerExited\"");
  }

  @Test
  void a_background_run_tells_its_ids_once_and_falls_silent() {
    var screen = new SupervisedScreen(terminal(out), text(false, false));

    tell(screen);

    assertThat(said(out)).isEqualTo("taskdock: running " + TASK.id() + "\n");
    assertThat(said(err)).isEqualTo("web/00000001  RUNNING\n");
  }

  @Test
  void a_reader_that_is_gone_stops_the_run() {
    var stops = new AtomicInteger();
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var terminal = terminal(broken);
    for (var screen :
        List.of(
            new JsonScreen(terminal),
            new TextScreen(
                terminal, List.of(WEB), new LineWriter.Layout(true, false, false), false, false))) {
      screen.stopBy(stops::incrementAndGet);
      print(screen, "nginx", Stream.STDOUT, "hello\n");
    }

    assertThat(stops).hasValue(2);
  }

  /// A run from RUNNING to STOPPED.
  private void tell(RunScreen screen) {
    turn(
        screen,
        List.of(
            new Event.SandboxCreated(TASK, "holder", NOW),
            new Event.SandboxReady(TASK, "10.0.0.2", List.of(PORT_80, PORT_8443), NOW),
            new Event.ContainerCreated(TASK, name("nginx"), "n1", NOW),
            new Event.ContainerCreated(TASK, name("app"), "a1", NOW),
            new Event.ContainerStarted(TASK, name("nginx"), NOW),
            new Event.ContainerStarted(TASK, name("app"), NOW)),
        Plan.NOTHING);
    print(screen, "nginx", Stream.STDOUT, "hello\n");
    screen.listening(TASK, PORT_80);
    screen.listening(TASK, PORT_8443);
    screen.silent(TASK, PORT_8443, "nothing listens on port 8443 yet; the task listens on 8080");
    print(screen, "app", Stream.STDERR, "oops");
    screen.portTaken(TASK, name("app"), "port 80 is taken by container nginx in the same task");
    turn(
        screen,
        List.of(
            new Event.ContainerExited(
                TASK, name("app"), OptionalInt.of(137), Optional.of(OUT_OF_MEMORY), NOW)),
        new Plan(
            List.of(
                new Action.StopContainer(
                    TASK, name("nginx"), "n1", Duration.ofSeconds(30), "nothing depends on it")),
            List.of(),
            Optional.empty()));
    screen.ended(TASK, name("app"), OptionalInt.of(137), Optional.of(OUT_OF_MEMORY));
    screen.ended(TASK, name("nginx"), OptionalInt.of(0), Optional.empty());
    turn(
        screen,
        List.of(
            new Event.ContainerExited(
                TASK, name("nginx"), OptionalInt.of(0), Optional.empty(), NOW.plusSeconds(1)),
            new Event.SandboxRemoved(TASK, NOW.plusSeconds(2))),
        Plan.NOTHING);
    screen.close();
  }

  private void turn(RunScreen screen, List<Event> events, Plan plan) {
    observed = observed.after(events);
    screen.turned(new Snapshot(desired, observed, events, plan));
  }

  private static void print(RunScreen screen, String container, Stream stream, String text) {
    var lines = new LineAssembler(TASK, name(container), screen::printed, () -> {});
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lines.piece(stream, NOW, bytes, 0, bytes.length);
    lines.end();
  }

  private TextScreen text(boolean several, boolean quiet) {
    return new TextScreen(
        terminal(out), List.of(WEB), new LineWriter.Layout(true, false, false), several, quiet);
  }

  private Terminal terminal(OutputStream data) {
    return new Terminal(data, new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
