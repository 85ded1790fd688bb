package dev.taskdock.secrets;

/// A value or file that cannot be had; the message says why, and never holds a value.
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unavailable(String why) {
    super(why);
  }

  /// Why.
  public String why() {
    return String.valueOf(getMessage());
  }
}
