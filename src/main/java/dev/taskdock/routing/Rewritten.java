package dev.taskdock.routing;

import java.util.Optional;

/// What the transforms of a rule made of a request.
///
/// @param host in place of the Host header
/// @param uri in place of path and query
/// @param status what the access log says of it; empty where nothing was found to replace
public record Rewritten(
    Optional<String> host, Optional<String> uri, Optional<TransformStatus> status) {
  /// Nothing.
  public static final Rewritten NOTHING =
      new Rewritten(Optional.empty(), Optional.empty(), Optional.empty());

  static Rewritten failed(TransformStatus status) {
    return new Rewritten(Optional.empty(), Optional.empty(), Optional.of(status));
  }
}
