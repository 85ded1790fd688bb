package dev.taskdock.proxy;

/// The target's side of one request of a stream, whichever protocol the target speaks.
sealed interface Upstream permits TargetConnection, StreamTarget.Call {
  void flush();

  /// Whether the target takes more.
  boolean isWritable();

  /// The client takes more again.
  void resume();

  /// The client has gone, or was refused: nobody waits for an answer.
  void abandon();

  /// The target took too long.
  void expire();

  /// When something last came from it or went to it, by the lane's clock.
  long lastActive();
}
