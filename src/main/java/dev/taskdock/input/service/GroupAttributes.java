package dev.taskdock.input.service;

import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupAttributes.Algorithm;
import dev.taskdock.model.TargetGroupAttributes.MinimumHealthy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Reads the attributes of a target group.
///
/// Source: ModifyTargetGroupAttributes, and the guide on what does not go together.
final class GroupAttributes {
  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final String SLOW_START = "slow_start.duration_seconds";
  private static final String ALGORITHM = "load_balancing.algorithm.type";
  private static final String ANOMALIES = "load_balancing.algorithm.anomaly_mitigation";
  private static final String STICKY = "stickiness.enabled";
  private static final String STICKY_TYPE = "stickiness.type";
  private static final String LB_DURATION = "stickiness.lb_cookie.duration_seconds";
  private static final String APP_NAME = "stickiness.app_cookie.cookie_name";
  private static final String APP_DURATION = "stickiness.app_cookie.duration_seconds";
  private static final String ROUTING =
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.";

  /// Those about the health of a group as a whole, which all groups have.
  static final List<String> HEALTH =
      List.of(
          ROUTING + "count",
          ROUTING + "percentage",
          "target_group_health.dns_failover.minimum_healthy_targets.count",
          "target_group_health.dns_failover.minimum_healthy_targets.percentage");

  private static final int WEEK = 604_800;
  private static final List<String> KNOWN =
      Stream.concat(
              Stream.of(
                  DELAY,
                  SLOW_START,
                  ALGORITHM,
                  ANOMALIES,
                  STICKY,
                  STICKY_TYPE,
                  LB_DURATION,
                  APP_NAME,
                  APP_DURATION,
                  "load_balancing.cross_zone.enabled"),
              HEALTH.stream())
          .toList();

  private final Attributes written;

  private GroupAttributes(Attributes written) {
    this.written = written;
  }

  static TargetGroupAttributes of(Members group) {
    return new GroupAttributes(Attributes.of(group.fields(), "TargetGroupAttributes", KNOWN))
        .read();
  }

  private TargetGroupAttributes read() {
    var slowStart = slowStart();
    var algorithm =
        written
            .word(
                ALGORITHM, List.of("round_robin", "least_outstanding_requests", "weighted_random"))
            .map(word -> Algorithm.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Algorithm.ROUND_ROBIN);
    var stickiness = written.flag(STICKY, false) ? stickiness() : Optional.<Stickiness>empty();
    if (!slowStart.isZero() && algorithm != Algorithm.ROUND_ROBIN) {
      written.tell(SLOW_START, "Slow start goes with round_robin only.");
    }
    if (stickiness.isPresent() && algorithm == Algorithm.WEIGHTED_RANDOM) {
      written.tell(STICKY, "Stickiness does not go with weighted_random.");
    }
    boolean mitigates =
        written.word(ANOMALIES, List.of("on", "off")).filter("on"::equals).isPresent();
    if (mitigates && algorithm != Algorithm.WEIGHTED_RANDOM) {
      written.tell(ANOMALIES, "Anomaly mitigation goes with weighted_random only.");
    }
    return new TargetGroupAttributes(
        written.seconds(DELAY, 0, 3600, Duration.ofMinutes(5)),
        slowStart,
        stickiness,
        algorithm,
        mitigates,
        minimum(written));
  }

  private Duration slowStart() {
    return written.text(SLOW_START).filter("0"::equals).isPresent()
        ? Duration.ZERO
        : written.seconds(SLOW_START, 30, 900, Duration.ZERO);
  }

  private Optional<Stickiness> stickiness() {
    var type = written.word(STICKY_TYPE, List.of("lb_cookie", "app_cookie")).orElse("lb_cookie");
    if (type.equals("lb_cookie")) {
      return Optional.of(
          new Stickiness.LbCookie(written.seconds(LB_DURATION, 1, WEEK, Duration.ofDays(1))));
    }
    var name = written.text(APP_NAME).filter(n -> !n.startsWith("AWSALB"));
    if (name.isEmpty()) {
      written.tell(
          written.text(APP_NAME).isPresent() ? APP_NAME : STICKY_TYPE,
          "It needs " + APP_NAME + ", which does not begin with AWSALB.");
    }
    var duration = written.seconds(APP_DURATION, 1, WEEK, Duration.ofDays(1));
    return name.map(n -> new Stickiness.AppCookie(n, duration));
  }

  /// Below how many healthy targets all are used.
  static MinimumHealthy minimum(Attributes written) {
    var percentage = written.text(ROUTING + "percentage").filter(t -> !t.equals("off"));
    return new MinimumHealthy(
        written.number(ROUTING + "count", 1, 1000).orElse(1),
        percentage.isPresent()
            ? written.number(ROUTING + "percentage", 1, 100).stream().mapToInt(i -> i).findFirst()
            : OptionalInt.empty());
  }
}
