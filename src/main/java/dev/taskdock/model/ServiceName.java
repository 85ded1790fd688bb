package dev.taskdock.model;

import java.util.regex.Pattern;

/// The name of a service: 1–255 letters, digits, hyphens and underscores, unique in its cluster.
///
/// Source: CreateService, `serviceName`.
public record ServiceName(String name) implements Comparable<ServiceName> {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  public ServiceName {
    if (!isValid(name)) {
      throw new IllegalArgumentException("not the name of a service: " + name);
    }
  }

  /// Whether ECS would take `name`.
  public static boolean isValid(String name) {
    return SHAPE.matcher(name).matches();
  }

  @Override
  public int compareTo(ServiceName other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
