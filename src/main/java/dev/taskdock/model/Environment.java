package dev.taskdock.model;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Environment variables in the order they were written.
///
/// People keep credentials here, so the printed form shows names only.
public record Environment(Map<String, String> variables) {
  /// No variables.
  public static final Environment EMPTY = new Environment(Map.of());

  /// As many bytes as `NAME=value` may have: Linux takes texts of 128 KiB into a process, the NUL
  /// at the end counted (MAX_ARG_STRLEN).
  public static final int LONGEST = (128 << 10) - 1;

  public Environment {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /// These variables with `others` added; the others win.
  public Environment with(Map<String, String> others) {
    var merged = new LinkedHashMap<>(variables);
    merged.putAll(others);
    return new Environment(merged);
  }

  /// The bytes of `NAME=value`.
  public static int length(String name, String value) {
    return bytes(name) + 1 + bytes(value);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The `NAME=value` form an engine takes.
  public List<String> assignments() {
    return variables.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  @Override
  public String toString() {
    return "Environment" + variables.keySet();
  }
}
