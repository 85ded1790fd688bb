package dev.taskdock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A container's `logConfiguration`.
///
/// @param driver `awslogs`, `splunk` or `awsfirelens`
/// @param options as written; people keep tokens here, so the printed form shows names only
/// @param secretOptions options whose values are kept elsewhere
public record LogConfiguration(
    String driver, Map<String, String> options, List<Secret> secretOptions) {
  public LogConfiguration {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    secretOptions = List.copyOf(secretOptions);
  }

  @Override
  public String toString() {
    return driver + options.keySet() + secretOptions;
  }
}
