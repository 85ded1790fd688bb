package dev.taskdock.engine;

import java.time.Instant;

/// Takes what a container prints, in the engine's pieces: a line may come in several, a piece may
/// hold several lines.
public interface LogSink {
  /// The two streams of a process; a container with a terminal has the first only.
  enum Stream {
    STDOUT,
    STDERR
  }

  /// A piece of output. `bytes` is only ours until this returns; `at` is the engine's time for it
  /// where the engine kept it, and our own where we were attached.
  void piece(Stream stream, Instant at, byte[] bytes, int offset, int length);

  /// There is no more to come.
  void end();
}
