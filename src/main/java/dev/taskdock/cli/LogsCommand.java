package dev.taskdock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskdock.app.StateFolder;
import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.logs.LineWriter;
import dev.taskdock.model.ContainerName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    description = {
      "Show what containers printed.",
      "The engine has stored it as text: a byte that is no UTF-8 comes as the replacement"
          + " character. `run` shows it as it was printed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  taskdock logs",
      "  taskdock logs -f nginx",
      "  taskdock logs 7f3a12cd/php-fpm",
      "  taskdock logs --group /ecs/web   of tasks that are gone, too"
    })
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

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "What awslogs sent to this log group, of tasks that are gone too.")
  private @Nullable String group;

  @Option(names = "--stream", paramLabel = "PREFIX", description = "Only streams with this prefix.")
  private @Nullable String stream;

  @Option(names = "--no-color", description = "No colours.")
  private boolean noColour;

  LogsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return group == null ? ofTasks() : ofGroup(group);
  }

  private int ofGroup(String name) throws IOException {
    if (follow || target != null || tail != null) {
      terminal.err().println("taskdock: --group shows a whole log group, and what it has by now");
      return ExitCode.USAGE;
    }
    var files = StateFolder.logs(System.getenv()).streams(name, Optional.ofNullable(stream));
    if (files.isEmpty()) {
      terminal.err().println("taskdock: nothing is kept of the log group " + name);
      return ExitCode.FAILED;
    }
    for (var file : files) {
      print(file);
    }
    return ExitCode.FINE;
  }

  /// A first line of an event begins with its time and a blank, any other with a tab.
  private void print(Path file) throws IOException {
    var container = file.resolveSibling("").getFileName();
    var head = noPrefix ? "" : "%s/%.8s | ".formatted(container, file.getFileName());
    var data = terminal.data();
    // Bytes that are no UTF-8 must not stop a reader.
    try (var lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        int text = line.startsWith("\t") ? 1 : line.indexOf(' ') + 1;
        data.println(head + (timestamps ? line : line.substring(text)));
      }
    }
    data.flush();
  }

  private int ofTasks() throws Exception {
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
