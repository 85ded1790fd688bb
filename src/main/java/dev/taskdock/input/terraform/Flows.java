package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Tree;
import java.util.ArrayList;
import java.util.List;

/// What only network load balancers, their listeners and their target groups have, in the words of
/// Elastic Load Balancing.
///
/// A plan has the provider's defaults of attributes that belong to other load balancers, so only
/// those are taken that the provider sends for the protocol.
final class Flows {
  static final List<String> PROTOCOLS = List.of("TCP", "TLS", "UDP", "TCP_UDP");

  /// Protocols of load balancers that taskdock has not.
  static final List<String> NOT_YET = List.of("QUIC", "TCP_QUIC");

  /// Those whose connections can be ended, which datagrams have none of.
  private static final List<String> CONNECTIONS = List.of("TCP", "TLS");

  private Flows() {}

  /// Attributes of a load balancer.
  static List<Node> balancerAttributes(Block balancer) {
    var attributes = new ArrayList<Node>();
    attribute(
        attributes,
        balancer,
        "enable_cross_zone_load_balancing",
        "load_balancing.cross_zone.enabled");
    attribute(
        attributes,
        balancer,
        "dns_record_client_routing_policy",
        "dns_record.client_routing_policy");
    balancer
        .block("access_logs")
        .ifPresent(logs -> {
          attribute(attributes, logs, "enabled", "access_logs.s3.enabled");
          attribute(attributes, logs, "bucket", "access_logs.s3.bucket");
          attribute(attributes, logs, "prefix", "access_logs.s3.prefix");
        });
    return attributes;
  }

  /// Attributes of a target group.
  static List<Node> groupAttributes(Block group, String protocol) {
    var attributes = new ArrayList<Node>();
    attribute(attributes, group, "deregistration_delay", "deregistration_delay.timeout_seconds");
    attribute(
        attributes,
        group,
        "connection_termination",
        "deregistration_delay.connection_termination.enabled");
    attribute(attributes, group, "preserve_client_ip", "preserve_client_ip.enabled");
    attribute(attributes, group, "proxy_protocol_v2", "proxy_protocol_v2.enabled");
    attribute(
        attributes,
        group,
        "load_balancing_cross_zone_enabled",
        "load_balancing.cross_zone.enabled");
    group
        .block("stickiness")
        .filter(s -> !s.is(false, "enabled"))
        .ifPresent(s -> {
          attributes.add(
              Tree.at(s.location()).with("Key", "stickiness.enabled").with("Value", "true").end());
          attribute(attributes, s, "type", "stickiness.type");
        });
    if (CONNECTIONS.contains(protocol)) {
      group.block("target_health_state").ifPresent(s -> unhealthy(attributes, s));
    }
    return attributes;
  }

  private static void unhealthy(List<Node> attributes, Block state) {
    attribute(
        attributes,
        state,
        "enable_unhealthy_connection_termination",
        "target_health_state.unhealthy.connection_termination.enabled");
    attribute(
        attributes,
        state,
        "unhealthy_draining_interval",
        "target_health_state.unhealthy.draining_interval_seconds");
  }

  /// What a listener of flows has beside the members of all.
  static void addTo(Words words, Block listener, String protocol) {
    if (protocol.equals("TLS")) {
      listener
          .scalar("alpn_policy")
          .ifPresent(p -> words.with("AlpnPolicy", Nodes.texts(p.location(), List.of(p.text()))));
    }
    if (protocol.equals("TCP")) {
      var attributes = new ArrayList<Node>();
      attribute(attributes, listener, "tcp_idle_timeout_seconds", "tcp.idle_timeout.seconds");
      words.withAll("ListenerAttributes", attributes);
    }
  }

  static void attribute(List<Node> to, Block from, String name, String key) {
    from.scalar(name)
        .ifPresent(v -> to.add(Tree.at(v.location()).with("Key", key).with("Value", v).end()));
  }
}
