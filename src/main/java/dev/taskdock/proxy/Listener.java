package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Forwarding;
import dev.taskdock.routing.ListenerId;

/// What a connection needs to know about the listener that accepted it.
record Listener(ListenerId id, boolean serverField, Forwarding forwarding, Limits limits) {}
