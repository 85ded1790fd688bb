package dev.taskdock.model;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What Fargate calls a container: its task's id, a hyphen and up to ten digits.
///
/// It is the `DockerId` of the metadata and the last part of the container's metadata address. It
/// follows from the task and the name, so whoever knows these knows where to ask.
public record RuntimeId(TaskId task, String digits) {
  private static final Pattern SHAPE = Pattern.compile("([0-9a-f]{32})-([0-9]{1,10})");
  private static final long TEN_DIGITS = 10_000_000_000L;

  /// The id of a container.
  public static RuntimeId of(TaskId task, ContainerName container) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : (task.id() + container.name()).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return new RuntimeId(
        task, String.format(Locale.ROOT, "%010d", Long.remainderUnsigned(hash, TEN_DIGITS)));
  }

  /// The id in `text`, empty where it has another shape.
  public static Optional<RuntimeId> parse(String text) {
    var matcher = SHAPE.matcher(text);
    return matcher.matches()
        ? Optional.of(new RuntimeId(new TaskId(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return task + "-" + digits;
  }
}
