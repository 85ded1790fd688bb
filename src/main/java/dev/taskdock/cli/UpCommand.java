package dev.taskdock.cli;

import dev.taskdock.app.Ahead;
import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.FrontOptions;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.PullPolicy;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.control.Snapshot;
import dev.taskdock.logs.LineWriter;
import dev.taskdock.model.Service;
import dev.taskdock.state.ServiceState;
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
  private List<String> scales = List.of();
  private @Nullable String project;
  private List<LbPorts> ports = List.of();
  private @Nullable Integer metricsPort;
  private PullPolicy pull = PullPolicy.DEFAULT;
  private boolean detached;
  private boolean supervised;
  private boolean wait;
  private @Nullable Integer waitTimeout;
  private boolean timestamps;
  private boolean noPrefix;
  private boolean json;
  private boolean noColour;
  private boolean quiet;
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
        .text(v -> project = v, "NAME", "The folder's name, if not given.", "--project")
        .value(
            PullPolicy.class,
            v -> pull = v,
            "WHEN",
            "When to pull images: default (what is missing), always, never.",
            "--pull")
        .flag(v -> detached = v, "Run in the background.", "-d", "--detach")
        .flag(v -> wait = v, "With -d: return once all services are steady.", "--wait")
        .value(
            Integer.class,
            v -> waitTimeout = v,
            "SECONDS",
            "With --wait: give up waiting after so long; the services go on.",
            "--wait-timeout")
        .hiddenFlag(v -> supervised = v, "--supervised")
        .flag(v -> timestamps = v, "Begin each line with its time.", "--timestamps")
        .flag(v -> noPrefix = v, "Print lines without the container's name.", "--no-log-prefix")
        .flag(v -> json = v, "One event a line: services, states, log lines.", "--json")
        .flag(v -> noColour = v, "No colours.", "--no-color")
        .flag(v -> quiet = v, "No progress, only logs and errors.", "-q", "--quiet")
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
    var shown = noColour ? terminal.plain() : terminal;
    Refusals.check(shown, 1, List.of(), project);
    if (detached) {
      load(shown);
      return Detachment.start(
          shown,
          spec,
          Optional.empty(),
          json,
          Optional.ofNullable(waitTimeout).map(Duration::ofSeconds));
    }
    try (var preparation = Preparation.begin(true)) {
      return up(shown, preparation, load(shown));
    }
  }

  private Project load(Terminal shown) throws Rejected {
    var loaded = ProjectLoader.load(shown, definition, aws, Optional.ofNullable(project));
    Refusals.checkRole(shown, aws.role());
    Refusals.checkAws(shown, loaded.local().aws());
    if (!loaded.unhandled().isEmpty() && !quiet && !supervised) {
      shown
          .err()
          .println(
              "warning: accepted but without effect here yet: "
                  + String.join(", ", loaded.unhandled()));
    }
    return loaded;
  }

  private int up(Terminal shown, Preparation preparation, Project loaded)
      throws InterruptedException, IOException, Rejected {
    var services = Scaling.applied(scales, loaded.services(), shown);
    var request =
        new RunRequest(
            new Workload.Services(services, front(shown, loaded)),
            loaded.name(),
            loaded.file(),
            loaded.local(),
            pull,
            definition.platform(),
            List.of(),
            false,
            aws.role());
    var controls = new CompletableFuture<Controls>();
    var socket =
        ControlSocket.open(
            loaded.name(), System.getenv(), (asked, reply) -> controls.join().answer(asked, reply));
    if (socket.isEmpty()) {
      shown.err().println("taskdock: " + loaded.name() + " is up already");
      shown.err().println("  fix  taskdock deploy, or taskdock down, or another --project");
      return ExitCode.FAILED;
    }
    try (var _ = socket.get();
        var taskdock = opened.map(Ahead::get).orElseGet(Taskdock::open);
        var screen = screen(shown, loaded);
        var run = taskdock.run(preparation, request, screen)) {
      var answering = new Controls(run, images -> reloaded(loaded, images));
      screen.heardBy(answering::turned);
      controls.complete(answering);
      return await(run, screen, shown);
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
            LbPorts.of(ports, balancing.loadBalancers(), shown),
            LbPorts.metrics(metricsPort, shown),
            Optional.empty(),
            false),
        loaded.certificates());
  }

  private int await(Run run, ServiceScreen screen, Terminal shown) throws InterruptedException {
    var signals = new AtomicInteger();
    screen.stopBy(run::stop);
    Signals.hear(_ -> {
      if (signals.incrementAndGet() == 1) {
        screen.noted("stopping; once more to kill");
        run.stop();
      } else {
        run.kill();
      }
    });
    var lost = run.await().observed().engineLost();
    if (lost.isPresent()) {
      shown.err().println("taskdock: the engine does not answer any more: " + lost.get());
      shown.err().println("  When it is back, `taskdock down` ends what is left.");
      return ExitCode.NO_ENGINE;
    }
    return signals.get() > 0 ? ExitCode.INTERRUPTED : ExitCode.FINE;
  }

  /// The services as their files have them now.
  private List<Service> reloaded(Project loaded, List<String> images) throws Controls.Refused {
    var said = new ByteArrayOutputStream();
    var unseen =
        new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false);
    try {
      return ProjectLoader.load(
              unseen, definition.withImages(images), aws, Optional.of(loaded.name()))
          .services();
    } catch (Rejected _) {
      throw new Controls.Refused(said.toString(StandardCharsets.UTF_8));
    }
  }

  private ServiceScreen screen(Terminal shown, Project loaded) {
    if (json && !supervised) {
      return ServiceScreen.json(new JsonScreen(shown));
    }
    var layout = new LineWriter.Layout(!noPrefix, timestamps, shown.colour());
    var definitions =
        new ArrayList<>(
            loaded.services().stream().map(s -> s.revision().definition()).distinct().toList());
    var text = new TextScreen(shown, definitions, layout, true, quiet);
    return supervised
        ? ServiceScreen.text(new SupervisedScreen(shown, text, this::isUp))
        : ServiceScreen.text(text);
  }

  private boolean isUp(Snapshot snapshot) {
    var states = snapshot.observed().services().states().values();
    return !states.isEmpty() && (!wait || states.stream().allMatch(ServiceState::steady));
  }
}
