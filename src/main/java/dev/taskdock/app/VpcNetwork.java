package dev.taskdock.app;

import dev.taskdock.control.Interfaces;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.firewall.AddressPlan;
import dev.taskdock.firewall.Drop;
import dev.taskdock.firewall.Filter;
import dev.taskdock.firewall.Neighbourhood;
import dev.taskdock.firewall.Party;
import dev.taskdock.firewall.Ruleset;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.firewall.Verdict;
import dev.taskdock.launch.Publishing;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroupRule.Packet;
import dev.taskdock.model.Subnet;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.Vpc;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.WantedTask;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// The VPC around the tasks of a run: who lies where, and the packet filters that follow from it.
///
/// A task belongs to its groups from the moment its holder is made, so that the others let it in by
/// the time it speaks, until its namespace is gone.
final class VpcNetwork implements Interfaces, Balancers.Gate, AutoCloseable {
  /// Marks that no program sets by itself: odd ones are for experiments and local use.
  private static final int FIRST_MARK = 3;

  private static final int MARKS = 30;
  private static final AddressBlock ANY = AddressBlock.parse("10.0.0.0/8").orElseThrow();

  private final Engine engine;
  private final Workload.Front front;
  private final Function<TaskId, WantedTask> wanted;
  private final List<Integer> published;
  private final BiConsumer<TaskId, String> told;
  private final Consumer<String> note;
  private final DropCount drops = new DropCount();
  private final Map<TaskId, Lying> lying = new TreeMap<>();
  private final Map<TaskId, Guarding> guards = new HashMap<>();
  private Vpc vpc;
  private AddressPlan plan;

  /// A task that lies in the VPC.
  private record Lying(Party.OfTask party, Optional<TaskEndpoint> endpoint) {}

  /// @param published what somebody asked to be let into
  /// @param told hears of a packet to or from a task that was dropped
  VpcNetwork(
      Engine engine,
      Network network,
      Workload.Front front,
      Function<TaskId, WantedTask> wanted,
      List<Publishing.Asked> published,
      BiConsumer<TaskId, String> told,
      Consumer<String> note) {
    this.engine = engine;
    this.front = front;
    this.wanted = wanted;
    this.published = published.stream().map(Publishing.Asked::port).distinct().toList();
    this.told = told;
    this.note = note;
    this.vpc = network.vpc();
    this.plan = new AddressPlan(vpc.block(), vpc.block().orElse(ANY));
  }

  /// From now on other groups count, or the same with other rules.
  synchronized void use(Vpc other) {
    vpc = other;
    refresh();
  }

  @Override
  public synchronized Interface of(
      TaskId task, Optional<Seat> seat, Optional<TaskEndpoint> endpoint) {
    if (seat.isEmpty()) {
      note.accept("nothing guards the tasks: the engine chose the addresses of their network");
      return new Interface(true, Ruleset.open(endpoint), Optional.empty());
    }
    plan = new AddressPlan(vpc.block(), AddressBlock.parse(seat.get().block()).orElseThrow());
    var party =
        new Party.OfTask(
            task,
            name(task),
            IpAddress.parse(seat.get().address()).orElseThrow(),
            wanted.apply(task).network().map(this::guard));
    var here = new Lying(party, endpoint);
    lying.put(task, here);
    refresh();
    return new Interface(
        party.guard().map(Party.Guard::publicIp).orElse(true), rules(here), Optional.empty());
  }

  /// Learns which namespaces are there.
  synchronized void turned(Snapshot snapshot) {
    boolean fewer =
        lying
            .keySet()
            .removeIf(id ->
                !snapshot.observed().tasks().containsKey(id)
                    || snapshot.observed().task(id).sandbox() instanceof Sandbox.Removed);
    for (var here : lying.values()) {
      var id = here.party().id();
      boolean begins =
          here.party().guard().isPresent()
              && !guards.containsKey(id)
              && snapshot.observed().task(id).sandbox() instanceof Sandbox.Ready;
      if (begins) {
        var holder = snapshot.observed().task(id).sandbox().holder().orElseThrow();
        var guard =
            Guarding.begin(
                engine,
                holder,
                line -> heard(id, line),
                why -> note.accept("nothing keeps the rules of " + name(id) + " up: " + why));
        guards.put(id, guard);
        guard.load(rules(here));
      }
    }
    if (fewer) {
      guards
          .entrySet()
          .removeIf(e -> {
            boolean gone = !lying.containsKey(e.getKey());
            if (gone) {
              e.getValue().close();
            }
            return gone;
          });
      refresh();
    }
  }

  @Override
  public int mark(LoadBalancer balancer) {
    return FIRST_MARK + 2 * (front.balancers().indexOf(balancer) % MARKS);
  }

  @Override
  public synchronized Optional<String> closed(LoadBalancer balancer, int port) {
    var verdict =
        Verdict.of(
            neighbourhood(), new Party.Laptop(), party(balancer), Packet.to(Protocol.TCP, port));
    return verdict.passes() ? Optional.empty() : Optional.of(verdict.reasons().getLast());
  }

  /// Why this machine may not reach a port of a task; empty where it may.
  synchronized Optional<String> closed(TaskId task, Protocol protocol, int port) {
    var here = Optional.ofNullable(lying.get(task));
    return here.filter(_ -> !published.contains(port))
        .map(l ->
            Verdict.of(neighbourhood(), new Party.Laptop(), l.party(), Packet.to(protocol, port)))
        .filter(v -> !v.passes())
        .map(v -> v.reasons().getLast());
  }

  @Override
  public synchronized void close() {
    guards.values().forEach(Guarding::close);
  }

  private void refresh() {
    guards.forEach((id, guard) ->
        Optional.ofNullable(lying.get(id)).ifPresent(here -> guard.load(rules(here))));
  }

  private Ruleset rules(Lying here) {
    return Filter.of(
        neighbourhood(),
        here.party(),
        new Filter.Services(here.endpoint(), Optional.empty(), published));
  }

  synchronized Neighbourhood neighbourhood() {
    return new Neighbourhood(
        plan,
        vpc.groups(),
        lying.values().stream().map(Lying::party).toList(),
        front.balancers().stream().map(this::party).toList(),
        laptop());
  }

  private Party.OfBalancer party(LoadBalancer balancer) {
    return new Party.OfBalancer(balancer.name(), mark(balancer), balancer.securityGroups());
  }

  private Party.Guard guard(AwsVpcConfiguration configuration) {
    var ways =
        configuration.subnets().stream()
            .flatMap(s -> vpc.subnet(s).stream())
            .map(Subnet::wayOut)
            .findFirst();
    return new Party.Guard(
        configuration.securityGroups(),
        configuration.assignPublicIp(),
        ways.orElse(WayOut.NAT_GATEWAY));
  }

  private String name(TaskId task) {
    var it = wanted.apply(task);
    return it.startedBy()
        .map(s -> s.service().name())
        .orElseGet(() -> it.definition().family().name());
  }

  private void heard(TaskId task, String line) {
    if (line.startsWith("taskdock: rules refused")) {
      note.accept(name(task) + ": " + line);
      return;
    }
    var drop = Drop.parse(line);
    if (drop.isPresent()) {
      Optional<String> sentence;
      synchronized (this) {
        sentence =
            Optional.ofNullable(lying.get(task))
                .map(here -> drop.get().sentence(neighbourhood(), here.party()));
      }
      sentence.flatMap(drops::counted).ifPresent(said -> told.accept(task, said));
    }
  }

  private static List<IpAddress> laptop() {
    try {
      return Laptop.subnets().stream()
          .map(cidr -> cidr.substring(0, cidr.indexOf('/')))
          .flatMap(a -> IpAddress.parse(a).stream())
          .toList();
    } catch (SocketException _) {
      return List.of();
    }
  }
}
