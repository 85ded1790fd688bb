package dev.taskdock.model;

import java.util.regex.Pattern;

/// The name of a container inside its task: 1–255 letters, digits, hyphens and underscores.
///
/// Source: RegisterTaskDefinition, `containerDefinitions[].name`.
public record ContainerName(String name) implements Comparable<ContainerName> {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  public ContainerName {
    if (!isValid(name)) {
      throw new IllegalArgumentException("not a container name: " + name);
    }
  }

  /// Whether ECS would take `name`.
  public static boolean isValid(String name) {
    return SHAPE.matcher(name).matches();
  }

  @Override
  public int compareTo(ContainerName other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
