package dev.taskdock.model;

import java.util.regex.Pattern;

/// The name of a target group: 1–32 letters, digits and hyphens, none of them first or last and no
/// two in a row.
///
/// Source: CreateTargetGroup, `Name`.
public record TargetGroupName(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*");

  public TargetGroupName {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not the name of a target group: " + value);
    }
  }

  /// Whether Elastic Load Balancing would take `name`.
  public static boolean isValid(String name) {
    return name.length() <= 32 && SHAPE.matcher(name).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
