package dev.taskdock.app;

import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.Protocol;
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

        @Override
        public int mark(NetworkLoadBalancer balancer) {
          return 0;
        }

        @Override
        public Optional<String> closed(NetworkLoadBalancer balancer, Protocol protocol, int port) {
          return Optional.empty();
        }

        @Override
        public Optional<String> zone(String address) {
          return Optional.empty();
        }
      };

  /// The mark of its packets to targets, 0 for none.
  int mark(LoadBalancer balancer);

  /// Why this machine may not reach a port of it; empty where it may.
  Optional<String> closed(LoadBalancer balancer, int port);

  /// The mark of its packets to targets, 0 for none.
  int mark(NetworkLoadBalancer balancer);

  /// Why this machine may not reach a port of it; empty where it may.
  Optional<String> closed(NetworkLoadBalancer balancer, Protocol protocol, int port);

  /// The zone that an address lies in, or the subnet where no zone is declared for it.
  Optional<String> zone(String address);
}
