package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.logs.LineWriter;
import dev.taskdock.model.ContainerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock logs`: what containers printed, from any terminal.
@Command(
    name = "logs",
    description = "Show what containers printed.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock logs", "  taskdock logs -f nginx", "  taskdock logs 7f3a12cd/php-fpm"})
final class LogsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "[TASK/]CONTAINER|TASK",
      description = "Whose; all tasks, if not given.")
  private @Nullable String target;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until they end.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "N", description = "Only each one's last N lines.")
  private @Nullable Integer tail;

  @Option(names = "--timestamps", description = "Begin each line with its time.")
  private boolean timestamps;

  @Option(names = "--no-log-prefix", description = "Print lines without the container's name.")
  private boolean noPrefix;

  @Option(names = "--project", paramLabel = "NAME", description = "Only this project's.")
  private @Nullable String project;

  @Option(names = "--no-color", description = "No colours.")
  private boolean noColour;

  LogsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (var taskdock = Taskdock.open()) {
      var tasks = taskdock.tasks(Optional.ofNullable(project));
      Optional<ContainerName> only = Optional.empty();
      if (target != null) {
        var picker = new TaskPicker(tasks);
        tasks = picker.named(target);
        if (tasks.isEmpty()) {
          var chosen = picker.target(target, terminal.err());
          tasks = java.util.List.of(chosen.task());
          only = Optional.of(chosen.container());
        }
      }
      boolean several = tasks.size() > 1;
      var writer =
          new LineWriter(
              terminal.out(),
              new LineWriter.Layout(!noPrefix, timestamps, terminal.colour() && !noColour),
              s -> (several ? s.task().abbreviated() + "/" : "") + s.container());
      tasks.forEach(t ->
          t.containers()
              .keySet()
              .forEach(c -> writer.expect((several ? t.task().id().abbreviated() + "/" : "") + c)));
      var request =
          new LogRequest(follow, tail == null ? OptionalInt.empty() : OptionalInt.of(tail));
      try {
        taskdock.logs(
            tasks,
            only,
            request,
            line -> {
              try {
                writer.write(line);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (UncheckedIOException _) {
        // Whoever read our output is gone.
        return ExitCode.FINE;
      }
      return ExitCode.FINE;
    }
  }
}
