package dev.taskdock.app;

import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.routing.FlowMetric;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Sample;
import dev.taskdock.stream.FlowTraffic.Kind;
import dev.taskdock.stream.FlowTraffic.Resetter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What network load balancers have counted since they began, by CloudWatch's names and dimensions.
///
/// Counted on the event loops, without a lock.
final class FlowMeters {
  private static final List<FlowMetric> METRICS = List.of(FlowMetric.values());

  private final Map<Subject, Map<FlowMetric, LongAdder>> counts = new ConcurrentHashMap<>();

  /// What a number is about: a load balancer, or what it sends to one of its groups.
  private record Subject(LoadBalancerName balancer, Optional<TargetGroupName> group) {
    Map<String, String> dimensions() {
      var dimensions = new LinkedHashMap<String, String>();
      dimensions.put("LoadBalancer", Arns.net(balancer));
      group.ifPresent(g -> dimensions.put("TargetGroup", Arns.group(g)));
      return dimensions;
    }
  }

  void opened(ListenerId listener, Kind kind, TargetGroupName group, boolean failsOpen) {
    add(listener, FlowMetric.NewFlowCount, 1);
    add(
        listener,
        switch (kind) {
          case TCP -> FlowMetric.NewFlowCount_TCP;
          case TLS -> FlowMetric.NewFlowCount_TLS;
          case UDP -> FlowMetric.NewFlowCount_UDP;
        },
        1);
    active(listener, kind, 1);
    if (failsOpen) {
      add(listener, FlowMetric.UnhealthyRoutingFlowCount, 1);
      add(of(listener, group), FlowMetric.UnhealthyRoutingFlowCount, 1);
    }
  }

  void closed(ListenerId listener, Kind kind) {
    active(listener, kind, -1);
  }

  private void active(ListenerId listener, Kind kind, long change) {
    add(listener, FlowMetric.ActiveFlowCount, change);
    add(
        listener,
        switch (kind) {
          case TCP -> FlowMetric.ActiveFlowCount_TCP;
          case TLS -> FlowMetric.ActiveFlowCount_TLS;
          case UDP -> FlowMetric.ActiveFlowCount_UDP;
        },
        change);
  }

  void moved(ListenerId listener, Kind kind, long bytes) {
    add(listener, FlowMetric.ProcessedBytes, bytes);
    add(
        listener,
        switch (kind) {
          case TCP -> FlowMetric.ProcessedBytes_TCP;
          case TLS -> FlowMetric.ProcessedBytes_TLS;
          case UDP -> FlowMetric.ProcessedBytes_UDP;
        },
        bytes);
  }

  void reset(ListenerId listener, Resetter by) {
    add(
        listener,
        switch (by) {
          case CLIENT -> FlowMetric.TCP_Client_Reset_Count;
          case TARGET -> FlowMetric.TCP_Target_Reset_Count;
          case LOAD_BALANCER -> FlowMetric.TCP_ELB_Reset_Count;
        },
        1);
  }

  void rejected(ListenerId listener, Kind kind) {
    add(listener, FlowMetric.RejectedFlowCount, 1);
    switch (kind) {
      case TCP, TLS -> add(listener, FlowMetric.RejectedFlowCount_TCP, 1);
      case UDP -> {}
    }
  }

  /// What AWS counts where it cannot keep a flow apart.
  void crowded(ListenerId listener) {
    add(listener, FlowMetric.RejectedFlowCount, 1);
  }

  void clientTlsFailed(ListenerId listener) {
    add(listener, FlowMetric.ClientTLSNegotiationErrorCount, 1);
  }

  void targetTlsFailed(ListenerId listener, TargetGroupName group) {
    add(listener, FlowMetric.TargetTLSNegotiationErrorCount, 1);
    add(of(listener, group), FlowMetric.TargetTLSNegotiationErrorCount, 1);
  }

  /// All that are not zero.
  List<Sample> samples() {
    var samples = new ArrayList<Sample>();
    counts.forEach((subject, of) ->
        METRICS.forEach(metric -> {
          var adder = of.get(metric);
          long sum = adder == null ? 0 : adder.sum();
          if (sum != 0 || (metric == FlowMetric.ActiveFlowCount && subject.group().isEmpty())) {
            samples.add(new Sample(metric, subject.dimensions(), sum, 0));
          }
        }));
    return samples;
  }

  /// How many targets of a group are healthy, and how many are not.
  static List<Sample> hosts(
      LoadBalancerName balancer, TargetGroupName group, long healthy, long unhealthy) {
    var dimensions = new Subject(balancer, Optional.of(group)).dimensions();
    return List.of(
        new Sample(FlowMetric.HealthyHostCount, dimensions, healthy, 0),
        new Sample(FlowMetric.UnHealthyHostCount, dimensions, unhealthy, 0));
  }

  private void add(ListenerId listener, FlowMetric metric, long value) {
    add(new Subject(listener.loadBalancer(), Optional.empty()), metric, value);
  }

  private void add(Subject subject, FlowMetric metric, long value) {
    var known = counts.get(subject);
    var of = known == null ? counts.computeIfAbsent(subject, _ -> all()) : known;
    Objects.requireNonNull(of.get(metric)).add(value);
  }

  private static Map<FlowMetric, LongAdder> all() {
    var all = new EnumMap<FlowMetric, LongAdder>(FlowMetric.class);
    METRICS.forEach(metric -> all.put(metric, new LongAdder()));
    return all;
  }

  private static Subject of(ListenerId listener, TargetGroupName group) {
    return new Subject(listener.loadBalancer(), Optional.of(group));
  }
}
