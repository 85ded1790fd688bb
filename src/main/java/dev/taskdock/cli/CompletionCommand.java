package dev.taskdock.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `taskdock completion`: a script for bash and zsh.
@Command(
    name = "completion",
    description = "Print the completion script for bash and zsh.",
    footer = {"", "  source <(taskdock completion)"})
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("picocli gave no spec");
    }
    var data = terminal.data();
    data.print(AutoComplete.bash("taskdock", spec.root().commandLine()));
    data.flush();
    return ExitCode.FINE;
  }
}
