package dev.taskdock.input.copilot;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Location;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The ports that the containers of a manifest expose: those that images and sidecars declare, and
/// those that rules and listeners lead to.
///
/// Source: Copilot, which has a port once: a sidecar before the rules, these before the listeners,
/// of which one with another protocol changes it, and the image last.
final class CopilotPorts {
  private final Map<String, Port> ports = new LinkedHashMap<>();

  /// @param isDeclared whether its container says it, rather than what leads to it
  record Port(String number, String protocol, String container, boolean isDeclared, Location at) {}

  /// Where a load balancer leads to.
  record Target(String container, String port) {}

  private CopilotPorts() {}

  static CopilotPorts of(Manifest manifest) {
    var all = new CopilotPorts();
    for (var member : manifest.object("sidecars").map(Node.Mapping::members).orElse(List.of())) {
      if (member.value() instanceof Node.Mapping body) {
        Nodes.textOf(body, "port")
            .ifPresent(
                p -> all.declare(p, member.name(), body.get("port").orElse(body).location()));
      }
    }
    for (var rule : CopilotRule.of(manifest)) {
      rule.port()
          .filter(p -> !all.ports.containsKey(p))
          .ifPresent(p ->
              all.ports.put(
                  p,
                  new Port(p, "tcp", rule.container().orElse(manifest.name()), false, rule.at())));
    }
    for (var flow : CopilotFlow.of(manifest)) {
      var port = flow.targetPort().orElse(flow.port());
      var protocol = flow.targetProtocol().toLowerCase(Locale.ROOT);
      var known = Optional.ofNullable(all.ports.get(port));
      if (known.filter(k -> k.protocol().equals(protocol)).isEmpty()) {
        all.ports.put(
            port,
            new Port(port, protocol, flow.container().orElse(manifest.name()), false, flow.at()));
      }
    }
    manifest
        .text("image", "port")
        .ifPresent(p -> all.declare(p, manifest.name(), manifest.placeOf("image", "port")));
    return all;
  }

  private void declare(String text, String container, Location at) {
    var parts = text.split("/", 2);
    var protocol = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "tcp";
    var known = Optional.ofNullable(ports.get(parts[0]));
    if (known.filter(k -> !k.container().equals(container)).isPresent()) {
      // Not both can have it; who reads the definition tells that.
      ports.put(container + ":" + parts[0], new Port(parts[0], protocol, container, true, at));
      return;
    }
    ports.put(
        parts[0],
        new Port(parts[0], known.map(Port::protocol).orElse(protocol), container, true, at));
  }

  /// Those of a container, the one that it declares first.
  List<Port> of(String container) {
    return ports.values().stream()
        .filter(p -> p.container().equals(container))
        .sorted(Comparator.comparing(p -> !p.isDeclared()))
        .toList();
  }

  /// The port that a container declares.
  Optional<String> declaredBy(String container) {
    return of(container).stream().filter(Port::isDeclared).map(Port::number).findFirst();
  }

  /// The container that has a port.
  Optional<String> holder(String port) {
    return Optional.ofNullable(ports.get(port)).map(Port::container);
  }

  /// Whether a port takes datagrams.
  boolean isUdp(String port) {
    return Optional.ofNullable(ports.get(port)).filter(p -> p.protocol().equals("udp")).isPresent();
  }
}
