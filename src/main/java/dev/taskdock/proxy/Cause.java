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

  public String sentence() {
    return sentence;
  }
}
