package dev.taskdock.model;

/// What is spoken at a port, as far as Service Connect is told: `appProtocol`.
public enum AppProtocol {
  /// Nothing was said: bytes are carried, whatever they mean.
  TCP,
  HTTP,
  HTTP2,
  GRPC;

  /// Whether requests are told apart.
  public boolean hasRequests() {
    return this != TCP;
  }

  /// The word that is written, `tcp` where none is.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
