package dev.taskdock.model;

import java.util.Locale;

/// The transport protocol of a port mapping.
public enum Protocol {
  TCP,
  UDP;

  /// The word task definitions and engines use: `tcp` or `udp`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
