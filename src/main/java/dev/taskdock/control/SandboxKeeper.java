package dev.taskdock.control;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.Publication;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.launch.Firelens;
import dev.taskdock.launch.Owner;
import dev.taskdock.launch.Place;
import dev.taskdock.launch.Publishing;
import dev.taskdock.launch.Sandboxes;
import dev.taskdock.launch.Subnets;
import dev.taskdock.launch.Terms;
import dev.taskdock.launch.Volumes;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.TaskSize;
import dev.taskdock.reconcile.Action;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes and ends the namespaces of one run's tasks, on a network that the run has to itself.
///
/// A task has a holder, its volumes, and a control group where the kernel allows us that.
///
/// The network is made when [#prepare] is called or the first holder needs it, and removed by
/// [#close].
public final class SandboxKeeper implements AutoCloseable {
  private static final int SUBNET_ATTEMPTS = 8;
  private static final int READY_SECONDS = 30;

  private final Engine engine;
  private final Timeline timeline;
  private final Owner owner;
  private final Setting setting;
  private final Consumer<TaskId> beforeRemoval;
  private final FutureTask<Network> network = new FutureTask<>(this::makeNetwork);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final AtomicInteger seats = new AtomicInteger();
  private final Map<TaskId, Group> groups = new ConcurrentHashMap<>();
  private final Map<TaskId, String> sockets = new ConcurrentHashMap<>();

  /// What all namespaces of a run have in common.
  ///
  /// @param holderImage makes sure that the engine has the holder image, and says which it is
  /// @param publishing how ports become reachable; asked when the first holder is made
  /// @param terms what holds for all containers; asked when the first one is made
  /// @param cgroups the control groups of whole tasks
  /// @param networks those there are, as they were a moment ago
  /// @param localSubnets subnets the laptop itself is in, in CIDR form
  /// @param inUse whether a program on the laptop has a port already
  /// @param endpoint where the metadata of tasks on a network with this subnet is served; asked
  ///   when the network is there, for each task
  /// @param marks labels that the things of one task have beside the run's own
  /// @param interfaces where tasks lie and what guards them; empty where all lie open
  public record Setting(
      HolderImage holderImage,
      Supplier<Publishing> publishing,
      Supplier<Terms> terms,
      TaskCgroups cgroups,
      Supplier<List<NetworkFacts>> networks,
      Callable<List<String>> localSubnets,
      Predicate<Publication> inUse,
      Function<String, Optional<TaskEndpoint>> endpoint,
      Function<TaskId, Map<String, String>> marks,
      Optional<Interfaces> interfaces) {
    /// Tasks that nothing guards.
    public Setting(
        HolderImage holderImage,
        Supplier<Publishing> publishing,
        Supplier<Terms> terms,
        TaskCgroups cgroups,
        Supplier<List<NetworkFacts>> networks,
        Callable<List<String>> localSubnets,
        Predicate<Publication> inUse,
        Function<String, Optional<TaskEndpoint>> endpoint,
        Function<TaskId, Map<String, String>> marks) {
      this(
          holderImage,
          publishing,
          terms,
          cgroups,
          networks,
          localSubnets,
          inUse,
          endpoint,
          marks,
          Optional.empty());
    }
  }

  /// The control group of a task.
  ///
  /// @param starts containers of the task that are being started
  private record Group(String path, TaskSize size, AtomicInteger starts) {}

  /// @param subnet in CIDR form, empty where the engine chose it
  private record Network(String id, Optional<String> subnet) {}

  /// @param beforeRemoval called before anything of a task is removed, so that its last words are
  ///   heard
  public SandboxKeeper(
      Engine engine,
      Timeline timeline,
      Owner owner,
      Setting setting,
      Consumer<TaskId> beforeRemoval) {
    this.engine = engine;
    this.timeline = timeline;
    this.owner = owner;
    this.setting = setting;
    this.beforeRemoval = beforeRemoval;
  }

  /// Begins to make the network, which takes the engine longer than anything else that comes before
  /// the first holder.
  public void prepare() {
    begun.set(true);
    Thread.ofPlatform().daemon().name("network").start(network);
  }

  /// Goes on with a run whose process ended: its network, and the seats that its tasks have on it.
  ///
  /// @param addresses of those tasks
  public void resume(Set<String> addresses) {
    taken.addAll(addresses);
    network()
        .subnet()
        .ifPresent(subnet -> {
          var endpoint = setting.endpoint().apply(subnet);
          setting.interfaces().ifPresent(i -> i.resumed(subnet, endpoint));
        });
  }

  /// Whose the things of a task are.
  Owner owner(TaskId task) {
    return owner.marked(setting.marks().apply(task));
  }

  /// Where a container of a task is made.
  ///
  /// @param imageVolumes the paths its image declares as volumes
  Place place(TaskId task, String holderId, Set<String> imageVolumes) {
    return new Place(
        holderId,
        Optional.ofNullable(groups.get(task)).map(Group::path),
        imageVolumes,
        setting.terms().get(),
        Optional.ofNullable(sockets.get(task)));
  }

  /// Makes the holder of a task, then its volumes and its control group; returns the holder's id.
  ///
  /// The holder is the first so that nothing exists that belongs to no container: prune and the
  /// sweep know a task by those.
  String create(TaskId task, TaskDefinition definition) {
    var holder = createHolder(task, definition);
    try {
      var volumes = Volumes.of(owner(task), task, definition, setting.terms().get());
      volumes.forEach(engine::createVolume);
      Firelens.socket(owner(task), task, definition)
          .map(engine::createVolume)
          .ifPresent(volume -> sockets.put(task, volume.folder()));
    } catch (EngineException e) {
      attempt(() -> engine.remove(holder));
      throw e;
    }
    definition.size().ifPresent(size -> createGroup(task, size));
    return holder;
  }

  private void createGroup(TaskId task, TaskSize size) {
    setting
        .cgroups()
        .create(task, size)
        .ifPresent(path -> groups.put(task, new Group(path, size, new AtomicInteger())));
  }

  /// Starts a container of a task. Those that start together get all the processor time there is;
  /// once none is being started any more, the task is capped.
  void startContainer(TaskId task, String engineId) {
    var group = Optional.ofNullable(groups.get(task));
    group.ifPresent(g -> g.starts().incrementAndGet());
    try {
      engine.start(engineId);
    } finally {
      group
          .filter(g -> g.starts().decrementAndGet() == 0)
          .ifPresent(g -> setting.cgroups().capCpu(task, g.size()));
    }
  }

  private String createHolder(TaskId task, TaskDefinition definition) {
    var address =
        network()
            .subnet()
            .flatMap(subnet ->
                setting.interfaces().flatMap(i -> i.address(task, subnet)).or(() -> seat(subnet)));
    var endpoint = network().subnet().flatMap(setting.endpoint());
    var made = setting.interfaces().map(i -> i.of(task, address.map(this::lying), endpoint));
    var publishing = setting.publishing().get();
    var holder =
        Sandboxes.holder(
            owner(task),
            task,
            definition,
            setting.holderImage().reference(),
            network().id(),
            address,
            made.isEmpty() || made.get().published()
                ? publishing.of(task, definition, setting.inUse())
                : publishing.askedFor(),
            endpoint);
    var spec =
        made.map(m -> Sandboxes.guarded(holder, m.rules(), m.resolver(), m.hosts())).orElse(holder);
    try {
      return engine.create(spec);
    } catch (EngineException e) {
      if (!(e.failure() instanceof EngineFailure.ImageNotFound)) {
        throw e;
      }
      setting.holderImage().build();
      return engine.create(spec);
    }
  }

  private Interfaces.Seat lying(String address) {
    return new Interfaces.Seat(address, network().subnet().orElseThrow());
  }

  private Optional<String> seat(String subnet) {
    Optional<String> seat;
    do {
      seat = Subnets.task(subnet, seats.getAndIncrement());
    } while (seat.filter(taken::contains).isPresent());
    return seat;
  }

  /// Starts a holder and returns once its rules are in place.
  Event start(TaskId task, String holderId) {
    engine.start(holderId);
    var word = new CompletableFuture<String>();
    try (var _ = engine.logs(holderId, LogRequest.FOLLOW_ALL, new FirstLine(word))) {
      var holder = engine.inspect(holderId);
      var said = await(word);
      if (!said.equals(Sandboxes.READY)) {
        throw new EngineException(new EngineFailure.Refused(said));
      }
      return new Event.SandboxReady(
          task, holder.address().orElse(""), endpoints(holder), timeline.now());
    }
  }

  /// Ends a namespace and removes what is left of its task, all at once.
  void remove(Action.RemoveSandbox action) {
    beforeRemoval.accept(action.task());
    if (action.keep()) {
      action.holderId().ifPresent(id -> attempt(() -> engine.signal(id, "KILL")));
      return;
    }
    var threads =
        Stream.concat(action.holderId().stream(), action.containers().stream())
            .map(id -> Thread.ofVirtual().start(() -> attempt(() -> engine.remove(id))))
            .toList();
    threads.forEach(SandboxKeeper::join);
    attempt(() -> removeVolumes(action.task()));
    setting.cgroups().remove(action.task());
  }

  private void removeVolumes(TaskId task) {
    engine
        .volumes(Map.of(Labels.TASK, task.id()))
        .forEach(volume -> attempt(() -> engine.removeVolume(volume.name())));
  }

  /// Removes the run's network, where one was made or is being made.
  @Override
  public void close() {
    if (begun.get()) {
      attempt(() -> engine.removeNetwork(network().id()));
    }
  }

  private Network network() {
    begun.set(true);
    network.run();
    try {
      return network.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(new EngineFailure.Unreachable("interrupted"), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Network makeNetwork() throws Exception {
    var taken = new ArrayList<>(setting.localSubnets().call());
    var existing = setting.networks().get();
    var ours =
        existing.stream().filter(n -> owner.run().equals(n.labels().get(Labels.RUN))).findFirst();
    if (ours.isPresent()) {
      return new Network(ours.get().id(), ours.get().subnets().stream().findFirst());
    }
    existing.stream().map(NetworkFacts::subnets).forEach(taken::addAll);
    EngineException refusal = null;
    for (int attempt = 0; attempt < SUBNET_ATTEMPTS; attempt++) {
      int seed = owner.run().hashCode() + attempt * 7919;
      var subnet =
          setting.interfaces().flatMap(i -> i.block(taken)).or(() -> Subnets.free(taken, seed));
      try {
        var id = engine.createNetwork(Sandboxes.network(owner, subnet, existing));
        return new Network(id, subnet);
      } catch (EngineException e) {
        if (!(e.failure() instanceof EngineFailure.SubnetTaken)) {
          throw e;
        }
        refusal = e;
        subnet.ifPresent(taken::add);
        engine.networks().stream().map(NetworkFacts::subnets).forEach(taken::addAll);
      }
    }
    throw refusal == null ? new IllegalStateException("no attempt was made") : refusal;
  }

  private static List<Endpoint> endpoints(ContainerSnapshot holder) {
    return holder.publications().stream()
        .filter(p -> p.hostPort().isPresent())
        .map(p -> new Endpoint(p.port(), p.protocol(), p.address(), p.hostPort().getAsInt()))
        .toList();
  }

  private static String await(CompletableFuture<String> word) {
    try {
      return word.get(READY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while the namespace was made";
    } catch (TimeoutException | ExecutionException _) {
      return "the namespace's packet rules were not in place after " + READY_SECONDS + " s";
    }
  }

  private static void attempt(Runnable call) {
    try {
      call.run();
    } catch (EngineException _) {
      // What refuses to go is found again by its labels: prune, or the sweep after our end.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
