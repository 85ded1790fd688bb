package dev.taskdock.app;

import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.proxy.Cause;
import dev.taskdock.proxy.Gatekeeper;
import dev.taskdock.proxy.Served;
import dev.taskdock.routing.CloudWatchMetric;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Metric;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What load balancers have counted since they began, by CloudWatch's names and dimensions.
///
/// Counted on the event loops, without a lock. What nothing here counts (rules evaluated, sticky
/// sessions) has no number, rather than a zero that means nothing.
final class Meters {
  private static final List<Metric> METRICS = List.of(Metric.values());

  private final Map<Subject, Counts> counts = new ConcurrentHashMap<>();

  /// What a number is about: a load balancer, or what it sends to one of its groups.
  private record Subject(LoadBalancerName balancer, Optional<TargetGroupName> group) {
    Map<String, String> dimensions() {
      var dimensions = new LinkedHashMap<String, String>();
      dimensions.put("LoadBalancer", Arns.elb(balancer));
      group.ifPresent(g -> dimensions.put("TargetGroup", Arns.group(g)));
      return dimensions;
    }
  }

  /// The numbers of one subject.
  private static final class Counts {
    private final Map<Metric, LongAdder> sums = new EnumMap<>(Metric.class);
    private final LongAdder responses = new LongAdder();
    private final LongAdder questions = new LongAdder();

    Counts() {
      METRICS.forEach(metric -> sums.put(metric, new LongAdder()));
    }

    LongAdder of(Metric metric) {
      return Objects.requireNonNull(sums.get(metric));
    }

    void add(Metric metric, long value) {
      of(metric).add(value);
    }

    void one(Metric metric) {
      of(metric).increment();
    }
  }

  void opened(ListenerId listener) {
    var of = of(listener);
    of.one(Metric.NewConnectionCount);
    of.one(Metric.ActiveConnectionCount);
  }

  void unsecured(ListenerId listener) {
    of(listener).one(Metric.ClientTLSNegotiationErrorCount);
  }

  void closed(ListenerId listener) {
    of(listener).add(Metric.ActiveConnectionCount, -1);
  }

  void done(Served served) {
    var balancer = of(served.listener());
    balancer.add(Metric.ProcessedBytes, served.received() + served.sent());
    if (served.classification().isPresent()) {
      balancer.one(Metric.DesyncMitigationMode_NonCompliant_Request_Count);
    }
    served.finding().ifPresent(finding -> found(balancer, finding));
    if (served.target().isPresent()) {
      var asked = served.target().get();
      var group = of(new Subject(served.listener().loadBalancer(), Optional.of(asked.group())));
      asked(balancer, served, asked.status());
      asked(group, served, asked.status());
    }
    if (served.target().isEmpty() || served.target().get().status() == 0) {
      own(balancer, served);
    }
  }

  /// What was found about who is there.
  private static void found(Counts counts, Gatekeeper.Finding finding) {
    finding.counts().forEach(counts::one);
    finding
        .latency()
        .ifPresent(took -> {
          counts.add(Metric.ELBAuthLatency, took.toNanos());
          counts.questions.increment();
        });
  }

  /// A request for which a target was chosen.
  private static void asked(Counts counts, Served served, int status) {
    counts.one(Metric.RequestCount);
    if (status > 0) {
      target(status).ifPresent(counts::one);
      served
          .times()
          .target()
          .ifPresent(took -> {
            counts.add(Metric.TargetResponseTime, took.toNanos());
            counts.responses.increment();
          });
    }
  }

  private static Optional<Metric> target(int status) {
    return switch (status / 100) {
      case 2 -> Optional.of(Metric.HTTPCode_Target_2XX_Count);
      case 3 -> Optional.of(Metric.HTTPCode_Target_3XX_Count);
      case 4 -> Optional.of(Metric.HTTPCode_Target_4XX_Count);
      case 5 -> Optional.of(Metric.HTTPCode_Target_5XX_Count);
      default -> Optional.empty();
    };
  }

  /// An answer of the load balancer's own.
  private static void own(Counts counts, Served served) {
    switch (served.status() / 100) {
      case 3 -> counts.one(Metric.HTTPCode_ELB_3XX_Count);
      case 4 -> counts.one(Metric.HTTPCode_ELB_4XX_Count);
      case 5 -> counts.one(Metric.HTTPCode_ELB_5XX_Count);
      default -> {}
    }
    switch (served.status()) {
      case 500 -> counts.one(Metric.HTTPCode_ELB_500_Count);
      case 502 -> counts.one(Metric.HTTPCode_ELB_502_Count);
      case 503 -> counts.one(Metric.HTTPCode_ELB_503_Count);
      case 504 -> counts.one(Metric.HTTPCode_ELB_504_Count);
      default -> {}
    }
    served
        .executed()
        .ifPresent(route -> {
          switch (route) {
            case Route.RedirectTo _ -> counts.one(Metric.HTTP_Redirect_Count);
            case Route.Answer _ -> counts.one(Metric.HTTP_Fixed_Response_Count);
            case Route.Failed failed -> {
              if (failed.status() == 507) {
                counts.one(Metric.HTTP_Redirect_Url_Limit_Exceeded_Count);
              }
            }
            case Route.Forward _, Route.Authenticate _, Route.Validate _, Route.SignInPage _ -> {}
          }
        });
  }

  /// A target of `group` failed a request.
  void failed(LoadBalancerName balancer, TargetGroupName group, Cause cause) {
    switch (cause) {
      case CONNECTION_REFUSED, CONNECT_FAILED, CONNECT_TIMED_OUT -> {
        of(new Subject(balancer, Optional.empty())).one(Metric.TargetConnectionErrorCount);
        of(new Subject(balancer, Optional.of(group))).one(Metric.TargetConnectionErrorCount);
      }
      case TLS_FAILED, TLS_TIMED_OUT -> {
        of(new Subject(balancer, Optional.empty())).one(Metric.TargetTLSNegotiationErrorCount);
        of(new Subject(balancer, Optional.of(group))).one(Metric.TargetTLSNegotiationErrorCount);
      }
      case CLOSED_KEPT_ALIVE,
          CLOSED_EARLY,
          CLOSED_IN_BODY,
          RESET,
          REFUSED_STREAM,
          MALFORMED,
          HEAD_TOO_LARGE,
          UPGRADED_UNASKED,
          TIMED_OUT,
          DEREGISTERED -> {}
    }
  }

  /// All that are not zero, in CloudWatch's order.
  List<Sample> samples() {
    var samples = new ArrayList<Sample>();
    counts.forEach((subject, of) -> {
      for (var metric : METRICS) {
        long sum = of.of(metric).sum();
        if (sum != 0 || (metric == Metric.ActiveConnectionCount && subject.group().isEmpty())) {
          samples.add(sample(metric, subject, of, sum));
        }
      }
    });
    return sorted(samples);
  }

  private static Sample sample(Metric metric, Subject subject, Counts of, long sum) {
    return switch (metric.kind()) {
      case COUNTER, GAUGE -> new Sample(metric, subject.dimensions(), sum, 0);
      case SECONDS ->
          new Sample(
              metric,
              subject.dimensions(),
              sum / 1e9,
              (metric == Metric.ELBAuthLatency ? of.questions : of.responses).sum());
    };
  }

  /// How many targets of a group are healthy, and how many are not.
  static List<Sample> hosts(
      LoadBalancerName balancer, TargetGroupName group, long healthy, long unhealthy) {
    var dimensions = new Subject(balancer, Optional.of(group)).dimensions();
    return List.of(
        new Sample(Metric.HealthyHostCount, dimensions, healthy, 0),
        new Sample(Metric.UnHealthyHostCount, dimensions, unhealthy, 0));
  }

  static List<Sample> sorted(List<Sample> samples) {
    return samples.stream()
        .sorted(
            Comparator.comparing(Sample::metric, CloudWatchMetric.ORDER)
                .thenComparing(sample -> sample.dimensions().toString()))
        .toList();
  }

  private Counts of(ListenerId listener) {
    return of(new Subject(listener.loadBalancer(), Optional.empty()));
  }

  private Counts of(Subject subject) {
    var known = counts.get(subject);
    return known == null ? counts.computeIfAbsent(subject, _ -> new Counts()) : known;
  }
}
