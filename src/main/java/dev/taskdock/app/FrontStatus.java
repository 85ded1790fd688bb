package dev.taskdock.app;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How load balancers do at one moment: what `lb status` shows.
///
/// @param lost how many lines of logs there was no room for
public record FrontStatus(
    List<Door> listeners, List<Enrolled> targets, List<Figure> metrics, long lost) {
  public FrontStatus {
    listeners = List.copyOf(listeners);
    targets = List.copyOf(targets);
    metrics = List.copyOf(metrics);
  }

  /// A listener.
  ///
  /// @param port as declared
  /// @param url where it is; empty where it is not served
  public record Door(String loadBalancer, int port, Optional<String> url, List<Rule> rules) {
    public Door {
      rules = List.copyOf(rules);
    }
  }

  /// A rule of a listener, in words.
  ///
  /// @param priority `default` for the last
  public record Rule(String priority, List<String> conditions, List<String> actions) {
    public Rule {
      conditions = List.copyOf(conditions);
      actions = List.copyOf(actions);
    }
  }

  /// A target in a group.
  ///
  /// @param state as DescribeTargetHealth has it
  /// @param answered what came of the last health check
  /// @param outstanding how many requests it has not answered yet
  public record Enrolled(
      String group,
      String target,
      String state,
      Optional<String> reason,
      Optional<String> description,
      Optional<String> answered,
      int outstanding) {}

  /// One number by CloudWatch's name.
  ///
  /// @param value of TargetResponseTime, the average in seconds
  public record Figure(String name, Map<String, String> dimensions, double value) {
    public Figure {
      dimensions = Collections.unmodifiableMap(new LinkedHashMap<>(dimensions));
    }
  }
}
