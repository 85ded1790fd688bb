package dev.taskdock.signin;

/// Somebody is not let in. It is thrown where a chain of questions ends early, and is no bug: it
/// has no stack trace.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final Reason reason;

  /// @param why for who reads the log of taskdock; holds nothing that is secret
  Refusal(int status, Reason reason, String why) {
    super(why, null, false, false);
    this.status = status;
    this.reason = reason;
  }

  int status() {
    return status;
  }

  Reason reason() {
    return reason;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
