package dev.taskdock.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock alarm`: an alarm as CloudWatch's SetAlarmState puts it.
@Command(
    name = "alarm",
    description = "Put an alarm into ALARM, or back: deployments that watch it are called off.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock alarm too-many-errors", "  taskdock alarm too-many-errors OK"})
final class AlarmCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "NAME", description = "As in alarmNames.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STATE",
      description = "ALARM, if not given, or OK.")
  private State state = State.ALARM;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  /// The states that an alarm can be put into here.
  enum State {
    ALARM,
    OK
  }

  AlarmCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var request = ControlLine.request("SetAlarmState");
    request.put("AlarmName", name);
    request.put("StateValue", state.name());
    return ControlLine.of(Optional.ofNullable(project), terminal)
        .ask(
            request,
            answer -> {
              boolean watched =
                  ControlLine.fields(answer).flatMap(f -> f.flag("watched")).orElse(false);
              if (!watched) {
                terminal.err().println("taskdock: no service watches an alarm " + name);
              }
            });
  }
}
