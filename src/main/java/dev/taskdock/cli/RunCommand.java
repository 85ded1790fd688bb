package dev.taskdock.cli;

import dev.taskdock.app.Ahead;
import dev.taskdock.app.Network;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.launch.Publishing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock run`: one task, or several side by side, to their end.
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Optional<Ahead<Taskdock>> opened;

  private final DefinitionOptions definition = new DefinitionOptions();
  private final AwsOptions aws = new AwsOptions();
  private final StartOptions start = new StartOptions();
  private int count = 1;
  private List<Publishing.Asked> publications = List.of();
  private boolean keep;
  private @Nullable CommandSpec spec;

  private RunCommand(Terminal terminal, Optional<Ahead<Taskdock>> opened) {
    this.terminal = terminal;
    this.opened = opened;
  }

  /// @param opened where the engine has been asked already
  static CommandSpec of(Terminal terminal, Optional<Ahead<Taskdock>> opened) {
    var run = new RunCommand(terminal, opened);
    run.spec = run.options().spec();
    return run.spec;
  }

  private Options options() {
    var options = Options.of(this, "run", "Run a task to its end, its logs here.");
    definition.addTo(options);
    aws.addTo(options);
    start.addTo(
        options, "The family, if not given.", "One event a line: states, endpoints, log lines.");
    return options
        .value(int.class, v -> count = v, "N", "Run N tasks side by side.", "--count")
        .values(
            Publishing.Asked.class,
            new PortOption(),
            v -> publications = v,
            "[HOST:]PORT",
            "Publish a port on 127.0.0.1 too. Repeatable.",
            "-p")
        .flag(v -> keep = v, "Keep the ended containers for a look.", "--keep")
        .footer(
            "%nExamples:%n",
            "  taskdock run taskdef.json",
            "  taskdock run --image php-fpm=mine:dev -e php-fpm:DEBUG=1 taskdef.json",
            "  taskdock run -p 8080:80 taskdef.json",
            "  taskdock run --overrides @overrides.json job.json",
            "",
            "Ends with the essential container's exit code. Ctrl-C stops the task as",
            "StopTask does; a second one kills it.");
  }

  @Override
  public Integer call() throws Exception {
    var shown = start.shownOn(terminal);
    definition.unheard = start.supervised();
    if (start.detached()) {
      Refusals.checkDetached(shown, definition.secretFiles);
      return Detachment.start(shown, spec, load(shown).stdin(), start.json());
    }
    try (var preparation = Preparation.begin(!keep)) {
      return run(shown, preparation, load(shown));
    }
  }

  private Definition load(Terminal shown) throws Rejected {
    var loaded = DefinitionLoader.loadToRun(shown, definition, aws);
    Refusals.check(shown, count, publications, start.project().orElse(null));
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

  private int run(Terminal shown, Preparation preparation, Definition loaded)
      throws InterruptedException {
    var request =
        new RunRequest(
            new Workload.Tasks(
                loaded.task(), count, loaded.local().network().flatMap(Network::standalone)),
            start.project().orElse(loaded.task().family().name()),
            loaded.file(),
            loaded.local(),
            start.pull(),
            definition.platform(),
            publications,
            keep,
            aws.role());
    var taskdock = Taskdock.setUp(opened, shown.err()::println);
    try (taskdock;
        var screen = screen(shown, loaded);
        var run = taskdock.run(preparation, request, screen)) {
      var signals = new AtomicInteger();
      screen.stopBy(run::stop);
      // Beside the start, not in its way; a signal in these milliseconds ends us, and the reaper
      // sweeps.
      Thread.ofPlatform()
          .daemon()
          .name("signals")
          .start(() -> Signals.hear(_ -> interrupted(run, screen, signals.incrementAndGet())));
      var outcome = run.await();
      int code = RunExit.of(outcome, loaded, shown, !start.json() && !start.quiet());
      return signals.get() > 0 && code != ExitCode.NO_ENGINE ? ExitCode.INTERRUPTED : code;
    } catch (EngineException e) {
      // It answered when it was found, and then not what a run asks first.
      if (e.failure() instanceof EngineFailure.Unreachable(var reason)) {
        return RunExit.lost(reason, shown);
      }
      throw e;
    }
  }

  private static void interrupted(Run run, RunScreen screen, int times) {
    if (times == 1) {
      screen.noted("stopping; once more to kill");
      run.stop();
    } else {
      run.kill();
    }
  }

  private RunScreen screen(Terminal shown, Definition loaded) {
    if (start.json() && !start.supervised()) {
      return new JsonScreen(shown);
    }
    var layout = start.layout(shown);
    var text = new TextScreen(shown, List.of(loaded.task()), layout, count > 1, start.quiet());
    return start.supervised() ? new SupervisedScreen(shown, text) : text;
  }
}
