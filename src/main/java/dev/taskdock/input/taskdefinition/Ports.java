package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2006;
import static dev.taskdock.problem.Code.TD2050;
import static dev.taskdock.problem.Code.TD2051;
import static dev.taskdock.problem.Code.TD2052;
import static dev.taskdock.problem.Code.TD2053;
import static dev.taskdock.problem.Code.TD2054;
import static dev.taskdock.problem.Code.TD2055;
import static dev.taskdock.problem.Code.TD2056;
import static dev.taskdock.problem.Code.TD2057;

import dev.taskdock.input.Fields;
import dev.taskdock.model.AppProtocol;
import dev.taskdock.model.PortMapping;
import dev.taskdock.model.Protocol;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The `portMappings` of a task's containers.
///
/// On awsvpc a task has one address, so a port is the same inside and outside, and belongs to one
/// container. Source: RegisterTaskDefinition, PortMapping.
final class Ports {
  private static final int LAST = 65_535;
  private static final int LONGEST_NAME = 64;
  private static final int MOST_RANGES = 100;

  private Ports() {}

  /// A mapping, by whom, and where it is written.
  record Claim(PortMapping mapping, String container, Fields fields) {
    /// Where the port or the range stands.
    Location location() {
      return fields.locationOf(isRange() ? "containerPortRange" : "containerPort");
    }

    boolean isRange() {
      return fields.has("containerPortRange");
    }
  }

  /// The mappings of one container that are usable by themselves.
  static List<Claim> read(Fields container) {
    var title = container.title();
    var claims = new ArrayList<Claim>();
    for (var fields : container.objects("portMappings")) {
      Vocabulary.tell(fields);
      mapping(fields, title).ifPresent(m -> claims.add(new Claim(m, title, fields)));
    }
    long ranges = claims.stream().filter(Claim::isRange).count();
    if (ranges > MOST_RANGES) {
      container.add(
          Diagnostic.error(TD2057, title + " maps " + ranges + " ranges of ports")
              .at(container.locationOf("portMappings"))
              .because("ECS takes 100 ranges of a container.")
              .fixedBy("join ranges that touch, or leave some out: a mapping opens nothing"));
    }
    return claims;
  }

  /// Tells every port that is claimed twice in the task, and every name.
  static void tellRepeated(List<Claim> claims) {
    var byName = new HashMap<String, Claim>();
    for (int i = 0; i < claims.size(); i++) {
      var claim = claims.get(i);
      claims.subList(0, i).stream()
          .filter(earlier -> earlier.mapping().clashesWith(claim.mapping()))
          .findFirst()
          .ifPresent(earlier -> claim.fields().add(clash(earlier, claim)));
      claim
          .mapping()
          .name()
          .flatMap(name -> Optional.ofNullable(byName.putIfAbsent(name, claim)))
          .ifPresent(earlier -> claim.fields().add(sameName(earlier, claim)));
    }
  }

  private static Optional<PortMapping> mapping(Fields fields, String title) {
    var protocol = protocol(fields);
    var spoken =
        fields
            .word("appProtocol", List.of("http", "http2", "grpc"))
            .map(word -> AppProtocol.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(AppProtocol.TCP);
    var name = fields.text("name").filter(text -> isName(text, fields));
    return numbers(fields, title)
        .map(range -> new PortMapping(range.first(), range.last(), protocol, name, spoken));
  }

  /// The protocol written. AWS's own workshop of 2018 registered "http" for years, so a word ECS
  /// does not document is a warning, and means TCP.
  private static Protocol protocol(Fields fields) {
    var text = fields.text("protocol").orElse("tcp");
    var protocol = text.equalsIgnoreCase("udp") ? Protocol.UDP : Protocol.TCP;
    if (!text.equals(protocol.word())) {
      fields.add(
          Diagnostic.warning(
                  TD2006, "\"protocol\" is " + Quoted.of(text) + ", read as " + protocol.word())
              .at(fields.locationOf("protocol"))
              .because("ECS documents tcp and udp here; http is an appProtocol.")
              .fixedBy("write " + Quoted.of(protocol.word())));
    }
    return protocol;
  }

  private record Range(int first, int last) {}

  private static Optional<Range> numbers(Fields fields, String title) {
    if (!fields.has("containerPortRange")) {
      return port(fields, title).map(port -> new Range(port, port));
    }
    if (fields.has("containerPort")) {
      fields.add(
          Diagnostic.error(TD2054, title + " maps a port and a range in one mapping")
              .at(fields.locationOf("containerPort"))
              .becauseAwsSays("cannot specify both single port and port range")
              .fixedBy("make two mappings of it")
              .seeAlso(fields.locationOf("containerPortRange"), "the range"));
      return Optional.empty();
    }
    if (fields.whole("hostPort").orElse(0) != 0) {
      fields.add(
          Diagnostic.warning(TD2054, title + " maps a range beside a hostPort")
              .at(fields.locationOf("hostPort"))
              .because(
                  "A range has the same ports outside as inside; hostPort is of a single port.")
              .fixedBy("remove hostPort")
              .seeAlso(fields.locationOf("containerPortRange"), "the range"));
    }
    return fields.text("containerPortRange").flatMap(text -> range(text, fields, title));
  }

  private static Optional<Range> range(String text, Fields fields, String title) {
    int dash = text.indexOf('-');
    int first = dash < 0 ? 0 : port(text.substring(0, dash));
    int last = dash < 0 ? 0 : port(text.substring(dash + 1));
    if (0 < first && first < last) {
      return Optional.of(new Range(first, last));
    }
    fields.add(
        Diagnostic.error(TD2053, title + " maps " + Quoted.of(text) + ", which is no range")
            .at(fields.locationOf("containerPortRange"))
            .because("A range is two ports from 1 to 65535, the smaller one first.")
            .fixedBy("write it as \"8000-8010\""));
    return Optional.empty();
  }

  /// The port that `text` is, 0 where it is none.
  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port <= LAST ? Math.max(0, port) : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static Optional<Integer> port(Fields fields, String title) {
    boolean written = fields.has("containerPort");
    var containerPort = fields.whole("containerPort");
    if (written && containerPort.isEmpty()) {
      return Optional.empty();
    }
    long port = containerPort.orElse(0);
    if (port < 1 || port > LAST) {
      fields.add(noPort(fields, title, port));
      return Optional.empty();
    }
    long hostPort = fields.whole("hostPort").orElse(port);
    if (hostPort != 0 && hostPort != port) {
      fields.add(mismatch(fields, title, port, hostPort));
    }
    return Optional.of((int) port);
  }

  private static Diagnostic noPort(Fields fields, String title, long port) {
    var what = fields.has("containerPort") ? " maps port " + port : " has a mapping without a port";
    return Diagnostic.error(TD2052, title + what)
        .at(fields.locationOf("containerPort"))
        .becauseAwsSays(
            "Invalid 'containerPort' setting for container '" + title.replace("\"", "") + "'.")
        .fixedBy("write the port the container listens on, 1 to 65535, as \"containerPort\"");
  }

  private static Diagnostic mismatch(Fields fields, String title, long port, long hostPort) {
    return Diagnostic.error(TD2050, title + " maps hostPort " + hostPort + " to port " + port)
        .at(fields.locationOf("hostPort"))
        .becauseAwsSays(
            "When networkMode=awsvpc, the host ports and container ports in port mappings must"
                + " match.")
        .fixedBy(
            "remove hostPort; to reach it on your own port "
                + hostPort
                + ", run with -p "
                + hostPort
                + ":"
                + port)
        .seeAlso(fields.locationOf("containerPort"), "its containerPort");
  }

  private static boolean isName(String text, Fields fields) {
    boolean valid =
        text.length() <= LONGEST_NAME
            && !text.startsWith("-")
            && text.chars().allMatch(c -> "_-".indexOf(c) >= 0 || isLowerCaseOrDigit(c));
    if (!valid) {
      fields.add(
          Diagnostic.error(TD2055, Quoted.of(text) + " cannot name a port")
              .at(fields.locationOf("name"))
              .because("A port name has 1 to 64 of a-z, 0-9, _ and -, and does not begin with -."));
    }
    return valid;
  }

  private static boolean isLowerCaseOrDigit(int c) {
    return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9');
  }

  private static Diagnostic clash(Claim earlier, Claim claim) {
    var port = shared(earlier.mapping(), claim.mapping());
    boolean same = earlier.container().equals(claim.container());
    var who =
        same
            ? "mapped twice by " + claim.container()
            : "mapped by both " + earlier.container() + " and " + claim.container();
    boolean range = earlier.isRange() || claim.isRange();
    var message =
        claim.mapping().protocol() + " host port '" + port + "' is mapped multiple times in task.";
    return Diagnostic.error(TD2051, "port " + port + "/" + word(claim) + " is " + who)
        .at(claim.location())
        .becauseAwsSays(
            range ? "container port is used multiple times in task" : message,
            "All containers of a task share one address, so a port belongs to one of them.")
        .fixedBy(same ? "remove one of the two" : "let one of them listen on another port")
        .seeAlso(earlier.location(), earlier.container() + " maps it here");
  }

  private static int shared(PortMapping one, PortMapping other) {
    return Math.max(one.first(), other.first());
  }

  private static String word(Claim claim) {
    return claim.mapping().protocol().word();
  }

  private static Diagnostic sameName(Claim earlier, Claim claim) {
    var name = claim.mapping().name().map(Quoted::of).orElse("");
    return Diagnostic.error(TD2056, "two ports are called " + name)
        .at(claim.fields().locationOf("name"))
        .becauseAwsSays("port mapping name is already used")
        .fixedBy("give each port a name of its own")
        .seeAlso(earlier.fields().locationOf("name"), "the other, of " + earlier.container());
  }
}
