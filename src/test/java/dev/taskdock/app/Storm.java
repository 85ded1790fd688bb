package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Interfaces.Seat;
import dev.taskdock.control.Loop;
import dev.taskdock.control.Roster;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.dns.Asking;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.RecordType;
import dev.taskdock.model.CloudMap.Routing;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.GroupId;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Locality;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroup;
import dev.taskdock.model.SecurityGroupRule;
import dev.taskdock.model.SecurityGroupRule.Peer;
import dev.taskdock.model.SecurityGroupRule.Traffic;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRegistry;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.Subnet;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.Vpc;
import dev.taskdock.simulation.AtRest;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.Script;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedBalancer;
import dev.taskdock.simulation.SimulatedPerformer;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Health;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Registration;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.Tempo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A storm made by chance over fifty tasks in a VPC, at an engine that is not there; the name
/// server is real. The same seed makes the same one.
///
/// It blows for two minutes, three times; after each the services are put back to what they were,
/// and a quarter of an hour later all is looked at. What is looked at is worked out again from the
/// live tasks, without the code that is tested.
final class Storm implements AutoCloseable {
  /// Addresses that this machine has, so that the name server listens at that of the router.
  private static final String BLOCK = "127.77.0.0/24";

  private static final int BLOWS = 3;
  private static final int REQUESTS = 25;
  private static final Duration BLOW = Duration.ofMinutes(2);
  private static final Duration CALM = Duration.ofMinutes(15);
  private static final int TASKS = 50;
  private static final int MOST_RECORDS = 8;
  private static final int ASKED = 60;
  private static final String GOOD = "good";

  private static final GroupId WEB = new GroupId("sg-web");
  private static final GroupId APP = new GroupId("sg-app");
  private static final GroupId DB = new GroupId("sg-db");
  private static final GroupId EXTRA = new GroupId("sg-extra");

  /// Who is let in where: the groups whose tasks may reach a port of a group's tasks.
  private static final Map<GroupId, Map<Integer, Set<GroupId>>> LET_IN =
      Map.of(
          WEB, Map.of(80, Set.of(EXTRA)),
          APP, Map.of(8080, Set.of(WEB, EXTRA)),
          DB, Map.of(5432, Set.of(APP, DB)),
          EXTRA, Map.of(9000, Set.of(EXTRA, WEB)));

  /// A service of the town.
  ///
  /// @param groups those of its tasks; where there are several, revisions differ in them
  private record Kind(
      String name,
      int count,
      List<List<GroupId>> groups,
      boolean checked,
      Optional<String> target) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("web", 10, List.of(List.of(WEB), List.of(WEB, EXTRA)), false, Optional.of("w")),
          new Kind("api", 12, List.of(List.of(APP), List.of(APP, EXTRA)), true, Optional.of("a")),
          new Kind("db", 6, List.of(List.of(DB)), true, Optional.empty()),
          new Kind(
              "worker", 10, List.of(List.of(APP, EXTRA), List.of(DB)), false, Optional.empty()),
          new Kind("queue", 7, List.of(List.of(DB), List.of(EXTRA)), false, Optional.empty()),
          new Kind("open", 5, List.of(List.of()), false, Optional.empty()));

  private final Random random;
  private final SimulatedTimeline timeline = new SimulatedTimeline();
  private final Roster roster = new Roster();
  private final Holders holders = new Holders();
  private final Map<TaskId, String> addresses = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private final VpcNetwork network;
  private final SimulatedPerformer performer;
  private final Loop loop;
  private Optional<Snapshot> last = Optional.empty();
  private Optional<Asking> asking = Optional.empty();
  private int turns;
  private int calms;

  Storm(long seed) {
    random = new Random(seed);
    network =
        new VpcNetwork(
            holders.engine(),
            new Network(Optional.of(vpc()), Optional.empty(), Optional.of(names())),
            Workload.Front.NONE,
            roster::wanted,
            Locality.NOWHERE,
            List.of(),
            (_, _) -> {},
            notes::add);
    performer = new SimulatedPerformer(timeline, script(), Faults.NONE, roster, this::takePlace);
    var balancer = new SimulatedBalancer(timeline, Map.of());
    var services = new TreeMap<ServiceName, Service>();
    KINDS.forEach(k -> services.put(new ServiceName(k.name()), service(k)));
    loop =
        new Loop(
            timeline,
            performer,
            snapshot -> {
              balancer.accept(snapshot);
              turned(snapshot);
            },
            roster,
            new Desired(Map.of(), services, Tempo.AWS, false),
            Observed.nothing(seed));
    var at = CALM;
    for (int i = 0; i < BLOWS; i++) {
      timeline.after(at, this::calm);
      blow(at);
      at = at.plus(BLOW);
      timeline.after(at, this::settle);
      at = at.plus(CALM);
    }
    timeline.after(at, this::calm);
    timeline.after(
        at,
        () -> {
          throw new AtRest();
        });
  }

  /// Plays it all.
  void play() {
    try {
      var _ = loop.run();
    } catch (AtRest _) {
      // It has blown over.
    } catch (InterruptedException e) {
      throw new IllegalStateException("a simulation never waits", e);
    }
    assertThat(calms).isEqualTo(BLOWS + 1);
    assertThat(turns).isGreaterThan(300);
    assertThat(notes).allMatch(n -> n.startsWith("open: open to all tasks"));
  }

  @Override
  public void close() {
    asking.ifPresent(Asking::close);
    network.close();
  }

  private String takePlace(TaskId task) {
    var address = network.address(task, BLOCK).orElseThrow();
    var _ = network.of(task, Optional.of(new Seat(address, BLOCK)), Optional.empty());
    addresses.put(task, address);
    return address;
  }

  private void turned(Snapshot snapshot) {
    turns++;
    last = Optional.of(snapshot);
    network.turned(snapshot);
    var there = there(snapshot);
    assertThat(network.neighbourhood().tasks())
        .extracting(t -> t.id() + " " + t.address() + " " + t.groups())
        .containsExactlyInAnyOrderElementsOf(
            there.stream().map(id -> id + " " + address(id) + " " + groups(id)).toList());
    assertThat(there.stream().map(this::address)).doesNotHaveDuplicates();
    if (asking.isEmpty()) {
      asking = network.names().map(names -> new Asking(names.port()));
    }
    asking.ifPresent(a -> named(snapshot, a, KINDS.get(turns % KINDS.size()), 1));
  }

  private String address(TaskId task) {
    return addresses.getOrDefault(task, "none");
  }

  /// The tasks that have a namespace.
  private List<TaskId> there(Snapshot snapshot) {
    return addresses.keySet().stream()
        .filter(id -> snapshot.observed().tasks().containsKey(id))
        .filter(id -> !(snapshot.observed().task(id).sandbox() instanceof Sandbox.Removed))
        .toList();
  }

  private List<GroupId> groups(TaskId task) {
    return roster.wanted(task).network().map(AwsVpcConfiguration::securityGroups).orElse(List.of());
  }

  /// The tasks of a service that run and are not to stop.
  private static List<TaskId> live(Snapshot snapshot, String service) {
    return snapshot
        .observed()
        .services()
        .state(new ServiceName(service))
        .map(s -> s.tasks().entrySet().stream())
        .orElse(Stream.empty())
        .filter(e -> e.getValue().wanted().stop().isEmpty())
        .map(Map.Entry::getKey)
        .filter(
            id -> snapshot.observed().status(id, snapshot.desired().task(id)) == TaskStatus.RUNNING)
        .toList();
  }

  /// What a name leads to: eight at most of the healthy tasks, or of all where none is.
  private void named(Snapshot snapshot, Asking asking, Kind kind, int times) {
    var live = live(snapshot, kind.name());
    var healthy =
        live.stream()
            .filter(id ->
                !kind.checked()
                    || snapshot.observed().task(id).health(snapshot.desired().task(id))
                        == Health.HEALTHY)
            .toList();
    boolean servers = kind.name().equals("db");
    var expected =
        (healthy.isEmpty() ? live : healthy)
            .stream()
                .map(id -> servers ? "1 1 5432 " + id.id() + ".db.shop.local." : address(id))
                .collect(Collectors.toCollection(TreeSet::new));
    int most = kind.name().equals("queue") ? 1 : MOST_RECORDS;
    var seen = new TreeSet<String>();
    for (int i = 0; i < times; i++) {
      var answer = asking.ask(kind.name() + ".shop.local", servers ? "SRV" : "A");
      assertThat(answer).as(kind.name()).hasSize(Math.min(most, expected.size()));
      assertThat(expected).as(kind.name()).containsAll(answer);
      seen.addAll(answer);
    }
    if (times > 1) {
      assertThat(seen).as("all that is answered in turn").isEqualTo(expected);
    }
  }

  private void calm() {
    calms++;
    var snapshot = last.orElseThrow();
    assertThat(snapshot.observed().inFlight()).isEmpty();
    assertThat(snapshot.observed().services().states().values()).allMatch(s -> s.steady());
    var live =
        KINDS.stream().flatMap(k -> live(snapshot, k.name()).stream()).collect(Collectors.toSet());
    assertThat(live).hasSize(TASKS);
    assertThat(there(snapshot)).as("nobody else is there").hasSize(TASKS);
    KINDS.forEach(k -> named(snapshot, asking.orElseThrow(), k, ASKED));
    for (var id : live) {
      var name = "ip-" + address(id).replace('.', '-') + ".ec2.internal";
      assertThat(asking.orElseThrow().ask(name, "A")).containsExactly(address(id));
    }
    assertThat(asking.orElseThrow().ask("ip-127-77-0-200.ec2.internal", "A")).isEmpty();
    targets(snapshot);
    rules(snapshot, live);
  }

  private void targets(Snapshot snapshot) {
    var expected = new TreeSet<String>();
    for (var kind : KINDS) {
      kind.target()
          .ifPresent(group ->
              live(snapshot, kind.name())
                  .forEach(id -> expected.add(group + " " + address(id) + ":80")));
    }
    assertThat(Registration.of(snapshot.observed()))
        .allMatch(r -> r.health() instanceof TargetHealth.Healthy)
        .extracting(r -> r.target().group() + " " + r.address() + ":" + r.target().port())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /// Which address is let in at which port, of each task with a guard.
  private void rules(Snapshot snapshot, Set<TaskId> live) {
    var expected = new TreeMap<String, Set<String>>();
    for (var id : live) {
      var groups = groups(id);
      if (groups.isEmpty()) {
        continue;
      }
      var lets = new TreeSet<String>();
      for (var group : groups) {
        LET_IN
            .getOrDefault(group, Map.of())
            .forEach((port, peers) ->
                live.stream()
                    .filter(other -> groups(other).stream().anyMatch(peers::contains))
                    .forEach(other -> lets.add(address(other) + " " + port)));
      }
      expected.put(snapshot.observed().task(id).sandbox().holder().orElseThrow(), lets);
    }
    holders.awaitLetIn(expected);
  }

  private void blow(Duration from) {
    for (int i = 0; i < REQUESTS; i++) {
      timeline.after(from.plus(millis(BLOW)), this::something);
    }
  }

  private void something() {
    var kind = KINDS.get(random.nextInt(KINDS.size()));
    var service = new ServiceName(kind.name());
    var there = there(last.orElseThrow());
    switch (random.nextInt(6)) {
      case 0, 1 ->
          loop.request(new ServiceRequest.Scale(service, random.nextInt(2 * kind.count())));
      case 2, 3 ->
          loop.request(
              new ServiceRequest.Deploy(
                  service, Optional.of(revision(kind, "image" + random.nextInt(4)))));
      case 4 ->
          any(there)
              .ifPresent(id -> loop.request(new ServiceRequest.StopReplica(id, Optional.empty())));
      default -> any(there).ifPresent(performer::loseNamespace);
    }
  }

  /// As many tasks as there were, of images that work.
  private void settle() {
    for (var kind : KINDS) {
      var service = new ServiceName(kind.name());
      loop.request(new ServiceRequest.Scale(service, kind.count()));
      loop.request(new ServiceRequest.Deploy(service, Optional.of(revision(kind, GOOD))));
    }
  }

  private Optional<TaskId> any(List<TaskId> tasks) {
    return tasks.isEmpty()
        ? Optional.empty()
        : Optional.of(tasks.get(random.nextInt(tasks.size())));
  }

  private Service service(Kind kind) {
    return Service.of(new ServiceName(kind.name()), revision(kind, GOOD), kind.count());
  }

  private ServiceRevision revision(Kind kind, String image) {
    var app = container("app").from(image).port(80);
    if (kind.checked()) {
      app.checked();
    }
    var to =
        kind.target()
            .map(group ->
                new ServiceLoadBalancer(
                    new ContainerName("app"),
                    80,
                    new TargetGroupName(group),
                    Duration.ofSeconds(20)));
    var groups = kind.groups().get(random.nextInt(kind.groups().size()));
    var lies =
        groups.isEmpty()
            ? Optional.<AwsVpcConfiguration>empty()
            : Optional.of(new AwsVpcConfiguration(List.of("a"), groups, false));
    return new ServiceRevision(task(kind.name(), app), to.stream().toList())
        .in(lies, Optional.of(new ServiceRegistry(kind.name(), OptionalInt.of(5432))));
  }

  private Script script() {
    var images = new HashMap<ImageReference, ScriptedImage>();
    var serves = Behaviour.SERVES.turns(Health.HEALTHY, Duration.ofSeconds(3));
    images.put(new ImageReference(GOOD), ScriptedImage.of(serves));
    images.put(new ImageReference("image0"), ScriptedImage.of(serves.ignoresTerm()));
    images.put(
        new ImageReference("image1"),
        ScriptedImage.of(serves.exits(1, millis(BLOW))).startedIn(millis(Duration.ofSeconds(5))));
    images.put(
        new ImageReference("image2"),
        ScriptedImage.of(serves.turns(Health.UNHEALTHY, millis(BLOW)))
            .pulledIn(millis(Duration.ofSeconds(9))));
    images.put(
        new ImageReference("image3"),
        ScriptedImage.of(serves.onTermExits(0, millis(Duration.ofSeconds(9)))));
    return new Script(images, Map.of());
  }

  private Duration millis(Duration most) {
    return Duration.ofMillis(random.nextInt((int) most.toMillis()));
  }

  private static Vpc vpc() {
    var groups = new HashMap<GroupId, SecurityGroup>();
    LET_IN.forEach((id, ports) -> {
      var ingress = new ArrayList<SecurityGroupRule>();
      ports.forEach((port, peers) ->
          peers.forEach(peer ->
              ingress.add(
                  new SecurityGroupRule(
                      new Traffic.Ports(Protocol.TCP, port, port), new Peer.Group(peer)))));
      groups.put(
          id, new SecurityGroup(id, Optional.empty(), ingress, List.of(SecurityGroupRule.ALL_OUT)));
    });
    var block = AddressBlock.parse(BLOCK).orElseThrow();
    var subnet = new Subnet("a", block, Subnet.WayOut.NAT_GATEWAY, "a");
    return new Vpc(Optional.of(block), List.of(subnet), groups);
  }

  private static CloudMap names() {
    return new CloudMap(
        List.of(new Namespace("shop.local", Namespace.Type.DNS_PRIVATE)),
        KINDS.stream()
            .map(k ->
                new DiscoveryService(
                    k.name(),
                    "shop.local",
                    k.name().equals("queue") ? Routing.WEIGHTED : Routing.MULTIVALUE,
                    Set.of(k.name().equals("db") ? RecordType.SRV : RecordType.A),
                    5))
            .toList(),
        List.of());
  }
}
