package dev.taskdock.app;

import dev.taskdock.model.TaskId;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// New ids.
final class Identity {
  private Identity() {}

  /// The id of a new task. It has to be unique on one laptop, not unguessable.
  static TaskId task() {
    return new TaskId(hex(16));
  }

  /// The id of a new run.
  static String run() {
    return hex(6);
  }

  private static String hex(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
