package dev.taskdock.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One request in the access log.
///
/// Source: the guide to access logs of application load balancers, "access log entries".
///
/// @param type `http`, `https`, `h2`, `grpcs`, `ws` or `wss`
/// @param elb `app/NAME/ID`
/// @param client its address and port
public record AccessLogEntry(
    String type,
    String elb,
    String client,
    Line line,
    Times times,
    Outcome outcome,
    Bytes bytes,
    Tls tls,
    Tracing tracing,
    Judgement judgement) {
  private static final int LONGEST_AGENT = 8 * 1024;

  /// What was asked for.
  ///
  /// @param method empty where the request could not be read
  /// @param host with the port of the listener
  /// @param uri path and query as sent
  /// @param version as `HTTP/1.1`
  public record Line(
      String method,
      String scheme,
      String host,
      String uri,
      String version,
      Optional<String> agent) {
    private String text() {
      var url = scheme + "://" + host + uri;
      return method.isEmpty() ? "- " + url + "- -" : method + " " + url + " " + version;
    }
  }

  /// When, and how long each part took; empty where it was not reached.
  ///
  /// @param created when the request came
  /// @param ended when the response was made
  public record Times(
      Instant created,
      Instant ended,
      Optional<Duration> request,
      Optional<Duration> target,
      Optional<Duration> response) {}

  /// Who answered, and what.
  ///
  /// @param target its address and port
  public record Outcome(
      int status,
      OptionalInt targetStatus,
      Optional<String> target,
      Optional<String> targetGroupArn) {}

  /// Sizes with heads.
  public record Bytes(long received, long sent) {}

  /// How it was secured; all empty where it was not.
  public record Tls(
      Optional<String> cipher,
      Optional<String> protocol,
      Optional<String> serverName,
      Optional<String> certificateArn) {
    /// Not at all.
    public static final Tls NONE =
        new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// What joins it with other logs.
  public record Tracing(String traceId, String connection) {}

  /// What the load balancer made of it.
  ///
  /// @param priority of the rule; 0 for the default, empty where no rule was asked
  /// @param actions as `authenticate`, `forward`
  /// @param error why it failed, in AWS's word
  /// @param classification desync's word, and its reason
  public record Judgement(
      OptionalInt priority,
      List<String> actions,
      Optional<String> redirect,
      Optional<String> error,
      Optional<Classification> classification,
      Rewritten rewritten) {
    public Judgement {
      actions = List.copyOf(actions);
    }
  }

  /// What desync mitigation says of a request that is not compliant.
  public record Classification(String tier, String reason) {}

  /// The line, without its end.
  public String text() {
    var line =
        new LogLine()
            .bare(type)
            .bare(times.ended)
            .bare(elb)
            .bare(client)
            .bare(outcome.target)
            .seconds(times.request)
            .seconds(times.target)
            .seconds(times.response)
            .bare(outcome.status)
            .bare(outcome.targetStatus)
            .bare(bytes.received)
            .bare(bytes.sent)
            .quoted(this.line.text())
            .quoted(this.line.agent.map(AccessLogEntry::cut))
            .bare(tls.cipher)
            .bare(tls.protocol)
            .bare(outcome.targetGroupArn)
            .quoted(tracing.traceId)
            .quoted(tls.serverName)
            .quoted(tls.certificateArn);
    return judged(line).toString();
  }

  private LogLine judged(LogLine line) {
    return line.bare(judgement.priority)
        .bare(times.created)
        .quoted(judgement.actions.isEmpty() ? "-" : String.join(",", judgement.actions))
        .quoted(judgement.redirect)
        .quoted(judgement.error)
        .quoted(outcome.target)
        .quoted(
            outcome.targetStatus.isPresent()
                ? Integer.toString(outcome.targetStatus.getAsInt())
                : "-")
        .quoted(judgement.classification.map(Classification::tier))
        .quoted(judgement.classification.map(Classification::reason))
        .bare(tracing.connection)
        .quoted(judgement.rewritten.host())
        .quoted(judgement.rewritten.uri())
        .quoted(judgement.rewritten.status().map(TransformStatus::word));
  }

  private static String cut(String agent) {
    return agent.length() > LONGEST_AGENT ? agent.substring(0, LONGEST_AGENT) : agent;
  }
}
