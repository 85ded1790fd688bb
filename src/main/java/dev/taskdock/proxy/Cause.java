package dev.taskdock.proxy;

/// Why a target did not answer a request as it should, and what the client gets for it.
public enum Cause {
  CONNECTION_REFUSED(502, "the target refused the connection: nothing listens at its port"),
  CONNECT_FAILED(502, "the target could not be reached"),
  CONNECT_TIMED_OUT(504, "the target did not accept the connection within 10 s"),
  TLS_FAILED(502, "the target and the load balancer found no TLS that both speak"),
  TLS_TIMED_OUT(504, "the target did not finish the TLS handshake within 10 s"),
  CLOSED_KEPT_ALIVE(
      502,
      "the target closed a kept-alive connection: raise its keep-alive above the idle time-out"),
  CLOSED_EARLY(502, "the target closed the connection before it answered"),
  CLOSED_IN_BODY(502, "the target closed the connection in the middle of its answer"),
  RESET(502, "the target reset the connection"),
  REFUSED_STREAM(502, "the target took no more requests on the connection"),
  MALFORMED(502, "what the target answered is no response of HTTP/1.1"),
  HEAD_TOO_LARGE(502, "the head of the target's response is longer than 32 KB"),
  UPGRADED_UNASKED(502, "the target changed the protocol, which nobody asked for"),
  TIMED_OUT(504, "the target did not answer within the idle time-out"),
  DEREGISTERED(502, "the target was still answering when its deregistration delay ended");

  private final int status;
  private final String sentence;

  Cause(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
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

  public String sentence() {
    return sentence;
  }
}
