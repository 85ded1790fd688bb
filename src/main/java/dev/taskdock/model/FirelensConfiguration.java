package dev.taskdock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What makes a container a FireLens router.
///
/// @param options `enable-ecs-log-metadata`, `config-file-type`, `config-file-value`
public record FirelensConfiguration(Type type, Map<String, String> options) {
  public FirelensConfiguration {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /// Which program routes.
  public enum Type {
    FLUENTD,
    FLUENTBIT;

    /// As a task definition writes it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
