package dev.taskdock.model;

import java.util.regex.Pattern;

/// The id of a deployment: `ecs-svc/` and 19 digits.
public record DeploymentId(String id) {
  private static final Pattern SHAPE = Pattern.compile("ecs-svc/\\d{19}");

  public DeploymentId {
    if (!isValid(id)) {
      throw new IllegalArgumentException("not the id of a deployment: " + id);
    }
  }

  /// Whether `text` has the shape of an id.
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public String toString() {
    return id;
  }
}
