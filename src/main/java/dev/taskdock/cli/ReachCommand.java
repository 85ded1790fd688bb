package dev.taskdock.cli;

import dev.taskdock.app.Reach;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroupRule.Packet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock reach`: whether a packet passes, which rule decides, and what becomes of a real one.
@Command(
    name = "reach",
    description = "Say whether one task reaches another, and which rule decides.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  taskdock reach web db 5432",
      "  taskdock reach laptop web 80",
      "  taskdock reach web 198.51.100.7 443",
      "",
      "Ends with 0 where the packet passes, with 1 where it does not."
    })
final class ReachCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "A service, a task, a load balancer, an address, or laptop.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "The same.")
  private String to = "";

  @Parameters(index = "2", paramLabel = "PORT[/udp]", description = "A port, or ping.")
  private String port = "";

  @Option(names = "--json", description = "One object: passes, reasons, seen.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  ReachCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /// The packet that `text` asks about: `5432`, `53/udp`, `ping`.
  static Optional<Packet> packet(String text) {
    if (text.equals("ping")) {
      return Optional.of(Packet.PING);
    }
    var number = text.replaceFirst("/(tcp|udp)$", "");
    if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > 65_535) {
      return Optional.empty();
    }
    var protocol = text.endsWith("/udp") ? Protocol.UDP : Protocol.TCP;
    return Optional.of(Packet.to(protocol, Integer.parseInt(number)));
  }

  static Map<String, Object> shape(Reach reach) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("from", reach.from());
    shape.put("to", reach.to());
    shape.put("passes", reach.passes());
    shape.put("reasons", reach.reasons());
    shape.put("seen", reach.seen());
    shape.put("arrived", reach.arrived());
    return shape;
  }

  @Override
  public Integer call() throws Exception {
    if (packet(port).isEmpty()) {
      terminal.err().println("taskdock: not a port: " + port);
      terminal.err().println("  fix  write 5432, 53/udp or ping");
      return ExitCode.USAGE;
    }
    var request = ControlLine.request("Reach");
    request.put("from", from);
    request.put("to", to);
    request.put("port", port);
    var passes = new boolean[1];
    int code =
        ControlLine.of(Optional.ofNullable(project), terminal)
            .ask(
                request,
                line -> {
                  passes[0] = ControlLine.fields(line).flatMap(f -> f.flag("passes")).orElse(false);
                  print(line);
                });
    return code != ExitCode.FINE || passes[0] ? code : ExitCode.FAILED;
  }

  private void print(String line) {
    var data = terminal.data();
    if (json) {
      data.println(line);
    } else {
      var fields = ControlLine.fields(line).orElseThrow();
      boolean passes = fields.flag("passes").orElse(false);
      data.println(
          "%s → %s  %s  %s"
              .formatted(
                  fields.text("from").orElse(from),
                  fields.text("to").orElse(to),
                  port,
                  passes ? "passes" : "is dropped"));
      fields.texts("reasons", "[…]").forEach(reason -> data.println("  " + reason));
      fields.text("seen").ifPresent(seen -> data.println("  tried: " + seen));
    }
    data.flush();
  }
}
