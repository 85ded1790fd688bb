package dev.taskdock.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock continue`: ContinueServiceDeployment, from any terminal.
@Command(
    name = "continue",
    description = "Let a deployment that a PAUSE hook holds go on, or roll it back.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock continue web", "  taskdock continue web ROLLBACK"})
final class ContinueCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      description = "Or the hookId, where several hold a deployment.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "CONTINUE, if not given, or ROLLBACK.")
  private Action action = Action.CONTINUE;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  /// What can be done with a deployment that pauses.
  enum Action {
    CONTINUE,
    ROLLBACK
  }

  ContinueCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var request = ControlLine.request("ContinueServiceDeployment");
    request.put("hookId", name);
    request.put("action", action.name());
    return ControlLine.of(Optional.ofNullable(project), terminal).ask(request, _ -> {});
  }
}
