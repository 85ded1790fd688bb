package dev.taskdock.model;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a target listens: an IP address, or for targets that are written down a host name, and a
/// port. One address may be registered with several ports.
public record TargetId(String host, int port) {
  private static final Pattern SHAPE =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(\\d{1,5})");

  public TargetId {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no target listens at " + host + ":" + port);
    }
  }

  /// The target written as `host:port` or `[v6]:port`; empty where `text` is neither.
  public static Optional<TargetId> parse(String text) {
    var shape = SHAPE.matcher(text);
    if (!shape.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(shape.group(2));
    var host = shape.group(1).replaceAll("[\\[\\]]", "");
    return port < 1 || port > 65_535 ? Optional.empty() : Optional.of(new TargetId(host, port));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
