package dev.taskdock.proxy;

import dev.taskdock.proxy.http.RequestHead;

/// Says where a request goes. Called on an event loop, so it may not wait.
@FunctionalInterface
interface Routing {
  Destination destination(RequestHead head);
}
