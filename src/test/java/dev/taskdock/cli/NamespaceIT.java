package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the containers of a task share, and what they do not.
@Tag("docker")
final class NamespaceIT {
  /// Prints what answers on a port of localhost, once something does.
  private static final String ASK =
      """
      until exec 3<>/dev/tcp/127.0.0.1/%1$d; do sleep 0.1; done 2>/dev/null
      printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -n 1 <&3; echo
      """;

  /// Says whether the host name is that of the address, and resolves to it.
  private static final String WHO =
      """
      address=$(hostname -I | tr -d ' ')
      [ "$(hostname)" = "$HOSTNAME" ] && [ "$(getent hosts "$(hostname)" | cut -d' ' -f1)" = $address ] &&
        case $(hostname) in ip-$(echo $address | tr . -).*) echo yes $(hostname) ;; esac
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void containers_of_a_task_share_localhost() {
    var run =
        bench.run(
            container("server").answering(9000, "hello over localhost"),
            container("client").bash(ASK.formatted(9000)));

    run.endsWith(0);
    assertThat(run.out()).contains("client | hello over localhost", "server | listening");
  }

  @Test
  void all_containers_of_a_task_have_the_host_name_of_its_address_which_resolves() {
    var run =
        bench.run(
            container("one").helper().bash(WHO),
            container("two").dependsOn("one", "COMPLETE").bash(WHO));

    run.endsWith(0);
    var name = "ip-(\\d+)-(\\d+)-(\\d+)-(\\d+)\\.[a-z0-9.-]*internal";
    assertThat(run.out()).hasSize(2).allMatch(line -> line.matches("(one|two) +\\| yes " + name));
    assertThat(run.out())
        .extracting(line -> line.replaceAll(".*yes ", ""))
        .containsOnly(run.out().getFirst().replaceAll(".*yes ", ""));
  }

  @Test
  void the_name_of_a_sibling_does_not_resolve() {
    var run =
        bench.run(
            container("server").untilTold(),
            container("client")
                .dependsOn("server", "START")
                .bash("getent hosts server; echo lookup ended with $?"));

    run.endsWith(0);
    assertThat(run.out()).contains("client | lookup ended with 2");
  }

  @Test
  void link_local_addresses_that_nobody_answers_are_dropped() {
    var run =
        bench.run(
            container("app")
                .bash(
                    """
                    for place in 169.254.169.254/80 169.254.170.3/80 169.254.170.2/81; do
                      timeout 1 bash -c "exec 3<>/dev/tcp/$place"; echo "$place $?"
                    done
                    """));

    run.endsWith(0);
    // 124 is the time-out's: nobody answers, not even with a refusal.
    assertThat(run.out())
        .containsExactly(
            "app | 169.254.169.254/80 124",
            "app | 169.254.170.3/80 124",
            "app | 169.254.170.2/81 124");
  }

  @Test
  void a_port_that_a_sibling_has_taken_is_explained() {
    var run =
        bench.run(
            container("first").answering(8080, "first"),
            container("second")
                .bash(ASK.formatted(8080) + "exec perl -MIO::Socket::INET -e '" + BIND + "'"));

    run.endsWith(98);
    assertThat(run.err())
        .contains("second could not listen: port 8080 is taken by container first in the same task")
        .anyMatch(line -> line.startsWith("  fix  give one of them another port"));
  }

  @Test
  void a_port_that_a_program_of_the_laptop_has_is_moved() throws Exception {
    try (var taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      var run = bench.run(container("app").port(port).answering(port, "moved"));

      var line = run.awaitErr("(app, port " + port + ")");

      assertThat(line).doesNotContain(":" + port + " ");
      assertThat(Workbench.get(line.replaceAll(".*(http://\\S+) .*", "$1"))).isEqualTo("moved");
    }
  }

  /// Fails with EADDRINUSE, which is 98, in the words most programs use.
  private static final String BIND =
      "IO::Socket::INET->new(LocalAddr => \"0.0.0.0\", LocalPort => 8080, Listen => 1)"
          + " or die \"listen tcp 0.0.0.0:8080: bind: $!\\n\"";

  @Test
  void one_port_declared_twice_is_refused_before_anything_starts() {
    var events = bench.events();

    var run =
        bench.run(
            container("first").port(8080).untilTold(), container("second").port(8080).untilTold());

    run.endsWith(2);
    assertThat(run.errText()).contains("error TD2051", "first", "second", "8080", "taskdef.json:");
    assertThat(run.out()).isEmpty();
    assertThat(events).isEmpty();
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_host_port_that_differs_is_refused_before_anything_starts() {
    var events = bench.events();

    var run =
        bench.run(
            container("app")
                .portMapping(Map.of("containerPort", 80, "hostPort", 8080))
                .untilTold());

    run.endsWith(2);
    assertThat(run.errText()).contains("error TD2050", "8080", "taskdef.json:");
    assertThat(events).isEmpty();
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void ports_are_reachable_at_an_address_of_the_tasks_own() throws Exception {
    var run = bench.run(container("app").port(80).port(8080).answering(8080, "from 8080"));

    var line = run.awaitErr(":8080  (app, port 8080)");

    assertThat(line).matches(bench.project() + "/[0-9a-f]{8}  http://127\\.\\S+:8080  \\(app, .*");
    assertThat(Workbench.get(line.replaceAll(".*(http://\\S+).*", "$1"))).isEqualTo("from 8080");
    // Nothing listens on 80, so its address is not shown.
    assertThat(run.err()).noneMatch(l -> l.endsWith("(app, port 80)"));
  }
}
