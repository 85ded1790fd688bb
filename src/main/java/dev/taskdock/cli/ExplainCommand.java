package dev.taskdock.cli;

import dev.taskdock.input.Pages;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Nearest;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `taskdock explain`: the page of a code.
@Command(name = "explain", description = "Explain a code, as in TD2051; without one, list them.")
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "CODE", description = "Which.")
  private @Nullable String code;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var data = terminal.data();
    if (code == null) {
      for (var each : Code.values()) {
        data.println(each + "  " + each.title());
      }
      data.flush();
      return ExitCode.FINE;
    }
    var wanted = code.toUpperCase(Locale.ROOT);
    var names = Arrays.stream(Code.values()).map(Enum::name).toList();
    if (!names.contains(wanted)) {
      var near = Nearest.of(wanted, names).map(n -> "; did you mean " + n + "?").orElse("");
      terminal.err().println("taskdock: no code " + code + near);
      throw new Rejected();
    }
    data.println(Pages.of(Code.valueOf(wanted)));
    data.flush();
    return ExitCode.FINE;
  }
}
