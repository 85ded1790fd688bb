package dev.taskdock.probe;

import dev.taskdock.model.ContainerName;
import java.util.Optional;
import java.util.OptionalInt;

/// Where a probe connects to.
public sealed interface Aim {
  /// A listener of a load balancer.
  ///
  /// @param name of the load balancer, empty for the only one
  /// @param port as the listener declares it, empty for the first
  record Balancer(Optional<String> name, OptionalInt port) implements Aim {
    @Override
    public String words() {
      return name.orElse("the load balancer") + (port.isPresent() ? ":" + port.getAsInt() : "");
    }
  }

  /// A port of a task, at the task's own address.
  record Container(ContainerName container, int port) implements Aim {
    @Override
    public String words() {
      return container + ":" + port;
    }
  }

  /// How a line of the screen names it.
  String words();
}
