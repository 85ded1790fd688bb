package dev.taskdock.state;

/// How often a container was started again.
///
/// @param refused whether the engine refused once; then it is not tried again
public record Restarts(int count, boolean refused) {
  /// Never.
  public static final Restarts NONE = new Restarts(0, false);
}
