package dev.taskdock.app;

import dev.taskdock.control.Interfaces;
import dev.taskdock.control.Snapshot;
import dev.taskdock.discovery.Directory;
import dev.taskdock.discovery.Discovery;
import dev.taskdock.discovery.Instance;
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
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.Locality;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroupRule.Packet;
import dev.taskdock.model.Subnet;
import dev.taskdock.model.Subnet.WayOut;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.Vpc;
import dev.taskdock.routing.Sample;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StartedBy;
import dev.taskdock.state.WantedTask;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// The VPC around the tasks of a run: who lies where, and the packet filters that follow from it.
///
/// A task belongs to its groups from the moment its holder is made, so that the others let it in by
/// the time it speaks, until its namespace is gone.
final class VpcNetwork implements Interfaces, Gate, AutoCloseable {
  /// Marks that no program sets by itself: odd ones are for experiments and local use.
  private static final int FIRST_MARK = 3;

  private static final int MARKS = 30;

  /// How long the maker of a holder waits to learn what its task is to know.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final AddressBlock ANY = AddressBlock.parse("10.0.0.0/8").orElseThrow();

  private final Engine engine;
  private final Workload.Front front;
  private final Function<TaskId, WantedTask> wanted;
  private final List<Integer> published;
  private final BiConsumer<TaskId, String> told;
  private final Consumer<String> note;
  private final DropCount drops = new DropCount();
  private final Addresses addresses = new Addresses();
  private final Map<TaskId, Lying> lying = new TreeMap<>();
  private final Set<String> open = new HashSet<>();
  private final Map<TaskId, String> holders = new HashMap<>();
  private final Map<TaskId, Guarding> guards = new HashMap<>();
  private final Locality locality;
  private final Connecting connecting;
  private CloudMap names;
  private List<Instance> instances = List.of();
  private long revision = 1;
  private Optional<NameService> service = Optional.empty();
  private boolean opened;
  private Optional<Resumed> resumed = Optional.empty();
  private Vpc vpc;
  private AddressPlan plan;

  /// A task that lies in the VPC.
  private record Lying(
      Party.OfTask party, Optional<TaskEndpoint> endpoint, Optional<StartedBy> startedBy) {}

  /// What tasks lie in that were taken over after a crash.
  private record Resumed(Optional<TaskEndpoint> endpoint) {}

  /// @param published what somebody asked to be let into
  /// @param told hears of a packet to or from a task that was dropped
  VpcNetwork(
      Engine engine,
      Network network,
      Workload.Front front,
      Function<TaskId, WantedTask> wanted,
      Locality locality,
      List<Publishing.Asked> published,
      BiConsumer<TaskId, String> told,
      Consumer<String> note) {
    this.engine = engine;
    this.front = front;
    this.wanted = wanted;
    this.published = published.stream().map(Publishing.Asked::port).distinct().toList();
    this.told = told;
    this.note = note;
    this.locality = locality;
    this.connecting = new Connecting(told, note);
    this.names = network.names();
    this.vpc = network.vpc();
    this.plan = new AddressPlan(vpc.block(), vpc.block().orElse(ANY));
  }

  @Override
  public synchronized Optional<String> block(Collection<String> taken) {
    var place = vpc.block().flatMap(own -> Addresses.place(own, taken));
    place
        .filter(p -> !Optional.of(p).equals(vpc.block()))
        .ifPresent(p ->
            note.accept(
                "the VPC %s lies at %s here: its own addresses are in use on this machine"
                    .formatted(vpc.block().orElseThrow(), p)));
    return place.map(AddressBlock::toString);
  }

  @Override
  public synchronized Optional<String> address(TaskId task, String block) {
    plan = new AddressPlan(vpc.block(), AddressBlock.parse(block).orElseThrow());
    var subnets =
        wanted.apply(task).network().map(AwsVpcConfiguration::subnets).orElse(List.of()).stream()
            .flatMap(s -> vpc.subnet(s).stream())
            .flatMap(s -> plan.here(s.block()).stream())
            .toList();
    var blocks = subnets.isEmpty() ? List.of(plan.local()) : subnets;
    return addresses.lease(task, blocks).map(IpAddress::toString);
  }

  /// From now on other groups count, or the same with other rules.
  synchronized void use(Network other) {
    vpc = other.vpc();
    names = other.names();
    refresh();
    publish();
  }

  @Override
  public synchronized Interface of(
      TaskId task, Optional<Seat> seat, Optional<TaskEndpoint> endpoint) {
    if (seat.isEmpty()) {
      note.accept("nothing guards the tasks: the engine chose the addresses of their network");
      return new Interface(true, Ruleset.open(endpoint), Optional.empty());
    }
    plan = new AddressPlan(vpc.block(), AddressBlock.parse(seat.get().block()).orElseThrow());
    var here = lie(task, IpAddress.parse(seat.get().address()).orElseThrow(), endpoint);
    var party = here.party();
    if (party.guard().isEmpty() && open.add(party.name())) {
      note.accept(
          party.name() + ": open to all tasks and to this machine: it has no networkConfiguration");
    }
    openNames();
    awaitConnections(here);
    refresh();
    publish();
    return new Interface(
        party.guard().map(Party.Guard::publicIp).orElse(true),
        rules(here, neighbourhood()),
        service.map(_ -> resolver()),
        connecting.hosts(here.startedBy()));
  }

  private Lying lie(TaskId task, IpAddress address, Optional<TaskEndpoint> endpoint) {
    var it = wanted.apply(task);
    var party =
        new Party.OfTask(task, name(task), address, it.network().map(c -> guard(c, address)));
    var here = new Lying(party, endpoint, it.startedBy());
    lying.put(task, here);
    return here;
  }

  @Override
  public synchronized void resumed(String block, Optional<TaskEndpoint> endpoint) {
    plan = new AddressPlan(vpc.block(), AddressBlock.parse(block).orElseThrow());
    resumed = Optional.of(new Resumed(endpoint));
    openNames();
  }

  /// Takes in the tasks that were there before us: they are guarded by what is declared now.
  private boolean adopt(Snapshot snapshot) {
    var before = resumed;
    resumed = Optional.empty();
    if (before.isEmpty()) {
      return false;
    }
    for (var task : snapshot.observed().tasks().values()) {
      if (task.sandbox() instanceof Sandbox.Ready(_, var address, _)
          && !lying.containsKey(task.id())) {
        IpAddress.parse(address)
            .ifPresent(at -> {
              addresses.take(task.id(), at);
              lie(task.id(), at, before.get().endpoint());
            });
      }
    }
    return true;
  }

  /// Until the turn of the loop is known that launched a task.
  private void awaitConnections(Lying task) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!connecting.knows(task.startedBy()) && System.nanoTime() < until) {
        wait(PATIENCE.toMillis());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Learns which namespaces are there.
  synchronized void turned(Snapshot snapshot) {
    boolean connected = connecting.learns(snapshot);
    boolean adopted = adopt(snapshot);
    if (connected) {
      notifyAll();
    }
    boolean fewer = lying.keySet().removeIf(id -> isGone(snapshot, id));
    for (var here : lying.values()) {
      var id = here.party().id();
      snapshot.observed().task(id).sandbox().holder().ifPresent(h -> holders.put(id, h));
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
        guard.load(rules(here, neighbourhood()));
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
    }
    if (fewer || connected || adopted) {
      refresh();
    }
    var registered = Instance.of(snapshot.observed());
    if (fewer || adopted || !registered.equals(instances)) {
      instances = registered;
      revision++;
      publish();
    }
  }

  /// The names that tasks can ask for.
  synchronized Optional<Run.Named> names() {
    return service
        .filter(s -> s.local().isPresent())
        .map(s ->
            new Run.Named(
                s.local().getAsInt(),
                Stream.concat(
                        names.services().stream()
                            .filter(n -> !n.records().isEmpty())
                            .map(CloudMap.DiscoveryService::domain),
                        names.zones().stream()
                            .flatMap(z -> z.records().stream())
                            .map(CloudMap.RecordSet::name))
                    .distinct()
                    .sorted()
                    .toList()));
  }

  /// Who is registered under a name of Cloud Map, or of Service Connect.
  synchronized Discovered discover(Discovery asked) {
    var result = asked.of(names, instances, connecting.connections());
    return switch (result) {
      case Discovery.Result.NamespaceNotFound _ ->
          Discovered.refused("NamespaceNotFound: no namespace " + asked.namespace());
      case Discovery.Result.ServiceNotFound _ ->
          Discovered.refused(
              "ServiceNotFound: no service %s in %s".formatted(asked.service(), asked.namespace()));
      case Discovery.Result.Instances(var found) ->
          new Discovered(
              Optional.empty(),
              found.stream()
                  .map(f -> new Discovered.Instance(f.id(), f.healthy(), attributes(f)))
                  .toList(),
              revision);
    };
  }

  private Map<String, String> attributes(Discovery.Found found) {
    var attributes = new TreeMap<>(found.attributes());
    attributes.put("AVAILABILITY_ZONE", locality.zone());
    attributes.put("REGION", locality.region());
    attributes.put("ECS_CLUSTER_NAME", locality.cluster());
    return attributes;
  }

  /// Who reaches whom through Service Connect.
  synchronized List<ConnectStatus> connections() {
    return connecting.statuses();
  }

  /// What Service Connect has counted.
  synchronized List<Sample> connectSamples() {
    return connecting.samples();
  }

  /// The first time the network is there.
  private void openNames() {
    if (opened) {
      return;
    }
    opened = true;
    try {
      service = Optional.of(NameService.open(plan.local(), plan.router(), directory(), note));
    } catch (IOException e) {
      note.accept("no names are served to tasks: " + e.getMessage());
    }
  }

  private void publish() {
    service.ifPresent(s -> s.server().use(directory()));
  }

  private Directory directory() {
    var hosts = new HashMap<String, String>();
    for (var here : lying.values()) {
      var address = here.party().address().toString();
      hosts.put(locality.privateName(address), address);
    }
    return new Directory(names, instances, hosts, locality.privateDomain(), plan.local());
  }

  /// As the DHCP options of a VPC make it.
  private String resolver() {
    return "search " + locality.privateDomain() + "\nnameserver " + plan.local().address(2);
  }

  @Override
  public int mark(LoadBalancer balancer) {
    return mark(front.balancers().indexOf(balancer));
  }

  @Override
  public synchronized Optional<String> closed(LoadBalancer balancer, int port) {
    var verdict =
        Verdict.of(
            neighbourhood(), new Party.Laptop(), party(balancer), Packet.to(Protocol.TCP, port));
    return verdict.passes() ? Optional.empty() : Optional.of(verdict.reasons().getLast());
  }

  @Override
  public int mark(NetworkLoadBalancer balancer) {
    return mark(front.balancers().size() + front.networks().indexOf(balancer));
  }

  private static int mark(int index) {
    return FIRST_MARK + 2 * (index % MARKS);
  }

  @Override
  public synchronized Optional<String> closed(
      NetworkLoadBalancer balancer, Protocol protocol, int port) {
    var verdict =
        Verdict.of(neighbourhood(), new Party.Laptop(), party(balancer), Packet.to(protocol, port));
    return verdict.passes() ? Optional.empty() : Optional.of(verdict.reasons().getLast());
  }

  @Override
  public synchronized Optional<String> zone(String address) {
    return IpAddress.parse(address)
        .flatMap(a ->
            vpc.subnets().stream()
                .filter(s -> plan.here(s.block()).stream().anyMatch(b -> b.contains(a)))
                .findFirst())
        .map(Subnet::zone);
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

  /// Whether a packet passes from one end to the other, tried out.
  ///
  /// @param from a service, the beginning of a task's id, a load balancer, an address, or `laptop`
  /// @return empty where one of them is none of these
  Optional<Reach> reach(String from, String to, Packet packet) {
    Neighbourhood all;
    Optional<Party> one;
    Optional<Party> other;
    Map<TaskId, String> known;
    List<Guarding> ends;
    synchronized (this) {
      all = neighbourhood();
      one = party(from, all);
      other = party(to, all);
      known = Map.copyOf(holders);
      ends = Stream.of(one, other).flatMap(e -> guard(e).stream()).toList();
    }
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    // A packet that is sent before the rules are there would prove those of before.
    ends.forEach(guard -> guard.settled(PATIENCE));
    var verdict = Verdict.of(all, one.get(), other.get(), packet);
    var router = Optional.of(all.plan().router());
    var seen =
        new Proof(engine)
            .of(
                Proof.End.of(one.get(), holder(one.get(), known), router),
                Proof.End.of(other.get(), holder(other.get(), known), Optional.empty()),
                packet);
    return Optional.of(
        new Reach(
            one.get().name(),
            other.get().name(),
            verdict.passes(),
            verdict.reasons(),
            seen.map(Proof.Seen::sentence),
            seen.map(Proof.Seen::arrived)));
  }

  private Optional<Guarding> guard(Optional<Party> party) {
    return party.flatMap(p ->
        p instanceof Party.OfTask task
            ? Optional.ofNullable(guards.get(task.id()))
            : Optional.empty());
  }

  private static Optional<String> holder(Party party, Map<TaskId, String> known) {
    return party instanceof Party.OfTask task
        ? Optional.ofNullable(known.get(task.id()))
        : Optional.empty();
  }

  private static Optional<Party> party(String word, Neighbourhood all) {
    if (word.equals("laptop")) {
      return Optional.of(new Party.Laptop());
    }
    return Stream.<Party>concat(
            all.tasks().stream().filter(t -> t.name().equals(word) || isBeginning(word, t.id())),
            all.balancers().stream().filter(b -> b.id().value().equals(word)))
        .findFirst()
        .or(() -> IpAddress.parse(word).map(a -> all.at(a, 0)));
  }

  private static boolean isBeginning(String word, TaskId id) {
    var hex = word.substring(word.indexOf('/') + 1);
    return hex.length() >= 3 && id.id().startsWith(hex);
  }

  @Override
  public synchronized void close() {
    connecting.close();
    guards.values().forEach(Guarding::close);
    service.ifPresent(NameService::close);
  }

  private void refresh() {
    connecting.publish(this::closed);
    var all = neighbourhood();
    guards.forEach((id, guard) ->
        Optional.ofNullable(lying.get(id)).ifPresent(here -> guard.load(rules(here, all))));
  }

  private Ruleset rules(Lying here, Neighbourhood all) {
    return Filter.of(
        all,
        here.party(),
        new Filter.Services(
            here.endpoint(),
            service.map(NameService::endpoint),
            published,
            connecting.of(here.startedBy(), plan.router())));
  }

  private Optional<String> closed(TaskId from, TaskId to, int port) {
    var one = Optional.ofNullable(lying.get(from));
    var other = Optional.ofNullable(lying.get(to));
    return one.flatMap(f ->
        other
            .map(t ->
                Verdict.of(neighbourhood(), f.party(), t.party(), Packet.to(Protocol.TCP, port)))
            .filter(v -> !v.passes())
            .map(v -> v.reasons().getLast()));
  }

  synchronized Neighbourhood neighbourhood() {
    return new Neighbourhood(
        plan,
        vpc.groups(),
        lying.values().stream().map(Lying::party).toList(),
        Stream.concat(
                front.balancers().stream().map(this::party),
                front.networks().stream().map(this::party))
            .toList(),
        laptop());
  }

  private Party.OfBalancer party(LoadBalancer balancer) {
    return new Party.OfBalancer(balancer.name(), mark(balancer), balancer.securityGroups());
  }

  private Party.OfBalancer party(NetworkLoadBalancer balancer) {
    return new Party.OfBalancer(balancer.name(), mark(balancer), balancer.securityGroups());
  }

  private Party.Guard guard(AwsVpcConfiguration configuration, IpAddress address) {
    var ways =
        configuration.subnets().stream()
            .flatMap(s -> vpc.subnet(s).stream())
            .filter(s -> plan.here(s.block()).stream().anyMatch(b -> b.contains(address)))
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
    if (line.startsWith(Guarding.REFUSED)) {
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

  private boolean isGone(Snapshot snapshot, TaskId task) {
    boolean gone =
        !snapshot.observed().tasks().containsKey(task)
            || snapshot.observed().task(task).sandbox() instanceof Sandbox.Removed;
    if (gone) {
      addresses.release(task);
    }
    holders.keySet().removeIf(id -> id.equals(task) && gone);
    return gone;
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
