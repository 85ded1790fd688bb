package dev.taskdock.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock deploy`: new deployments, from any terminal.
@Command(
    name = "deploy",
    description = "Read the files of running services again and deploy what has changed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  taskdock deploy                         what has changed",
      "  taskdock deploy web                     this one, changed or not",
      "  taskdock deploy --image app=mine:dev    with another image"
    })
final class DeployCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this one, in any case.")
  private @Nullable String service;

  @Option(
      names = "--image",
      paramLabel = "[CONTAINER=]REF",
      description = "Run another image in a container's place. Repeatable.")
  private List<String> images = List.of();

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  DeployCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var line = ControlLine.of(Optional.ofNullable(project), terminal);
    var request = ControlLine.request("Deploy");
    request.put("service", Optional.ofNullable(service));
    request.put("images", images);
    return line.ask(
        request,
        answer -> {
          var deployed =
              ControlLine.fields(answer).map(f -> f.texts("deployed", "web")).orElse(List.of());
          terminal
              .err()
              .println(
                  deployed.isEmpty()
                      ? "taskdock: nothing has changed that takes a deployment"
                      : "taskdock: deploying " + String.join(", ", deployed));
        });
  }
}
