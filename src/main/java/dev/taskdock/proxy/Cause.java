package dev.taskdock.proxy;

/// Why a target did not answer a request as it should, and what the client gets for it.
public enum Cause {
  CONNECTION_REFUSED(
      502,
      "the target refused the connection",
      "let it listen at this port, on 0.0.0.0 rather than on 127.0.0.1"),
  CONNECT_FAILED(502, "the target could not be reached", "look whether it still runs"),
  CONNECT_TIMED_OUT(
      504,
      "the target did not accept the connection within %3$s",
      "let its security group take what comes from the load balancer"),
  TLS_FAILED(
      502,
      "the target and the load balancer found no TLS that both speak",
      "let it speak TLS 1.2 or 1.3 at this port, or change the target group's Protocol to HTTP"),
  TLS_TIMED_OUT(
      504,
      "the target did not finish the TLS handshake within 10 s",
      "let it speak TLS at this port, or change the target group's Protocol to HTTP"),
  CLOSED_KEPT_ALIVE(
      502,
      "the target closed a kept-alive connection after %1$s",
      "raise its keep-alive above %2$s"),
  CLOSED_EARLY(
      502,
      "the target closed the connection before it answered",
      "look in its log for what ended it"),
  CLOSED_IN_BODY(
      502,
      "the target closed the connection in the middle of its answer",
      "look in its log for what ended it, and whether its Content-Length is right"),
  RESET(502, "the target reset the connection", "look in its log for what ended it"),
  REFUSED_STREAM(
      502,
      "the target took no more requests on the connection",
      "raise the number of streams that it takes at once"),
  MALFORMED(
      502,
      "what the target answered is no response of HTTP",
      "let it speak the ProtocolVersion of its target group at this port, and no TLS"),
  HEAD_TOO_LARGE(
      502,
      "the head of the target's response is longer than 32 KB",
      "let it send fewer or shorter headers"),
  UPGRADED_UNASKED(
      502,
      "the target changed the protocol, which nobody asked for",
      "let it answer 101 only to requests with Upgrade"),
  TIMED_OUT(
      504,
      "the target did not answer within %2$s",
      "let it answer sooner, or raise idle_timeout.timeout_seconds"),
  DEREGISTERED(
      502,
      "the target was still answering when its deregistration delay ended",
      "let it answer sooner, or raise deregistration_delay.timeout_seconds");

  private final int status;
  private final String sentence;
  private final String advice;

  /// Both texts have the rest of the connection, the idle time-out and the time to connect as
  /// arguments.
  Cause(int status, String sentence, String advice) {
    this.status = status;
    this.sentence = sentence;
    this.advice = advice;
  }

  /// What the client is answered, if nothing was sent to it yet.
  public int status() {
    return status;
  }

  /// Whether nothing of the request was looked at, so that another target may be asked.
  boolean isBefore() {
    return switch (this) {
      case CONNECTION_REFUSED, CONNECT_FAILED, CONNECT_TIMED_OUT, REFUSED_STREAM -> true;
      case TLS_FAILED,
          TLS_TIMED_OUT,
          CLOSED_KEPT_ALIVE,
          CLOSED_EARLY,
          CLOSED_IN_BODY,
          RESET,
          MALFORMED,
          HEAD_TOO_LARGE,
          UPGRADED_UNASKED,
          TIMED_OUT,
          DEREGISTERED ->
          false;
    };
  }

  /// What a client of Service Connect is answered.
  int statusInMesh() {
    return this == TIMED_OUT ? 504 : 503;
  }

  String sentence() {
    return sentence;
  }

  String advice() {
    return advice;
  }
}
