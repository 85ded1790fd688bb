package dev.taskdock.model;

import java.util.regex.Pattern;

/// The id of a task: 32 lower-case hexadecimal digits, as in the last part of a task's ARN.
public record TaskId(String id) implements Comparable<TaskId> {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}");

  public TaskId {
    if (!isValid(id)) {
      throw new IllegalArgumentException("not a task id: " + id);
    }
  }

  /// Whether `text` has the shape of an id.
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  /// The first eight digits: enough for people, and for names that people read.
  public String abbreviated() {
    return id.substring(0, 8);
  }

  @Override
  public int compareTo(TaskId other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
