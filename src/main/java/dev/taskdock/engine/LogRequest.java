package dev.taskdock.engine;

import java.util.OptionalInt;

/// Which part of a container's output is wanted.
///
/// @param follow whether to go on until the container ends
/// @param tail only the last so many lines, empty for all
public record LogRequest(boolean follow, OptionalInt tail) {
  /// All of it, until the container ends.
  public static final LogRequest FOLLOW_ALL = new LogRequest(true, OptionalInt.empty());
}
