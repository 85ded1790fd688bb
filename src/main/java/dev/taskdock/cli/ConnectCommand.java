package dev.taskdock.cli;

import dev.taskdock.input.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock connect`: who reaches whom through Service Connect.
@Command(
    name = "connect",
    description = "Show who reaches whom through Service Connect.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock connect", "  taskdock connect --json"})
final class ConnectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "One object: endpoints, with CloudWatch's figures.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  ConnectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return ControlLine.of(Optional.ofNullable(project), terminal)
        .ask(ControlLine.request("DescribeServiceConnect"), this::print);
  }

  private void print(String line) {
    var data = terminal.data();
    if (json) {
      data.println(line);
    } else {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("CLIENT", "NAME", "SERVICE", "PROTOCOL", "TASKS", "COUNT", ""));
      ControlLine.fields(line).orElseThrow().objects("endpoints").forEach(e -> rows.add(row(e)));
      data.print(Columns.of(rows));
    }
    data.flush();
  }

  /// Requests are counted where there are some, else connections.
  private static List<String> row(Fields endpoint) {
    return List.of(
        endpoint.text("client").orElse(""),
        endpoint.text("name").orElse(""),
        endpoint.text("service").orElse(""),
        endpoint.text("protocol").orElse(""),
        endpoint.whole("tasks").orElse(0) + "",
        endpoint.whole("count").orElse(0) + "",
        endpoint.text("reason").orElse(""));
  }
}
