package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.ExecSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock exec`: a command in a running container.
@Command(
    name = "exec",
    description = "Run a command in a container; ends with its exit code.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock exec nginx sh", "  taskdock exec 7f3a12cd/php-fpm php -v"})
final class ExecCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "[TASK/]CONTAINER", description = "Where.")
  private String target = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What.")
  private List<String> command = List.of();

  @Option(
      names = {"-T", "--no-tty"},
      description = "No terminal, even where there is one.")
  private boolean noTerminal;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "As whom.")
  private @Nullable String user;

  ExecCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (var taskdock = Taskdock.open()) {
      var chosen = new TaskPicker(taskdock.tasks(Optional.empty())).target(target, terminal.err());
      boolean tty = !noTerminal && Terminal.isConsole();
      try (var _ = tty ? RawTerminal.enter() : RawTerminal.NONE) {
        return taskdock.exec(
            chosen.task(),
            chosen.container(),
            new ExecSpec(
                command,
                tty,
                Optional.ofNullable(user),
                Optional.of(System.in),
                terminal.out(),
                terminal.err()));
      }
    }
  }
}
