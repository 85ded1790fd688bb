package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Forwarding;
import dev.taskdock.proxy.http.Inserted;
import dev.taskdock.routing.ListenerId;
import org.jspecify.annotations.Nullable;

/// What a connection needs to know about the listener that accepted it.
///
/// @param inserted what is put into each answer
/// @param mesh set where it stands for a proxy of Service Connect
record Listener(
    ListenerId id,
    boolean serverField,
    Inserted inserted,
    Forwarding forwarding,
    Limits limits,
    @Nullable Mesh mesh) {
  /// A load balancer's.
  Listener(
      ListenerId id, boolean serverField, Inserted inserted, Forwarding forwarding, Limits limits) {
    this(id, serverField, inserted, forwarding, limits, null);
  }
}
