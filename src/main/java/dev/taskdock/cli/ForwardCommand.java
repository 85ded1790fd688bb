package dev.taskdock.cli;

import dev.taskdock.app.FoundTask;
import dev.taskdock.app.Taskdock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock forward`: a port inside a task, here.
@Command(
    name = "forward",
    description = "Lead a port of this machine to one inside a task, past its security groups.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock forward db 5432", "  taskdock forward --local 15432 7f3a12cd 5432"})
final class ForwardCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "TASK", description = "A task, a family or a project.")
  private String task = "";

  @Parameters(index = "1", paramLabel = "PORT", description = "The port inside.")
  private int port;

  @Option(
      names = "--local",
      paramLabel = "PORT",
      description = "The port here; the same one or any free, if not given.")
  private @Nullable Integer local;

  ForwardCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (var taskdock = Taskdock.open()) {
      var candidates =
          new TaskPicker(taskdock.tasks(Optional.empty()))
              .named(task).stream().filter(t -> t.holder().isPresent()).toList();
      if (candidates.size() != 1) {
        terminal.err().println(complaint(candidates));
        return ExitCode.USAGE;
      }
      return forward(taskdock, candidates.getFirst());
    }
  }

  private int forward(Taskdock taskdock, FoundTask found) throws InterruptedException {
    var stopped = new CountDownLatch(1);
    try (var forwarding = begun(taskdock, found)) {
      terminal.data().println("127.0.0.1:" + forwarding.port());
      terminal.data().flush();
      Signals.hear(_ -> stopped.countDown());
      stopped.await();
      return ExitCode.FINE;
    } catch (IOException e) {
      terminal.err().println("taskdock: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private dev.taskdock.app.Forwarding begun(Taskdock taskdock, FoundTask found) throws IOException {
    if (local != null) {
      return taskdock.forward(found, port, local, this::trouble);
    }
    try {
      return taskdock.forward(found, port, port, this::trouble);
    } catch (IOException _) {
      return taskdock.forward(found, port, 0, this::trouble);
    }
  }

  private void trouble(String why) {
    terminal.err().println("taskdock: " + why);
  }

  private String complaint(List<FoundTask> candidates) {
    return candidates.isEmpty()
        ? "taskdock: no task " + task + " runs"
        : "taskdock: "
            + task
            + " are several tasks; say which: "
            + String.join(", ", candidates.stream().map(t -> t.task().id().abbreviated()).toList());
  }
}
