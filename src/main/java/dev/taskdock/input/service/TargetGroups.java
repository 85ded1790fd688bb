package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4010;
import static dev.taskdock.problem.Code.TD4015;
import static dev.taskdock.problem.Code.TD4040;
import static dev.taskdock.problem.Code.TD4041;
import static dev.taskdock.problem.Code.TD4042;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.StatusMatcher;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Reads the target groups, with the targets that are written down rather than registered.
final class TargetGroups {
  private static final List<String> CHECKS = List.of("HTTP", "HTTPS");
  private static final List<String> PROTOCOLS =
      Stream.concat(CHECKS.stream(), Stream.of(FlowProtocol.values()).map(Enum::name)).toList();
  private static final List<String> WITHOUT = List.of("QUIC", "TCP_QUIC", "GENEVE");

  private final List<TargetGroup> groups = new ArrayList<>();
  private final Map<TargetGroupName, List<TargetId>> targets = new LinkedHashMap<>();
  private final Map<TargetId, String> zones = new LinkedHashMap<>();

  static TargetGroups of(Fields section) {
    var reading = new TargetGroups();
    for (var member : section.members()) {
      section.objectAt(member).ifPresent(fields -> reading.group(member, fields));
    }
    return reading;
  }

  List<TargetGroup> groups() {
    return groups;
  }

  Map<TargetGroupName, List<TargetId>> targets() {
    return targets;
  }

  /// The zones of targets of which one is written.
  Map<TargetId, String> zones() {
    return zones;
  }

  private void group(Node.Member member, Fields fields) {
    if (!TargetGroupName.isValid(member.name())) {
      var name = member.name();
      var diagnostic =
          Diagnostic.error(TD4010, Quoted.of(name) + " is no name of a target group")
              .at(member.nameLocation())
              .fixedBy("use letters, digits and single hyphens between them");
      fields.add(
          name.length() > 32
              ? diagnostic.becauseAwsSays(
                  "Target group name '" + name + "' cannot be longer than '32' characters")
              : diagnostic.because("Its hyphens stand one at a time between letters or digits."));
      return;
    }
    var members = Members.of(fields, Shape.TARGET_GROUP);
    members.expect("Port", "80");
    members.word("TargetType", List.of("ip"));
    if (members.text("Protocol").filter(WITHOUT::contains).isPresent()) {
      members.tell(
          TD4015,
          "a target group of " + members.text("Protocol").orElseThrow(),
          "Protocol",
          "AWS has such groups, taskdock does not.",
          "write TCP or UDP");
      return;
    }
    var protocol = members.word("Protocol", PROTOCOLS).orElse("HTTP");
    int port = members.number("Port", 1, 65_535).orElse(80);
    var name = new TargetGroupName(member.name());
    if (members.has("Targets")) {
      targets.put(name, targets(members, fields, port));
    }
    if (!CHECKS.contains(protocol)) {
      groups.add(FlowGroups.of(members, name, FlowProtocol.valueOf(protocol), port));
      return;
    }
    var version =
        members
            .word("ProtocolVersion", List.of("HTTP1", "HTTP2", "GRPC"))
            .map(ProtocolVersion::valueOf)
            .orElse(ProtocolVersion.HTTP1);
    groups.add(
        new TargetGroup(
            name,
            protocol.equals("HTTPS"),
            version,
            port,
            check(members, version),
            GroupAttributes.of(members)));
  }

  private static TargetHealthCheck check(Members group, ProtocolVersion version) {
    var usual = TargetHealthCheck.standard(version);
    var port = group.text("HealthCheckPort").filter(p -> !p.equals("traffic-port"));
    var path = path(group, usual);
    var check =
        new TargetHealthCheck(
            version,
            group.word("HealthCheckProtocol", CHECKS).filter("HTTPS"::equals).isPresent(),
            port.isPresent()
                ? group.number("HealthCheckPort", 1, 65_535).stream().mapToInt(i -> i).findFirst()
                : OptionalInt.empty(),
            path,
            group.seconds("HealthCheckIntervalSeconds", 5, 300, usual.interval()),
            group.seconds("HealthCheckTimeoutSeconds", 2, 120, usual.timeout()),
            group.number("HealthyThresholdCount", 2, 10).orElse(usual.healthyThreshold()),
            group.number("UnhealthyThresholdCount", 2, 10).orElse(usual.unhealthyThreshold()),
            matcher(group, version).orElse(usual.matcher()));
    if (check.timeout().compareTo(check.interval()) >= 0) {
      group.tellAws(
          TD4041,
          "a health check that may take longer than its interval",
          "HealthCheckTimeoutSeconds",
          "Health check timeout '%d' must be smaller than the interval '%d'"
              .formatted(check.timeout().toSeconds(), check.interval().toSeconds()),
          "raise HealthCheckIntervalSeconds");
    }
    return check;
  }

  /// The path that a health check asks for.
  static String path(Members group, TargetHealthCheck usual) {
    var path = group.atMost("HealthCheckPath", 1024).orElse(usual.path());
    if (!path.startsWith("/")) {
      group.tell(
          TD4041,
          "a health check of the path " + Quoted.of(path),
          "HealthCheckPath",
          "A path begins with a slash.",
          "write /" + path);
    }
    return path;
  }

  private static Optional<StatusMatcher> matcher(Members group, ProtocolVersion version) {
    return version == ProtocolVersion.GRPC
        ? matcher(group, "GrpcCode", 0, 99)
        : matcher(group, "HttpCode", 200, 499);
  }

  /// The codes that a health check takes for success.
  static Optional<StatusMatcher> matcher(Members group, String member, int least, int most) {
    var config = group.object("Matcher", Shape.MATCHER);
    var text = config.flatMap(c -> c.text(member));
    var matcher = text.flatMap(t -> StatusMatcher.parse(t, least, most));
    if (config.isPresent() && matcher.isEmpty()) {
      config
          .get()
          .tell(
              TD4040,
              text.map(t -> Quoted.of(t) + " matches no codes")
                  .orElse("no " + member + " to match"),
              member,
              "AWS takes codes from %d to %d, with commas and hyphens between them."
                  .formatted(least, most),
              "write " + member + ": \"" + (least == 0 ? "0-99" : "200-399") + "\"");
    }
    return matcher;
  }

  private List<TargetId> targets(Members group, Fields fields, int port) {
    var targets = new ArrayList<TargetId>();
    var list =
        fields.members().stream().filter(m -> m.name().equals("Targets")).findFirst().orElseThrow();
    boolean texts =
        list.value() instanceof Node.Sequence items
            && items.items().stream().allMatch(Node.Scalar.class::isInstance);
    if (texts) {
      for (var text : fields.texts("Targets", "[127.0.0.1:3000]")) {
        add(targets, group, "Targets", text.contains(":") ? text : text + ":" + port);
      }
    } else {
      for (var target : group.objects("Targets", Shape.TARGET)) {
        int own = target.number("Port", 1, 65_535).orElse(port);
        target
            .due("Id", "127.0.0.1")
            .map(id -> IpAddress.parse(id).isPresent() && id.contains(":") ? "[" + id + "]" : id)
            .ifPresent(id -> {
              add(targets, target, "Id", id + ":" + own);
              target
                  .text("AvailabilityZone")
                  .ifPresent(
                      zone -> TargetId.parse(id + ":" + own).ifPresent(t -> zones.put(t, zone)));
            });
      }
    }
    return targets;
  }

  private static void add(List<TargetId> targets, Members at, String member, String text) {
    var target = TargetId.parse(text);
    target.ifPresent(targets::add);
    if (target.isEmpty()) {
      at.tell(
          TD4042,
          Quoted.of(text) + " is not a target",
          member,
          "A target is an address or a host name, with a port where it is not the group's.",
          "write it as 127.0.0.1:3000");
    }
  }
}
