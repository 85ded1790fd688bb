package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One listener of a service's own network load balancer: the `nlb` section itself, or one of its
/// `additional_listeners`.
///
/// Source: the manifests' documentation, and the template that Copilot makes of the section.
///
/// @param body the section
/// @param port it listens at
/// @param protocol `TCP`, `UDP` or `TLS`
record CopilotFlow(Node.Mapping body, String port, String protocol) {
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "TLS");
  private static final Pattern PORT = Pattern.compile("(\\d{1,5})(?:/([A-Za-z_]+))?");
  private static final String POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

  /// All of a manifest that are written well, in their order; a load-balanced web service alone has
  /// them.
  static List<CopilotFlow> of(Manifest manifest) {
    return sections(manifest).stream().flatMap(s -> of(s).stream()).toList();
  }

  /// Tells what is wrong with those of a manifest.
  static void check(Manifest manifest, Problems problems) {
    var section = manifest.at("nlb");
    if (section.isEmpty()) {
      return;
    }
    if (manifest.kind() != Kind.WEB) {
      problems.add(
          Diagnostic.warning(TD7021, "\"nlb\" of a " + manifest.kind().word())
              .at(section.get().location())
              .because("Copilot reads over it: a Load Balanced Web Service alone has one.")
              .fixedBy("remove it"));
    } else if (!(section.get() instanceof Node.Mapping)) {
      problems.add(
          Diagnostic.error(TD7021, "\"nlb\" is " + section.get().described())
              .at(section.get().location())
              .because("It says at which port to listen, and more.")
              .fixedBy("write nlb: {port: 443/tcp}"));
    }
    sections(manifest).forEach(s -> check(s, problems));
  }

  private static void check(Node.Mapping section, Problems problems) {
    var port = section.get("port").filter(n -> !n.isEmpty());
    var at = port.map(Node::location).orElse(section.location());
    if (port.isEmpty()) {
      problems.add(
          Diagnostic.error(TD7021, "a listener of \"nlb\" without a port")
              .at(at)
              .because("Copilot: \"port\" must be specified")
              .fixedBy("add port: 443/tcp"));
    } else if (of(section).isEmpty()) {
      problems.add(
          Diagnostic.error(
                  TD7021,
                  Quoted.of(Nodes.textOf(section, "port").orElse(""))
                      + " is no port of a network load balancer")
              .at(at)
              .because("Copilot takes a port, and tcp, udp or tls after a slash.")
              .fixedBy("write port: 443/tcp"));
    }
  }

  private static List<Node.Mapping> sections(Manifest manifest) {
    var main = manifest.object("nlb").filter(_ -> manifest.kind() == Kind.WEB);
    var sections = new ArrayList<Node.Mapping>();
    main.ifPresent(sections::add);
    if (main.flatMap(m -> m.get("additional_listeners")).orElse(null)
        instanceof Node.Sequence more) {
      more.items().stream()
          .filter(Node.Mapping.class::isInstance)
          .map(Node.Mapping.class::cast)
          .forEach(sections::add);
    }
    return sections;
  }

  private static Optional<CopilotFlow> of(Node.Mapping section) {
    var parts = PORT.matcher(Nodes.textOf(section, "port").orElse(""));
    if (!parts.matches()) {
      return Optional.empty();
    }
    var word = Optional.ofNullable(parts.group(2)).orElse("TCP").toUpperCase(Locale.ROOT);
    return Optional.of(word)
        .filter(PROTOCOLS::contains)
        .map(protocol -> new CopilotFlow(section, parts.group(1), protocol));
  }

  Location at() {
    return body.get("port").map(Node::location).orElse(body.location());
  }

  /// What the target speaks: TLS ends at the load balancer.
  String targetProtocol() {
    return protocol.equals("TLS") ? "TCP" : protocol;
  }

  Optional<String> container() {
    return Nodes.textOf(body, "target_container");
  }

  Optional<String> targetPort() {
    return Nodes.textOf(body, "target_port");
  }

  /// The port and the container that it leads to.
  CopilotPorts.Target target(CopilotPorts ports, String workload) {
    var named = container();
    var wanted = targetPort();
    if (wanted.isPresent()) {
      return new CopilotPorts.Target(
          named.or(() -> ports.holder(wanted.get())).orElse(workload), wanted.get());
    }
    var own = named.filter(n -> !n.equals(workload)).flatMap(ports::declaredBy);
    return new CopilotPorts.Target(named.orElse(workload), own.orElse(port));
  }

  Node.Mapping listener(String group) {
    var forward = Tree.at(at()).with("Type", "forward").with("TargetGroupArn", group).end();
    var listener = Tree.at(at()).with("Protocol", protocol).with("Port", port);
    if (protocol.equals("TLS")) {
      listener.with(
          "SslPolicy",
          body.get("ssl_policy")
              .filter(n -> !n.isEmpty())
              .orElseGet(() -> Nodes.text(at(), POLICY)));
    }
    return listener.withAll("DefaultActions", List.of(forward)).end();
  }

  Node.Mapping group(CopilotPorts.Target target) {
    var check = body.get("healthcheck");
    var tree =
        Tree.at(at())
            .with("Protocol", targetProtocol())
            .with("Port", target.port())
            .with("TargetType", "ip");
    tree.with("HealthCheckPort", CopilotService.inner(check, "port"))
        .with("HealthyThresholdCount", CopilotService.inner(check, "healthy_threshold"))
        .with("UnhealthyThresholdCount", CopilotService.inner(check, "unhealthy_threshold"))
        .with("HealthCheckIntervalSeconds", CopilotService.seconds(check, "interval"))
        .with("HealthCheckTimeoutSeconds", CopilotService.seconds(check, "timeout"));
    var attributes = new ArrayList<Node>();
    attributes.add(
        CopilotService.attribute(
            at(),
            "deregistration_delay.timeout_seconds",
            Nodes.textOf(body, "deregistration_delay").flatMap(Durations::seconds).orElse("60")));
    // A listener of TLS keeps nobody with a target.
    Nodes.textOf(body, "stickiness")
        .filter(_ -> !protocol.equals("TLS"))
        .ifPresent(s -> attributes.add(CopilotService.attribute(at(), "stickiness.enabled", s)));
    return tree.withAll("TargetGroupAttributes", attributes).end();
  }
}
