package dev.taskdock.cli;

import dev.taskdock.app.Ahead;
import dev.taskdock.app.PullPolicy;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.launch.Publishing;
import dev.taskdock.logs.LineWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `taskdock run`: one task, or several side by side, to their end.
@Command(
    name = "run",
    description = "Run a task to its end, its logs here.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  taskdock run taskdef.json",
      "  taskdock run --image php-fpm=mine:dev -e php-fpm:DEBUG=1 taskdef.json",
      "  taskdock run -p 8080:80 taskdef.json",
      "  taskdock run --overrides @overrides.json job.json",
      "",
      "Ends with the essential container's exit code. Ctrl-C stops the task as",
      "StopTask does; a second one kills it."
    })
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DefinitionOptions definition = new DefinitionOptions();

  @Option(names = "--count", paramLabel = "N", description = "Run N tasks side by side.")
  private int count = 1;

  @Option(
      names = "-p",
      paramLabel = "[HOST:]PORT",
      converter = PortOption.class,
      description = "Publish a port on 127.0.0.1 too. Repeatable.")
  private List<Publishing.Asked> publications = new ArrayList<>();

  @Option(names = "--project", paramLabel = "NAME", description = "The family, if not given.")
  private @Nullable String project;

  @Option(
      names = "--pull",
      paramLabel = "WHEN",
      description = "When to pull images: default (what is missing), always, never.")
  private PullPolicy pull = PullPolicy.DEFAULT;

  @Option(
      names = {"-d", "--detach"},
      description = "Run in the background; return once it runs.")
  private boolean detached;

  @Option(names = "--supervised", hidden = true)
  private boolean supervised;

  @Option(names = "--keep", description = "Keep the ended containers for a look.")
  private boolean keep;

  @Option(names = "--timestamps", description = "Begin each line with its time.")
  private boolean timestamps;

  @Option(names = "--no-log-prefix", description = "Print lines without the container's name.")
  private boolean noPrefix;

  @Option(names = "--json", description = "One event a line: states, endpoints, log lines.")
  private boolean json;

  @Option(names = "--no-color", description = "No colours.")
  private boolean noColour;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress, only logs and errors.")
  private boolean quiet;

  @Spec private @Nullable CommandSpec spec;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var shown = noColour ? terminal.plain() : terminal;
    if (detached) {
      return Detachment.start(shown, spec, load(shown).stdin(), json);
    }
    // The engine is asked while the definition is read, which takes as long.
    var taskdock = Ahead.of(Taskdock::openForRun);
    return run(shown, load(shown), taskdock);
  }

  private Definition load(Terminal shown) throws Rejected {
    var loaded = DefinitionLoader.load(shown, definition);
    Refusals.check(shown, count, publications, project);
    if (!loaded.unhandled().isEmpty() && !quiet && !supervised) {
      shown
          .err()
          .println(
              "warning: accepted but without effect here yet: "
                  + String.join(", ", loaded.unhandled()));
    }
    return loaded;
  }

  private int run(Terminal shown, Definition loaded, Ahead<Taskdock> opened)
      throws InterruptedException {
    var request =
        new RunRequest(
            loaded.task(),
            count,
            Optional.ofNullable(project).orElse(loaded.task().family().name()),
            loaded.file(),
            loaded.builds(),
            pull,
            definition.platform(),
            publications,
            keep);
    try (var taskdock = opened.get();
        var screen = screen(shown, loaded);
        var run = taskdock.run(request, screen)) {
      var signals = new AtomicInteger();
      screen.stopBy(run::stop);
      Signals.hear(name -> interrupted(run, screen, signals.incrementAndGet()));
      var outcome = run.await();
      int code = RunExit.of(outcome, loaded, shown, !json && !quiet);
      return signals.get() > 0 && code != ExitCode.NO_ENGINE ? ExitCode.INTERRUPTED : code;
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
    if (json && !supervised) {
      return new JsonScreen(shown);
    }
    var layout = new LineWriter.Layout(!noPrefix, timestamps, shown.colour());
    var text = new TextScreen(shown, loaded.task(), layout, count > 1, quiet);
    return supervised ? new SupervisedScreen(shown, text) : text;
  }
}
