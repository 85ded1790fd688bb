package dev.taskdock.firewall;

import dev.taskdock.model.SecurityGroupRule.Traffic;

/// Whether two rules speak of a common packet.
final class Overlap {
  private Overlap() {}

  static boolean of(Traffic one, Traffic other) {
    return switch (one) {
      case Traffic.All _ -> true;
      case Traffic.Ports(var protocol, var from, var to) ->
          other instanceof Traffic.All
              || (other instanceof Traffic.Ports(var p, var f, var t)
                  && p == protocol
                  && f <= to
                  && from <= t);
      case Traffic.Icmp _ -> other instanceof Traffic.All || other instanceof Traffic.Icmp;
      case Traffic.Other(var number) ->
          other instanceof Traffic.All || (other instanceof Traffic.Other(var n) && n == number);
    };
  }
}
