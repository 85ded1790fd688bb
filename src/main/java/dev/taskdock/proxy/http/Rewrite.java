package dev.taskdock.proxy.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a rule puts in place of what the client sent.
///
/// @param host in place of the Host field
/// @param target in place of path and query
/// @param identity in place of all fields `x-amzn-oidc-…`
public record Rewrite(
    Optional<String> host, Optional<String> target, Optional<Map<String, String>> identity) {
  /// Nothing.
  public static final Rewrite NOTHING = new Rewrite(Optional.empty(), Optional.empty());

  public Rewrite {
    identity = identity.map(fields -> Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
  }

  /// What transforms do.
  public Rewrite(Optional<String> host, Optional<String> target) {
    this(host, target, Optional.empty());
  }
}
