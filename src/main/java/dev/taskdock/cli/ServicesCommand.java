package dev.taskdock.cli;

import dev.taskdock.input.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock services`: DescribeServices, from any terminal.
@Command(name = "services", description = "Show services and their deployments.")
final class ServicesCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "One object, in the shape of DescribeServices.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  ServicesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return ControlLine.of(Optional.ofNullable(project), terminal)
        .ask(ControlLine.request("DescribeServices"), this::print);
  }

  private void print(String answer) {
    var data = terminal.data();
    if (json) {
      data.println(answer);
    } else {
      ControlLine.objects(answer, "services")
          .forEach(service -> lines(service).forEach(data::println));
    }
    data.flush();
  }

  private static List<String> lines(Fields service) {
    var lines = new ArrayList<String>();
    lines.add(
        "%s  %s  desired %s  running %s  pending %s%s"
            .formatted(
                text(service, "serviceName"),
                text(service, "status"),
                text(service, "desiredCount"),
                text(service, "runningCount"),
                text(service, "pendingCount"),
                service.flag("steady").orElse(false) ? "  steady" : ""));
    for (var deployment : service.objects("deployments")) {
      lines.add(
          "  %s  %s  %s  %s  running %s  pending %s"
              .formatted(
                  text(deployment, "id"),
                  text(deployment, "status"),
                  text(deployment, "taskDefinition"),
                  text(deployment, "rolloutState"),
                  text(deployment, "runningCount"),
                  text(deployment, "pendingCount")));
      for (var hook : deployment.objects("lifecycleHookDetails")) {
        lines.add(
            "    %s  %s  %s  until %s, then %s"
                .formatted(
                    text(hook, "hookId"),
                    text(hook, "targetType"),
                    text(hook, "status"),
                    text(hook, "expiresAt"),
                    text(hook, "timeoutAction")));
      }
    }
    return lines;
  }

  private static String text(Fields fields, String name) {
    return fields.anyText(name).orElse("");
  }
}
