package dev.taskdock.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock events`: what ECS would say of services, from any terminal.
@Command(name = "events", description = "Show the events of services, oldest first.")
final class EventsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this one's.")
  private @Nullable String service;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the services are gone.")
  private boolean follow;

  @Option(names = "--json", description = "One object a line: id, createdAt, message.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  EventsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var request = ControlLine.request("DescribeServices");
    request.put("service", Optional.ofNullable(service));
    request.put("events", true);
    request.put("follow", follow);
    var data = terminal.data();
    return ControlLine.of(Optional.ofNullable(project), terminal)
        .ask(
            request,
            line -> {
              data.println(
                  json
                      ? line
                      : ControlLine.text(line, "createdAt").orElse("")
                          + "  "
                          + ControlLine.text(line, "message").orElse(""));
              data.flush();
            });
  }
}
