package dev.taskdock.app;

import java.net.URI;

/// A listener of a load balancer, and where it is here.
///
/// @param port as declared
/// @param address where it is reached, as in `http://127.0.0.1:8080`
public record Door(String balancer, int port, URI address) {}
