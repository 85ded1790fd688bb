package dev.taskdock.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock scale`: UpdateService with another desired count, from any terminal.
@Command(
    name = "scale",
    description = "Give services another desired count.",
    footerHeading = "%nExample:%n",
    footer = "  taskdock scale web=3")
final class ScaleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "SERVICE=N", description = "How many of which.")
  private List<String> words = List.of();

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  ScaleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var scales = Scaling.parse(words, terminal);
    var line = ControlLine.of(Optional.ofNullable(project), terminal);
    int code = ExitCode.FINE;
    for (var scale : scales) {
      var request = ControlLine.request("UpdateService");
      request.put("service", scale.service());
      request.put("desiredCount", scale.count());
      code = Math.max(code, line.ask(request, _ -> {}));
    }
    return code;
  }
}
