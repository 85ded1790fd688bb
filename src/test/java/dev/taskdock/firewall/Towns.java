package dev.taskdock.firewall;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.model.TaskId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Networks that tests look at.
final class Towns {
  static final AddressPlan PLAN = new AddressPlan(Optional.empty(), block("10.128.7.0/24"));
  static final GroupId WEB = new GroupId("sg-web");
  static final GroupId DB = new GroupId("sg-db");
  static final GroupId ALB = new GroupId("sg-alb");

  private Towns() {}

  /// A database that the web may ask; a web that everybody may ask on port 80; a load balancer.
  static Neighbourhood shop() {
    return town(
        List.of(
            task("web", 4, List.of(WEB), true), task("db", 5, List.of(DB), false), open("tool", 6)),
        group(WEB, tcp(80, everybody()), tcp(8080, of(ALB))),
        group(DB, tcp(5432, of(WEB)), new SecurityGroupRule(new Traffic.Icmp(-1, -1), of(DB))),
        group(ALB, tcp(443, everybody())));
  }

  static Neighbourhood town(List<Party.OfTask> tasks, SecurityGroup... groups) {
    Map<GroupId, SecurityGroup> all = new HashMap<>();
    for (var group : groups) {
      all.put(group.id(), group);
    }
    return new Neighbourhood(PLAN, all, tasks, List.of(balancer()), List.of());
  }

  static Party.OfBalancer balancer() {
    return new Party.OfBalancer(new LoadBalancerName("front"), 43, List.of(ALB));
  }

  static Party.OfTask task(String name, int number, List<GroupId> groups, boolean publicIp) {
    return new Party.OfTask(
        new TaskId("%032x".formatted(number)),
        name,
        PLAN.local().address(number),
        Optional.of(new Party.Guard(groups, publicIp, WayOut.NAT_GATEWAY)));
  }

  static Party.OfTask open(String name, int number) {
    return new Party.OfTask(
        new TaskId("%032x".formatted(number)),
        name,
        PLAN.local().address(number),
        Optional.empty());
  }

  static Party.OfTask named(Neighbourhood all, String name) {
    return all.tasks().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  static SecurityGroup group(GroupId id, SecurityGroupRule... ingress) {
    return new SecurityGroup(
        id, Optional.empty(), List.of(ingress), List.of(SecurityGroupRule.ALL_OUT));
  }

  static SecurityGroupRule tcp(int port, Peer peer) {
    return new SecurityGroupRule(new Traffic.Ports(Protocol.TCP, port, port), peer);
  }

  static Peer of(GroupId group) {
    return new Peer.Group(group);
  }

  static Peer everybody() {
    return new Peer.Block(block("0.0.0.0/0"));
  }

  static AddressBlock block(String text) {
    return AddressBlock.parse(text).orElseThrow();
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }
}
