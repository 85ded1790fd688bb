package dev.taskdock.proxy.http;

import java.util.Optional;

/// What the transforms of a rule put in place of what the client sent.
///
/// @param host in place of the Host field
/// @param target in place of path and query
public record Rewrite(Optional<String> host, Optional<String> target) {
  /// Nothing.
  public static final Rewrite NOTHING = new Rewrite(Optional.empty(), Optional.empty());
}
