package dev.taskdock.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `taskdock dns`: how to ask for the names of a project from here.
@Command(
    name = "dns",
    description = "Show the names that tasks can ask for, and how to ask from here.",
    footerHeading = "%nExamples:%n",
    footer = {"  taskdock dns", "  $(taskdock dns --dig) orders.shop.local"})
final class DnsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--dig", description = "Only the beginning of a command line of dig.")
  private boolean dig;

  @Option(names = "--json", description = "One object: address, port, names.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  DnsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return ControlLine.of(Optional.ofNullable(project), terminal)
        .ask(ControlLine.request("DescribeNames"), this::print);
  }

  private void print(String line) {
    var data = terminal.data();
    var fields = ControlLine.fields(line).orElseThrow();
    var command = "dig @127.0.0.1 -p " + fields.whole("port").orElse(0);
    if (json) {
      data.println(line);
    } else if (dig) {
      data.println(command);
    } else {
      fields.texts("names", "[a]").forEach(name -> data.println(command + " " + name));
      data.println(command + " NAME");
    }
    data.flush();
  }
}
