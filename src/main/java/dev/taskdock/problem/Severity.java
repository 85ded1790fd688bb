package dev.taskdock.problem;

import java.util.Locale;

/// How bad a diagnostic is.
public enum Severity {
  /// The file cannot be used, or AWS would refuse it.
  ERROR,
  /// It can be used, and something in it does not do what it seems to.
  WARNING,
  /// Worth knowing.
  NOTE;

  /// As printed: `error`, `warning`, `note`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
