package dev.taskdock.model;

import java.util.regex.Pattern;

/// The family of a task definition: 1–255 letters, digits, hyphens and underscores.
///
/// Source: RegisterTaskDefinition, `family`.
public record Family(String name) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  public Family {
    if (!isValid(name)) {
      throw new IllegalArgumentException("not a family: " + name);
    }
  }

  /// Whether ECS would take `name`.
  public static boolean isValid(String name) {
    return SHAPE.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
