package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A port that is declared, and a process that listens elsewhere.
@Tag("docker")
final class SilentPortIT {
  private static final String LISTEN =
      """
      $SIG{TERM} = sub { exit 0 };
      my @sockets = map { IO::Socket::INET->new(LocalAddr => $_, Listen => 9) or die $! } @ARGV;
      sleep 1 while 1;
      """;

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void a_task_that_binds_another_port_is_told_which_and_for_whom() {
    var run =
        bench.run(
            container("web")
                .port(80)
                .port(9000)
                .with("entryPoint", List.of("perl", "-MIO::Socket::INET", "-e", LISTEN))
                .with("command", List.of("0.0.0.0:8080", "127.0.0.1:9000")));

    run.awaitErr("on port 80 yet");
    run.awaitErr("port 9000 is");
    run.signal("INT");

    run.endsWith(130);
    assertThat(run.err())
        .filteredOn(line -> line.contains("port 80 ") || line.contains("port 9000 "))
        .extracting(line -> line.replaceAll("^\\S+  ", ""))
        .containsExactlyInAnyOrder(
            "nothing listens on port 80 yet; the task listens on 8080 and for itself only"
                + " (127.0.0.1) on 9000",
            "port 9000 is listened on for the task itself only (127.0.0.1): nobody else reaches"
                + " it, on Fargate no load balancer either; listen on 0.0.0.0");
  }
}
