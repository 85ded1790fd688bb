package dev.taskdock.model;

import java.util.List;

/// Where the variables of a container come from, beside its image.
///
/// Secrets win over `environment`, that over files; of two files the first listed wins.
///
/// @param files ARNs of environment files, in the order written
public record Variables(Environment environment, List<String> files, List<Secret> secrets) {
  /// No variables.
  public static final Variables NONE = new Variables(Environment.EMPTY, List.of(), List.of());

  public Variables {
    files = List.copyOf(files);
    secrets = List.copyOf(secrets);
  }

  /// The same with another environment.
  public Variables with(Environment other) {
    return new Variables(other, files, secrets);
  }
}
