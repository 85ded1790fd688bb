package dev.taskdock.routing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;

/// One number of a metric, and [the text][#text] of many in Prometheus's format.
///
/// That format is a line for each number; a client library would bring registries and threads for
/// what is a loop here, since the numbers are counted elsewhere already.
///
/// @param dimensions as in CloudWatch, `LoadBalancer` and `TargetGroup`; of Service Connect,
///   `ServiceName` and `TargetDiscoveryName`
/// @param value of seconds, their sum
/// @param count of seconds, how many were added; else without meaning
public record Sample(
    CloudWatchMetric metric, Map<String, String> dimensions, double value, long count) {
  public Sample {
    dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
  }

  /// The numbers in the text format 0.0.4: each metric once with its type, then its lines.
  public static String text(List<Sample> samples) {
    var text = new StringBuilder();
    samples.stream().collect(Collectors.groupingBy(Sample::metric)).entrySet().stream()
        .sorted(Entry.comparingByKey(CloudWatchMetric.ORDER))
        .forEach(entry -> {
          var metric = entry.getKey();
          text.append("# HELP " + metric.prometheusName() + " " + metric + " of CloudWatch\n");
          text.append("# TYPE " + metric.prometheusName() + " " + metric.kind().word() + "\n");
          entry.getValue().forEach(sample -> text.append(sample.lines()));
        });
    return text.toString();
  }

  private String lines() {
    var name = metric.prometheusName();
    return switch (metric.kind()) {
      case COUNTER, GAUGE -> line(name, number(value));
      case SECONDS ->
          line(name + "_sum", Double.toString(value)) + line(name + "_count", Long.toString(count));
    };
  }

  private String line(String name, String number) {
    var labels =
        dimensions.entrySet().stream()
            .map(d -> d.getKey() + "=\"" + escaped(d.getValue()) + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    return name + (dimensions.isEmpty() ? "" : labels) + " " + number + "\n";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
