package dev.taskdock.cli;

import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.FrontOptions;
import dev.taskdock.app.Frontage;
import dev.taskdock.app.ProjectClaim;
import dev.taskdock.app.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock lb`: the load balancers of a file alone, in front of targets that are written down.
final class LbCommand implements Callable<Integer> {
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(5);
  private static final List<String> TRANSPORTS = List.of("io_uring", "epoll", "nio");

  private final Terminal terminal;

  private @Nullable String file;
  private @Nullable String project;
  private List<LbPorts> ports = List.of();
  private @Nullable Integer metricsPort;
  private @Nullable String transport;
  private int timeScale = 1;
  private boolean logs;
  private boolean quiet;

  private LbCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    var lb = new LbCommand(terminal);
    var options =
        Options.of(lb, "lb", "Run the load balancers of taskdock.yaml alone, without an engine.")
            .parameter(v -> lb.file = v, "FILE", "taskdock.yaml, or the folder it is in.")
            .values(
                LbPorts.class,
                LbPorts.converter(),
                v -> lb.ports = v,
                LbPorts.LABEL,
                LbPorts.DESCRIPTION,
                "--lb-port")
            .text(v -> lb.project = v, "NAME", "The folder's name, if not given.", "--project")
            .value(
                Integer.class,
                v -> lb.metricsPort = v,
                "PORT",
                "Serve metrics for Prometheus at http://127.0.0.1:PORT/metrics.",
                "--metrics-port")
            .text(
                v -> lb.transport = v,
                "NAME",
                "How sockets are served: io_uring, epoll, nio; the best that works here, if not given.",
                "--transport")
            .value(
                Integer.class,
                v -> lb.timeScale = v,
                "N",
                "Idle time-outs of network load balancers are N times shorter.",
                "--time-scale")
            .flag(
                v -> lb.logs = v,
                "Write access and connection logs, whatever the attributes say.",
                "--access-log")
            .flag(v -> lb.quiet = v, "Only errors.", "-q", "--quiet")
            .footer(
                "%nExamples:%n",
                "  taskdock lb",
                "  taskdock lb --lb-port 80=8080 taskdock.yaml",
                "",
                "Its targets are those that stand under Targets in its target groups.",
                "Ctrl-C lets requests end that have begun; a second one does not.");
    var spec = options.spec();
    for (var one :
        List.of(
            new LbStatusCommand(terminal),
            new LbWhyCommand(terminal),
            new LbTrustCommand(terminal))) {
      var line = new CommandLine(one);
      Options.addHelp(line.getCommandSpec());
      spec.addSubcommand(null, line);
    }
    return spec;
  }

  @Override
  public Integer call() throws Exception {
    Refusals.check(terminal, 1, List.of(), project);
    var loaded = BalancerFile.load(terminal, Optional.ofNullable(file));
    var name = Optional.ofNullable(project).orElse(loaded.project());
    var balancing = loaded.balancing();
    var moved = LbPorts.of(ports, balancing.ports(), terminal);
    if (!loaded.services().isEmpty()) {
      say("services are left out here: " + String.join(", ", loaded.services()));
    }
    return run(
        name,
        new Workload.Front(
                balancing.loadBalancers(),
                balancing.targetGroups(),
                balancing.targets(),
                new FrontOptions(
                    name,
                    moved,
                    LbPorts.metrics(metricsPort, terminal),
                    transport(),
                    logs,
                    timeScale()),
                loaded.certificates())
            .with(balancing.networks(), balancing.zones()));
  }

  private int timeScale() throws Rejected {
    if (timeScale < 1) {
      terminal.err().println("taskdock: --time-scale is 1 or more");
      throw new Rejected();
    }
    return timeScale;
  }

  private Optional<String> transport() throws Rejected {
    if (transport != null && !TRANSPORTS.contains(transport)) {
      terminal.err().println("taskdock: --transport is one of " + String.join(", ", TRANSPORTS));
      throw new Rejected();
    }
    return Optional.ofNullable(transport);
  }

  private int run(String name, Workload.Front front) throws IOException, InterruptedException {
    var claim = ProjectClaim.take(name, System.getenv());
    if (claim.isEmpty()) {
      terminal.err().println("taskdock: " + name + " is up already");
      terminal.err().println("  fix  taskdock down, or another --project");
      return ExitCode.FAILED;
    }
    var ending = new Ending();
    ending.hearSignals();
    var controls = new CompletableFuture<FrontControls>();
    try (var _ = claim.get();
        var _ =
            ControlSocket.open(
                name, System.getenv(), (asked, reply) -> controls.join().answer(asked, reply));
        var frontage = Frontage.open(front, this::say)) {
      controls.complete(new FrontControls(frontage, ending::begin));
      return ending.await(frontage, patience(front));
    }
  }

  /// As long as AWS lets a request go on at most.
  private static Duration patience(Workload.Front front) {
    return front.groups().stream()
        .map(group -> group.attributes().deregistrationDelay())
        .max(Duration::compareTo)
        .filter(delay -> delay.compareTo(LEAST_PATIENCE) > 0)
        .orElse(LEAST_PATIENCE);
  }

  private void say(String text) {
    if (!quiet) {
      terminal.err().println(text);
    }
  }

  /// The end, which is asked for by a signal or from another terminal.
  private final class Ending {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    /// From the first socket on, so that no signal ends what holds one.
    void hearSignals() {
      var signals = new AtomicInteger();
      Signals.hear(_ -> {
        interrupted.set(true);
        if (signals.incrementAndGet() == 1) {
          say("requests that have begun may end; once more to stop at once");
          asked.countDown();
        } else {
          over.countDown();
        }
      });
    }

    int await(Frontage frontage, Duration patience) throws InterruptedException {
      asked.await();
      Thread.ofVirtual().name("drain").start(() -> drain(frontage, patience));
      over.await();
      return interrupted.get() ? ExitCode.INTERRUPTED : ExitCode.FINE;
    }

    private void drain(Frontage frontage, Duration patience) {
      try {
        if (!frontage.drain(patience)) {
          say("requests are cut off that have not ended in %d s".formatted(patience.toSeconds()));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      over.countDown();
    }

    /// @param force whether requests are cut off
    void begin(boolean force) {
      asked.countDown();
      if (force) {
        over.countDown();
      }
    }
  }
}
