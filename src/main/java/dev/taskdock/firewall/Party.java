package dev.taskdock.firewall;

import dev.taskdock.model.GroupId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.model.TaskId;
import java.util.List;
import java.util.Optional;

/// One end of a conversation.
public sealed interface Party {
  /// What it is called in a sentence.
  String name();

  /// A task.
  ///
  /// @param name as in `web/7f3a12cd`
  /// @param guard empty where nothing is said of its network: then all may pass
  record OfTask(TaskId id, String name, IpAddress address, Optional<Guard> guard)
      implements Party {}

  /// A load balancer. It has no address of its own here, so its packets carry a mark.
  ///
  /// @param mark the code point of differentiated services on its packets to targets
  record OfBalancer(LoadBalancerName id, int mark, List<GroupId> groups) implements Party {
    public OfBalancer {
      groups = List.copyOf(groups);
    }

    @Override
    public String name() {
      return "load balancer " + id;
    }
  }

  /// This machine, and all that reaches a task through it.
  record Laptop() implements Party {
    @Override
    public String name() {
      return "this machine";
    }
  }

  /// Somebody else.
  record Outside(IpAddress address) implements Party {
    @Override
    public String name() {
      return address.toString();
    }
  }

  /// What guards a task.
  ///
  /// @param publicIp whether it can be reached from outside at all
  record Guard(List<GroupId> groups, boolean publicIp, WayOut wayOut) {
    public Guard {
      groups = List.copyOf(groups);
    }

    /// Whether packets for nobody in the VPC leave it.
    public boolean isLetOut() {
      return switch (wayOut) {
        case NAT_GATEWAY -> true;
        case INTERNET_GATEWAY -> publicIp;
        case NONE -> false;
      };
    }
  }

  /// The groups that guard it; none where nothing does.
  default List<GroupId> groups() {
    return switch (this) {
      case OfTask(_, _, _, var guard) -> guard.map(Guard::groups).orElse(List.of());
      case OfBalancer(_, _, var groups) -> groups;
      case Laptop _, Outside _ -> List.of();
    };
  }
}
