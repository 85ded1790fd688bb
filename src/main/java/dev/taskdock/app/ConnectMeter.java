package dev.taskdock.app;

import dev.taskdock.model.AppProtocol;
import dev.taskdock.proxy.Served;
import dev.taskdock.routing.ConnectMetric;
import dev.taskdock.routing.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What was counted between the tasks of a service and an endpoint of Service Connect, by
/// CloudWatch's names.
///
/// Source: the metrics of Service Connect in the namespace `AWS/ECS`. How often was tried again has
/// no name there.
final class ConnectMeter {
  private final LongAdder connections = new LongAdder();
  private final LongAdder active = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder[] statuses = {
    new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()
  };
  private final LongAdder retries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder answers = new LongAdder();

  void opened() {
    connections.increment();
    active.increment();
  }

  void closed() {
    active.decrement();
  }

  void done(Served served, AppProtocol protocol) {
    requests.increment();
    if (protocol == AppProtocol.GRPC) {
      calls.increment();
    }
    bytes.add(served.received() + served.sent());
    int kind = served.target().map(Served.Asked::status).orElse(0) / 100;
    if (1 <= kind && kind <= 5) {
      statuses[kind - 1].increment();
    }
    served
        .times()
        .target()
        .ifPresent(took -> {
          nanos.add(took.toNanos());
          answers.increment();
        });
  }

  void carried(long received, long sent) {
    bytes.add(received + sent);
  }

  void retried() {
    retries.increment();
  }

  void failed() {
    failures.increment();
  }

  /// Of requests, or of connections where there are none.
  long count(AppProtocol protocol) {
    return protocol.hasRequests() ? requests.sum() : connections.sum();
  }

  /// What is not zero.
  Map<String, Double> figures() {
    var figures = new LinkedHashMap<String, Double>();
    put(figures, "ActiveConnectionCount", active.sum());
    put(figures, "NewConnectionCount", connections.sum());
    put(figures, "ProcessedBytes", bytes.sum());
    put(figures, "RequestCount", requests.sum());
    put(figures, "GrpcRequestCount", calls.sum());
    for (int i = 1; i < statuses.length; i++) {
      put(figures, "HTTPCode_Target_%dXX_Count".formatted(i + 1), statuses[i].sum());
    }
    if (answers.sum() > 0) {
      figures.put("TargetResponseTime", nanos.sum() / 1e6 / answers.sum());
    }
    put(figures, "retries", retries.sum());
    put(figures, "failures", failures.sum());
    return figures;
  }

  /// The same for Prometheus, with what is zero, so that a rate can be taken of it.
  List<Sample> samples(Map<String, String> dimensions) {
    var samples = new ArrayList<Sample>();
    for (var metric : ConnectMetric.values()) {
      long value =
          switch (metric) {
            case ActiveConnectionCount -> active.sum();
            case NewConnectionCount -> connections.sum();
            case ProcessedBytes -> bytes.sum();
            case RequestCount -> requests.sum();
            case GrpcRequestCount -> calls.sum();
            case HTTPCode_Target_2XX_Count -> statuses[1].sum();
            case HTTPCode_Target_3XX_Count -> statuses[2].sum();
            case HTTPCode_Target_4XX_Count -> statuses[3].sum();
            case HTTPCode_Target_5XX_Count -> statuses[4].sum();
            case TargetResponseTime -> nanos.sum();
          };
      samples.add(
          metric == ConnectMetric.TargetResponseTime
              ? new Sample(metric, dimensions, value / 1e9, answers.sum())
              : new Sample(metric, dimensions, value, 0));
    }
    return samples;
  }

  private static void put(Map<String, Double> figures, String name, long value) {
    if (value != 0) {
      figures.put(name, (double) value);
    }
  }
}
