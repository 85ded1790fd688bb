package dev.taskdock.model;

import java.time.Duration;
import java.util.List;

/// A container's health check as the task definition writes it.
///
/// @param test `CMD` or `CMD-SHELL` followed by the words, never empty
/// @param interval 5–300 s, 30 s when not given
/// @param timeout 2–60 s, 5 s when not given
/// @param retries 1–10, 3 when not given
/// @param startPeriod 0–300 s, none when not given
public record HealthCheck(
    List<String> test, Duration interval, Duration timeout, int retries, Duration startPeriod) {
  public HealthCheck {
    test = List.copyOf(test);
    if (test.isEmpty()) {
      throw new IllegalArgumentException("a health check without a command");
    }
  }
}
