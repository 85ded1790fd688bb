package dev.taskdock.control;

import dev.taskdock.firewall.Ruleset;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.model.TaskId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Where the network interfaces of tasks lie and what guards them; asked when a holder is made.
public interface Interfaces {
  /// The block that the network is to have; empty where any free one will do.
  ///
  /// @param taken blocks that are in use, in CIDR form
  default Optional<String> block(Collection<String> taken) {
    return Optional.empty();
  }

  /// The address a task is to have; empty for the next free one of the network.
  ///
  /// @param block that of the network, in CIDR form
  default Optional<String> address(TaskId task, String block) {
    return Optional.empty();
  }

  /// The interface of a task.
  ///
  /// @param seat empty where the engine chooses where it lies
  /// @param endpoint where its metadata is served
  Interface of(TaskId task, Optional<Seat> seat, Optional<TaskEndpoint> endpoint);

  /// Tasks were taken over after a crash: what they lie in, and where their metadata is served from
  /// now on.
  ///
  /// @param block that of the network, in CIDR form
  default void resumed(String block, Optional<TaskEndpoint> endpoint) {}

  /// Where an interface lies.
  ///
  /// @param block that of the network, in CIDR form
  record Seat(String address, String block) {}

  /// A network interface.
  ///
  /// @param published whether the task's ports are reachable from this machine
  /// @param resolver the text of `/etc/resolv.conf`; empty where the engine writes it
  /// @param hosts loopback addresses by the names that lead to them, which the rules lead elsewhere
  record Interface(
      boolean published, Ruleset rules, Optional<String> resolver, Map<String, String> hosts) {
    public Interface {
      hosts = Map.copyOf(hosts);
    }

    /// Without such names.
    public Interface(boolean published, Ruleset rules, Optional<String> resolver) {
      this(published, rules, resolver, Map.of());
    }
  }
}
