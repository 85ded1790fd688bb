package dev.taskdock.routing;

import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;

/// One probe in the health-check log.
///
/// Source: the guide to health check logs of application load balancers.
public record HealthCheckLogEntry(
    Instant at, Duration latency, TargetId target, TargetGroup group, ProbeResult result) {
  /// The line, without its end.
  public String text() {
    boolean passed =
        result instanceof ProbeResult.Answered(int status)
            && group.healthCheck().matcher().accepts(status);
    return new LogLine()
        .bare(type())
        .bare(at)
        .bare(String.format(Locale.ROOT, "%.9f", latency.toNanos() / 1e9))
        .bare(target.toString())
        .bare(group.name().value())
        .bare(passed ? "PASS" : "FAIL")
        .bare(status())
        .bare(passed ? "-" : reason())
        .toString();
  }

  private String type() {
    return switch (group.version()) {
      case GRPC -> "grpc";
      case HTTP2 -> "h2";
      case HTTP1 -> group.healthCheck().tls() ? "https" : "http";
    };
  }

  private OptionalInt status() {
    return result instanceof ProbeResult.Answered(int status)
        ? OptionalInt.of(status)
        : OptionalInt.empty();
  }

  private String reason() {
    return switch (result) {
      case ProbeResult.Answered _ ->
          switch (group.version()) {
            case GRPC -> "GRPCUnexpectedStatus";
            case HTTP1, HTTP2 -> "ResponseCodeMismatch";
          };
      case ProbeResult.WithoutGrpcStatus _ -> "GRPCStatusHeaderEmpty";
      case ProbeResult.TimedOut _ -> "TimedOut";
      case ProbeResult.Broken _ -> "ConnectionReset";
      case ProbeResult.Connected _, ProbeResult.NotDone _ -> "InternalError";
    };
  }
}
