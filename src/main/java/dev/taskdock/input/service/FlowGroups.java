package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4012;
import static dev.taskdock.problem.Code.TD4041;

import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupAttributes.Algorithm;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetHealthCheck.Manner;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Reads a target group of a network load balancer.
///
/// Source: CreateTargetGroup, ModifyTargetGroupAttributes, and the guide on what does not go
/// together.
final class FlowGroups {
  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final String CUTS = "deregistration_delay.connection_termination.enabled";
  private static final String PRESERVES = "preserve_client_ip.enabled";
  private static final String PROXY = "proxy_protocol_v2.enabled";
  private static final String STICKY = "stickiness.enabled";
  private static final String STICKY_TYPE = "stickiness.type";
  private static final String CUTS_UNHEALTHY =
      "target_health_state.unhealthy.connection_termination.enabled";
  private static final String DRAINING = "target_health_state.unhealthy.draining_interval_seconds";
  private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
  private static final int LONGEST_DRAINING = 360_000;
  private static final List<String> KNOWN =
      Stream.concat(
              Stream.of(
                  DELAY,
                  CUTS,
                  PRESERVES,
                  PROXY,
                  STICKY,
                  STICKY_TYPE,
                  CUTS_UNHEALTHY,
                  DRAINING,
                  CROSS_ZONE),
              GroupAttributes.HEALTH.stream())
          .toList();
  private static final List<String> CHECKS = List.of("TCP", "HTTP", "HTTPS");

  private final Members group;
  private final FlowProtocol protocol;

  private FlowGroups(Members group, FlowProtocol protocol) {
    this.group = group;
    this.protocol = protocol;
  }

  static TargetGroup of(Members group, TargetGroupName name, FlowProtocol protocol, int port) {
    return new FlowGroups(group, protocol).read(name, port);
  }

  private TargetGroup read(TargetGroupName name, int port) {
    if (group.has("ProtocolVersion")) {
      group.tell(
          TD4012,
          "\"ProtocolVersion\" of a group of " + protocol,
          "ProtocolVersion",
          "It belongs to groups of HTTP and HTTPS.",
          "remove it");
    }
    var written = Attributes.of(group.fields(), "TargetGroupAttributes", KNOWN);
    return new TargetGroup(
        name,
        protocol == FlowProtocol.TLS,
        ProtocolVersion.HTTP1,
        port,
        check(),
        new TargetGroupAttributes(
            written.seconds(DELAY, 0, 3600, Duration.ofMinutes(5)),
            Duration.ZERO,
            Optional.empty(),
            Algorithm.ROUND_ROBIN,
            false,
            GroupAttributes.minimum(written)),
        Optional.of(flows(written)));
  }

  private FlowAttributes flows(Attributes written) {
    var usual = FlowAttributes.standard(protocol);
    boolean cutsUnhealthy = written.flag(CUTS_UNHEALTHY, usual.cutsUnhealthy());
    tellFixed(written, cutsUnhealthy);
    return new FlowAttributes(
        protocol,
        written.flag(PROXY, false),
        written.flag(PRESERVES, usual.preservesClientIp()),
        sticky(written),
        written
            .word(CROSS_ZONE, List.of("true", "false", "use_load_balancer_configuration"))
            .filter(word -> !word.startsWith("use_"))
            .map("true"::equals),
        written.flag(CUTS, usual.cutsDeregistered()),
        cutsUnhealthy,
        written.seconds(DRAINING, 0, LONGEST_DRAINING, Duration.ZERO));
  }

  private void tellFixed(Attributes written, boolean cutsUnhealthy) {
    boolean datagrams = protocol.hasDatagrams();
    if (datagrams && written.text(PRESERVES).filter("false"::equals).isPresent()) {
      written.tell(PRESERVES, "It is on for " + protocol + ", and AWS does not let you change it.");
    }
    if (datagrams && cutsUnhealthy) {
      written.tell(CUTS_UNHEALTHY, "It cannot be enabled for " + protocol + ".");
    }
    var interval = written.text(DRAINING).filter(t -> !t.equals("0"));
    if (interval.isPresent() && (datagrams || cutsUnhealthy)) {
      written.tell(
          DRAINING,
          datagrams
              ? "Targets of " + protocol + " have none."
              : "It counts where " + CUTS_UNHEALTHY + " is false.");
    }
  }

  private boolean sticky(Attributes written) {
    written.word(STICKY_TYPE, List.of("source_ip"));
    boolean sticky = written.flag(STICKY, false);
    if (sticky && protocol == FlowProtocol.TLS) {
      written.tellAws(
          STICKY, "You cannot enable stickiness on target groups with the TLS protocol");
      return false;
    }
    return sticky;
  }

  private TargetHealthCheck check() {
    var by = group.word("HealthCheckProtocol", CHECKS).orElse("TCP");
    boolean http = !by.equals("TCP");
    var usual = TargetHealthCheck.ofNetwork(http, by.equals("HTTPS"));
    if (!http) {
      for (var member : List.of("HealthCheckPath", "Matcher")) {
        if (group.has(member)) {
          group.tell(
              TD4041,
              Quoted.of(member) + " of a health check of TCP",
              member,
              "Such a check is content with a connection; nothing is asked for.",
              "write HealthCheckProtocol: HTTP, or remove it");
        }
      }
    }
    var port = group.text("HealthCheckPort").filter(p -> !p.equals("traffic-port"));
    var check =
        new TargetHealthCheck(
            ProtocolVersion.HTTP1,
            usual.tls(),
            port.isPresent()
                ? group.number("HealthCheckPort", 1, 65_535).stream().mapToInt(i -> i).findFirst()
                : OptionalInt.empty(),
            http ? TargetGroups.path(group, usual) : usual.path(),
            group.seconds("HealthCheckIntervalSeconds", 5, 300, usual.interval()),
            group.seconds("HealthCheckTimeoutSeconds", 2, 120, usual.timeout()),
            group.number("HealthyThresholdCount", 2, 10).orElse(usual.healthyThreshold()),
            group.number("UnhealthyThresholdCount", 2, 10).orElse(usual.unhealthyThreshold()),
            http
                ? TargetGroups.matcher(group, "HttpCode", 200, 599).orElse(usual.matcher())
                : usual.matcher(),
            usual.manner());
    tellTimeout(check);
    return check;
  }

  private void tellTimeout(TargetHealthCheck check) {
    int order = check.timeout().compareTo(check.interval());
    boolean connects = check.manner() == Manner.CONNECTION;
    if (order > 0 || (order == 0 && !connects)) {
      group.tellAws(
          TD4041,
          "a health check that may take longer than its interval",
          "HealthCheckTimeoutSeconds",
          "Health check timeout '%d' must be smaller than %sthe interval '%d'"
              .formatted(
                  check.timeout().toSeconds(),
                  connects ? "or equal to " : "",
                  check.interval().toSeconds()),
          "raise HealthCheckIntervalSeconds");
    }
  }
}
