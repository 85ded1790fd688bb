package dev.taskdock.routing;

import java.util.Comparator;
import java.util.Locale;

/// What a load balancer or Service Connect counts, by its name in CloudWatch.
public sealed interface CloudWatchMetric permits ConnectMetric, Metric, FlowMetric {
  /// As CloudWatch lists them, application load balancers first.
  Comparator<CloudWatchMetric> ORDER =
      Comparator.comparing(CloudWatchMetric::namespace).thenComparingInt(CloudWatchMetric::ordinal);

  /// As CloudWatch writes it.
  String name();

  /// Its place among those of its namespace.
  int ordinal();

  /// What its numbers are.
  Metric.Kind kind();

  /// Where CloudWatch has it: `ApplicationELB`, `NetworkELB` or `ECS`.
  String namespace();

  /// Its name at the Prometheus endpoint: `aws_applicationelb_request_count_total`.
  default String prometheusName() {
    var words =
        name()
            .replace("UnHealthy", "Unhealthy")
            .replace("XX", "xx")
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
            .toLowerCase(Locale.ROOT);
    var name = "aws_" + namespace().toLowerCase(Locale.ROOT) + "_" + words;
    return switch (kind()) {
      case COUNTER -> name + "_total";
      case GAUGE -> name;
      case SECONDS -> name + "_seconds";
    };
  }
}
