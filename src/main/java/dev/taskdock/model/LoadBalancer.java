package dev.taskdock.model;

import java.util.List;

/// An application load balancer.
public record LoadBalancer(
    LoadBalancerName name, List<Listener> listeners, LoadBalancerAttributes attributes) {
  public LoadBalancer {
    listeners = List.copyOf(listeners);
  }
}
