package dev.taskdock.cli;

import dev.taskdock.app.Ahead;
import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.FrontOptions;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.ProjectClaim;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.Service;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.Tempo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock up`: services, kept up until they are asked to go.
final class UpCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Optional<Ahead<Taskdock>> opened;

  private final DefinitionOptions definition = new DefinitionOptions();
  private final AwsOptions aws = new AwsOptions();
  private final StartOptions start = new StartOptions();
  private List<String> scales = List.of();
  private List<LbPorts> ports = List.of();
  private @Nullable Integer metricsPort;
  private boolean wait;
  private boolean watch;
  private @Nullable Integer waitTimeout;
  private int grace = 30;
  private int timeScale = 1;
  private @Nullable CommandSpec spec;

  private UpCommand(Terminal terminal, Optional<Ahead<Taskdock>> opened) {
    this.terminal = terminal;
    this.opened = opened;
  }

  /// @param opened where the engine has been asked already
  static CommandSpec of(Terminal terminal, Optional<Ahead<Taskdock>> opened) {
    var up = new UpCommand(terminal, opened);
    up.spec = up.options().spec();
    return up.spec;
  }

  private Options options() {
    var options = Options.of(this, "up", "Keep services up, their logs here.");
    definition.addTo(options);
    aws.addTo(options);
    start.addTo(
        options,
        "The folder's name, if not given.",
        "One event a line: services, states, log lines.");
    return options
        .values(
            String.class,
            v -> scales = v,
            "[SERVICE=]N",
            "Begin with another desired count. Repeatable.",
            "--scale")
        .values(
            LbPorts.class,
            LbPorts.converter(),
            v -> ports = v,
            LbPorts.LABEL,
            LbPorts.DESCRIPTION,
            "--lb-port")
        .value(
            Integer.class,
            v -> metricsPort = v,
            "PORT",
            "Serve the load balancers' metrics at http://127.0.0.1:PORT/metrics.",
            "--metrics-port")
        .flag(v -> wait = v, "With -d: return once all services are steady.", "--wait")
        .value(
            Integer.class,
            v -> waitTimeout = v,
            "SECONDS",
            "With --wait: give up waiting after so long; the services go on.",
            "--wait-timeout")
        .value(
            Integer.class,
            v -> grace = v,
            "SECONDS",
            "After a crash of taskdock keep what runs so long for the next up (30).",
            "--adopt-within")
        .value(
            Integer.class,
            v -> timeScale = v,
            "N",
            "Make ECS's waits N times shorter: to settle, to bake, to cool down.",
            "--time-scale")
        .flag(v -> watch = v, "Deploy what changes: definitions, sources of images.", "--watch")
        .footer(
            "%nExamples:%n",
            "  taskdock up",
            "  taskdock up -d --wait taskdock.yaml",
            "  taskdock up --scale 2 taskdef.json",
            "",
            "From any terminal: taskdock scale web=3, deploy, events -f, services, down.",
            "Ctrl-C drains and stops all services; a second one kills.");
  }

  @Override
  public Integer call() throws Exception {
    var shown = start.shownOn(terminal);
    definition.unheard = start.supervised();
    Refusals.check(shown, 1, List.of(), start.project().orElse(null));
    if (grace < 0 || timeScale < 1) {
      shown.err().println("taskdock: --adopt-within is 0 or more, --time-scale is 1 or more");
      return ExitCode.USAGE;
    }
    if (start.detached()) {
      load(shown);
      return Detachment.start(
          shown,
          spec,
          Optional.empty(),
          start.json(),
          Optional.ofNullable(waitTimeout).map(Duration::ofSeconds));
    }
    return up(shown, load(shown));
  }

  private Project load(Terminal shown) throws Rejected {
    var loaded = ProjectLoader.load(shown, definition, aws, start.project());
    Refusals.checkRole(shown, aws.role());
    Refusals.checkAws(shown, loaded.local().aws());
    if (!loaded.unhandled().isEmpty() && start.warns()) {
      shown
          .err()
          .println(
              "warning: accepted but without effect here yet: "
                  + String.join(", ", loaded.unhandled()));
    }
    return loaded;
  }

  /// One taskdock looks after a project. What another has left running that was killed is gone on
  /// with.
  private int up(Terminal shown, Project loaded)
      throws InterruptedException, IOException, Rejected {
    var claim = ProjectClaim.take(loaded.name(), System.getenv());
    if (claim.isEmpty()) {
      shown.err().println("taskdock: " + loaded.name() + " is up already");
      shown.err().println("  fix  taskdock deploy, or taskdock down, or another --project");
      return ExitCode.FAILED;
    }
    try (var _ = claim.get();
        var taskdock = Taskdock.setUp(opened, shown.err()::println);
        var preparation =
            Preparation.ofServices(
                loaded.name(), taskdock.unattended(loaded.name()), Duration.ofSeconds(grace))) {
      return up(shown, taskdock, preparation, loaded);
    }
  }

  private int up(Terminal shown, Taskdock taskdock, Preparation preparation, Project loaded)
      throws InterruptedException, IOException, Rejected {
    var services = Scaling.applied(scales, loaded.services(), shown);
    var request =
        new RunRequest(
            new Workload.Services(
                services, front(shown, loaded), loaded.scaling(), Tempo.AWS.times(timeScale)),
            loaded.name(),
            loaded.file(),
            loaded.local(),
            start.pull(),
            definition.platform(),
            List.of(),
            false,
            aws.role());
    var signals = new AtomicInteger();
    var started = new CompletableFuture<Run>();
    // What a killed up leaves is kept for the next one; so a signal may never just end us.
    Signals.hear(_ -> {
      boolean first = signals.incrementAndGet() == 1;
      if (first) {
        shown.err().println("stopping; once more to kill");
      }
      var _ = started.thenAccept(first ? Run::stop : Run::kill);
    });
    var controls = new CompletableFuture<Controls>();
    var socket =
        ControlSocket.open(
            loaded.name(), System.getenv(), (asked, reply) -> controls.join().answer(asked, reply));
    try (socket;
        var screen = screen(shown, loaded);
        var run = taskdock.run(preparation, request, screen)) {
      var answering = new Controls(run, images -> reloaded(loaded, run, images));
      screen.heardBy(answering::turned);
      controls.complete(answering);
      started.complete(run);
      try (var _ = watch ? watching(taskdock, run, screen, request, loaded) : null) {
        return await(run, screen, shown, signals);
      }
    }
  }

  private Watch watching(
      Taskdock taskdock, Run run, ServiceScreen screen, RunRequest request, Project loaded) {
    return Watch.begin(taskdock, run, screen, request, () -> reread(loaded));
  }

  /// All that is read of the project, as it is now.
  private Tested reread(Project loaded) throws Controls.Refused {
    var said = new ByteArrayOutputStream();
    var unseen =
        new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false);
    try {
      return ProjectLoader.loadToTest(unseen, definition, aws, Optional.of(loaded.name()));
    } catch (Rejected _) {
      throw new Controls.Refused(said.toString(StandardCharsets.UTF_8));
    }
  }

  private Workload.Front front(Terminal shown, Project loaded) throws Rejected {
    var balancing = loaded.balancing();
    return new Workload.Front(
            balancing.loadBalancers(),
            balancing.targetGroups(),
            balancing.targets(),
            new FrontOptions(
                loaded.name(),
                LbPorts.of(ports, balancing.ports(), shown),
                LbPorts.metrics(metricsPort, shown),
                Optional.empty(),
                false,
                timeScale),
            loaded.certificates())
        .with(balancing.networks(), balancing.zones());
  }

  private int await(Run run, ServiceScreen screen, Terminal shown, AtomicInteger signals)
      throws InterruptedException {
    screen.stopBy(run::stop);
    var lost = run.await().observed().engineLost();
    if (lost.isPresent()) {
      shown.err().println("taskdock: the engine does not answer any more: " + lost.get());
      shown.err().println("  When it is back, `taskdock down` ends what is left.");
      return ExitCode.NO_ENGINE;
    }
    return signals.get() > 0 ? ExitCode.INTERRUPTED : ExitCode.FINE;
  }

  /// The services as their files have them now.
  private List<Service> reloaded(Project loaded, Run run, List<String> images)
      throws Controls.Refused {
    var said = new ByteArrayOutputStream();
    var unseen =
        new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false);
    try {
      var anew =
          ProjectLoader.load(
              unseen, definition.withImages(images), aws, Optional.of(loaded.name()));
      anew.local().network().ifPresent(run::use);
      return anew.services();
    } catch (Rejected _) {
      throw new Controls.Refused(said.toString(StandardCharsets.UTF_8));
    }
  }

  private ServiceScreen screen(Terminal shown, Project loaded) {
    if (start.json() && !start.supervised()) {
      return ServiceScreen.json(new JsonScreen(shown));
    }
    var layout = start.layout(shown);
    var definitions =
        new ArrayList<>(
            loaded.services().stream().map(s -> s.revision().definition()).distinct().toList());
    var text = new TextScreen(shown, definitions, layout, true, start.quiet());
    return start.supervised()
        ? ServiceScreen.text(new SupervisedScreen(shown, text, this::isUp))
        : ServiceScreen.text(text);
  }

  private boolean isUp(Snapshot snapshot) {
    var states = snapshot.observed().services().states().values();
    return !states.isEmpty() && (!wait || states.stream().allMatch(ServiceState::steady));
  }
}
