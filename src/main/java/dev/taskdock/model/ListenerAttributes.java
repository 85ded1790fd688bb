package dev.taskdock.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The attributes of a listener, all about headers.
///
/// Source: ModifyListenerAttributes, the `routing.http.*` keys.
///
/// @param serverHeader whether answers say what made them
/// @param responseHeaders what is put into each answer in place of the target's own, by name
/// @param requestHeaderNames other names for headers that the load balancer adds to requests, by
///   the names they have else
public record ListenerAttributes(
    boolean serverHeader,
    Map<String, String> responseHeaders,
    Map<String, String> requestHeaderNames) {
  /// What applies where nothing is said.
  public static final ListenerAttributes DEFAULT = new ListenerAttributes(true, Map.of(), Map.of());

  public ListenerAttributes {
    responseHeaders = Collections.unmodifiableMap(new TreeMap<>(responseHeaders));
    requestHeaderNames = Collections.unmodifiableMap(new TreeMap<>(requestHeaderNames));
  }
}
