package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Forwarding;

/// What a connection needs to know about the listener that accepted it.
record Listener(int declaredPort, Forwarding forwarding, Limits limits, Routing routing) {}
