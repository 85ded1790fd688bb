package dev.taskdock.app;

import dev.taskdock.model.LoadBalancer;
import java.util.Optional;

/// What the network around a load balancer says of it.
interface Gate {
  /// No network.
  Gate OPEN =
      new Gate() {
        @Override
        public int mark(LoadBalancer balancer) {
          return 0;
        }

        @Override
        public Optional<String> closed(LoadBalancer balancer, int port) {
          return Optional.empty();
        }
      };

  /// The mark of its packets to targets, 0 for none.
  int mark(LoadBalancer balancer);

  /// Why this machine may not reach a port of it; empty where it may.
  Optional<String> closed(LoadBalancer balancer, int port);
}
