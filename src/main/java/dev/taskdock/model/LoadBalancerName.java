package dev.taskdock.model;

import java.util.regex.Pattern;

/// The name of a load balancer: 1–32 letters, digits and hyphens, none of them first or last, and
/// not beginning with `internal-`.
///
/// Source: CreateLoadBalancer, `Name`.
public record LoadBalancerName(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?");

  public LoadBalancerName {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not the name of a load balancer: " + value);
    }
  }

  /// Whether Elastic Load Balancing would take `name`.
  public static boolean isValid(String name) {
    return name.length() <= 32 && SHAPE.matcher(name).matches() && !name.startsWith("internal-");
  }

  @Override
  public String toString() {
    return value;
  }
}
