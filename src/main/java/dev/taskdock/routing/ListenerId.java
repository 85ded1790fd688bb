package dev.taskdock.routing;

import dev.taskdock.model.LoadBalancerName;

/// Which listener: a load balancer has at most one at a port.
///
/// @param port as declared
public record ListenerId(LoadBalancerName loadBalancer, int port) {}
