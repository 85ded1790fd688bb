package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.EngineEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the command line changes of a definition, and how many run.
@Tag("docker")
final class RunOptionsIT {
  private static final String SHOW = "echo \"A=$A B=$B\"";

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void another_image_runs_in_a_containers_place() {
    var file = bench.file(container("app").image("localhost:1/shop/app:7").bash("echo runs"));

    var run = bench.done("run", "--image", "app=debian:bookworm-slim", file);

    assertThat(run.out()).containsExactly("app | runs");
  }

  @Test
  void variables_are_set_for_all_for_one_and_from_here() {
    var file =
        bench.file(
            container("first").helper().environment("A", "of the file").bash(SHOW),
            container("second").dependsOn("first", "COMPLETE").bash(SHOW));

    var run =
        bench.start(
            TaskdockProcess.Start.of(
                    bench.folder(),
                    "run",
                    "-e",
                    "A=for all",
                    "-e",
                    "second:A=x=y:z",
                    "-e",
                    "B",
                    file)
                .with("B", "from here"));

    run.endsWith(0);
    assertThat(run.out())
        .containsExactly("first  | A=for all B=from here", "second | A=x=y:z B=from here");
  }

  @Test
  void variables_come_from_a_file_and_from_the_command_line_over_it() {
    bench.file("app.env", "# comment\nA=of the env file\nB=two words\n");
    var file = bench.file(container("app").environment("A", "of the definition").bash(SHOW));

    var run = bench.done("run", "--env-file", "app.env", "-e", "B=wins", file);

    assertThat(run.out()).containsExactly("app | A=of the env file B=wins");
  }

  @Test
  void overrides_change_command_and_environment() {
    var file = bench.file(container("app").environment("A", "1").bash("echo not this"));
    var overrides =
        """
        {"containerOverrides": [{
          "name": "app",
          "command": ["echo \\"A=$A B=$B\\""],
          "environment": [{"name": "B", "value": "overridden"}]
        }]}\
        """;
    bench.file("overrides.json", overrides);

    assertThat(bench.done("run", "--overrides", overrides, file).out())
        .containsExactly("app | A=1 B=overridden");
    assertThat(bench.done("run", "--overrides", "@overrides.json", file).out())
        .containsExactly("app | A=1 B=overridden");
  }

  @Test
  void a_port_is_published_where_it_was_asked_for() throws Exception {
    int port = freePort();
    var file = bench.file(container("app").answering(80, "asked for"));

    var run = bench.start("run", "-p", port + ":80", file);
    run.awaitErr("http://127.0.0.1:" + port);

    assertThat(Workbench.get("http://127.0.0.1:" + port)).isEqualTo("asked for");
  }

  @Test
  void a_published_port_that_somebody_has_is_named() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var file = bench.file(container("app").untilTold());

      var run = bench.start("run", "-p", taken.getLocalPort() + ":80", file);

      run.endsWith(4);
      assertThat(run.errText())
          .contains("127.0.0.1:" + taken.getLocalPort())
          .containsPattern("address already in use|port is already allocated");
      assertThat(bench.left()).isEmpty();
    }
  }

  @Test
  void several_tasks_have_an_address_each_and_the_same_ports() throws Exception {
    var file = bench.file(container("app").port(80).answering(80, "here"));

    var run = bench.start("run", "--count", "3", file);
    var addresses = new HashSet<String>();
    while (addresses.size() < 3) {
      var line =
          run.awaitErr(
              l -> l.endsWith("  (app, port 80)") && addresses.stream().noneMatch(l::contains));
      addresses.add(line.replaceAll(".*http://(\\S+) .*", "$1"));
    }

    for (var address : addresses) {
      assertThat(address).matches("127\\.\\d+\\.\\d+\\.\\d+");
      assertThat(Workbench.get("http://" + address)).isEqualTo("here");
    }
    run.awaitOut(line -> line.matches("[0-9a-f]{8}/app \\| listening"));
    run.signal("INT");
    run.endsWith(130);
    assertThat(run.err()).filteredOn(l -> l.contains("  STOPPED (UserInitiated")).hasSize(3);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void two_runs_of_one_file_do_not_disturb_each_other() throws Exception {
    var file = bench.file(container("app").port(80).answering(80, "still here"));

    var one = bench.start("run", file);
    var other = bench.start("run", file);
    var first = address(one);
    var second = address(other);
    one.signal("INT");
    one.endsWith(130);

    assertThat(first).isNotEqualTo(second);
    assertThat(Workbench.get(second)).isEqualTo("still here");
    assertThat(bench.containers()).hasSize(2);
    other.signal("INT");
    other.endsWith(130);
    assertThat(other.err()).noneMatch(l -> l.contains("Failed"));
  }

  @Test
  void a_definition_is_read_from_standard_input() {
    var definition = ContainerJson.definition(bench.project(), container("app").bash("echo read"));

    for (var arguments : List.of(List.of("run", "-"), List.of("run", "-f", "-"))) {
      var start = TaskdockProcess.Start.of(bench.folder(), arguments.toArray(String[]::new));
      var run = bench.start(start.reading(definition));

      run.endsWith(0);
      assertThat(run.out()).containsExactly("app | read");
    }
  }

  @Test
  void a_definition_nearby_is_found() {
    bench.file(container("app").bash("echo found"));

    assertThat(bench.done("run").out()).containsExactly("app | found");
    assertThat(bench.done("run", bench.folder().toString()).out()).containsExactly("app | found");
  }

  @Test
  @Tag("alone")
  void what_is_kept_stays_until_it_is_pruned() {
    var file = bench.file(container("app").bash("echo printed; exit 5"));

    var run = bench.start("run", "--keep", file);

    run.endsWith(5);
    assertThat(bench.containers())
        .hasSize(2)
        .allMatch(c -> c.status() == ContainerSnapshot.Status.EXITED);
    assertThat(bench.done("logs", bench.project()).out()).containsExactly("app | printed");
    assertThat(bench.done("ps", "--project", bench.project()).out())
        .last()
        .asString()
        .contains("STOPPED", "app=STOPPED(5)");
    bench.done("prune");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  @Tag("alone")
  void what_is_starting_is_not_pruned() throws Exception {
    var events = bench.events();
    try (var registry = new SilentRegistry()) {
      var run = bench.run(container("app").image(registry.image()).bash("echo never"));
      registry.awaitPull();
      Workbench.await(events, EngineEvent.Started.class::isInstance);

      bench.done("prune");

      registry.hangUp();
      run.endsWith(4);
      assertThat(run.errText()).contains("CannotPullContainerError").doesNotContain("holder");
    }
  }

  private static String address(TaskdockProcess run) {
    return run.awaitErr("(app, port 80)").replaceAll(".*(http://\\S+) .*", "$1");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
