package dev.taskdock.app;

import dev.taskdock.control.EngineEvents;
import dev.taskdock.control.EnginePerformer;
import dev.taskdock.control.HookTargets;
import dev.taskdock.control.Interfaces;
import dev.taskdock.control.LiveTimeline;
import dev.taskdock.control.Loop;
import dev.taskdock.control.Roster;
import dev.taskdock.control.SandboxKeeper;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.control.Timeline;
import dev.taskdock.discovery.Discovery;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFacts;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.Subscription;
import dev.taskdock.hooks.StandIns;
import dev.taskdock.launch.Belonging;
import dev.taskdock.launch.Owner;
import dev.taskdock.launch.Publishing;
import dev.taskdock.launch.Terms;
import dev.taskdock.launch.Ulimits;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Locality;
import dev.taskdock.model.SecurityGroupRule.Packet;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.WantedTask;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One `taskdock run` or `taskdock up`: its tasks from nothing to their end.
public final class Run implements AutoCloseable {
  private final Preparation preparation;
  private final Engine engine;
  private final RunListener listener;
  private final Timeline timeline = new LiveTimeline(Clock.systemUTC());
  private final KeptLogs kept;
  private final Outputs outputs;
  private final Reachability reachability;
  private final TaskMetadata metadata;
  private final SandboxKeeper sandboxes;
  private final Loop loop;
  private final Map<TaskId, WantedTask> tasks;
  private final Roster roster = new Roster();
  private final Map<TaskId, TaskDefinition> definitions = new ConcurrentHashMap<>();
  private final Optional<VpcNetwork> network;
  private final Optional<Balancers> balancers;
  private final Optional<ServiceScaling> scaling;
  private final Optional<StandIns> hooks;
  private final Subscription events;
  private final Set<String> ended = new HashSet<>();
  private final Set<TaskId> reached = new HashSet<>();
  private final Set<String> advised = ConcurrentHashMap.newKeySet();
  private final Set<TaskId> running = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  private Run(
      Engine engine,
      Supplier<EngineFacts> facts,
      Supplier<List<NetworkFacts>> networks,
      Preparation preparation,
      RunRequest request,
      RunListener listener) {
    preparation.take();
    this.preparation = preparation;
    this.engine = engine;
    this.listener = listener;
    this.tasks = tasks(request.workload());
    var owner =
        new Owner(
            request.project(),
            preparation.run(),
            request.file(),
            request.keep(),
            Locality.of(request.workload().definitions().getFirst(), System.getenv()));
    var terms = Ahead.later(() -> terms(facts.get(), request));
    this.kept = new KeptLogs(StateFolder.logs(System.getenv()), this::definition, listener::noted);
    request.workload().definitions().stream()
        .flatMap(definition -> KeptLogs.withheld(definition).stream())
        .forEach(listener::noted);
    var clock = Clock.systemUTC();
    var credentials = request.role().credentials(System.getenv(), request.local().aws());
    this.outputs = new Outputs(engine, this::printed);
    BooleanSupplier ownAddress = () -> Laptop.sharesKernelWith(facts.get());
    this.reachability = new Reachability(engine, listener, ownAddress);
    this.metadata =
        new TaskMetadata(
            engine,
            owner.locality(),
            this::definition,
            credentials,
            this::request,
            ownAddress,
            listener::noted);
    this.network =
        network(request)
            .map(declared ->
                new VpcNetwork(
                    engine,
                    declared,
                    front(request.workload()).orElse(Workload.Front.NONE),
                    roster::wanted,
                    owner.locality(),
                    request.publications(),
                    this::dropped,
                    listener::noted));
    this.sandboxes =
        new SandboxKeeper(
            engine,
            timeline,
            owner,
            new SandboxKeeper.Setting(
                new HolderRecipe(
                    engine, p -> listener.progressed("taskdock/holder", p), listener::noted),
                () -> new Publishing(ownAddress.getAsBoolean(), request.publications()),
                terms::get,
                new KernelCgroups(facts),
                networks,
                // The network is the first thing made; nothing is made that nobody watches over.
                preparation::subnets,
                Laptop::isInUse,
                metadata::on,
                this::marks,
                network.map(Interfaces.class::cast)),
            outputs::awaitEnd);
    sandboxes.prepare();
    // What the engine tells of itself costs it more than what the network waits for.
    terms.begin();
    this.hooks =
        request.workload() instanceof Workload.Services
            ? Optional.of(new StandIns(request.local().hooks(), owner.locality()))
            : Optional.empty();
    var images = new ImageStore(engine, request, listener);
    var performer =
        new EnginePerformer(
            engine,
            timeline,
            images,
            sandboxes,
            new Provisions(
                request.local().supply(),
                role -> credentials.of(owner.locality().roleArn(role), clock.instant()).isPresent(),
                images::prepare,
                metadata::variables),
            this::definition,
            hooks.isPresent() ? hooks.get() : HookTargets.NONE,
            (task, container, engineId) ->
                outputs.follow(task, container, engineId, hasTerminal(task, container)));
    this.balancers =
        front(request.workload())
            .map(front ->
                Balancers.open(
                    front,
                    network.map(Gate.class::cast).orElse(Gate.OPEN),
                    timeline,
                    listener::noted));
    network.ifPresent(n -> balancers.ifPresent(b -> b.showing(n::connectSamples)));
    this.scaling = scaling(engine, request.workload());
    this.events =
        engine.events(
            Map.of(Labels.RUN, owner.run()),
            new EngineEvents(engine, timeline, this::stop),
            lost -> timeline.post(new Event.EngineLost(lost.failure().message(), timeline.now())));
    var desired = desired(request);
    this.loop =
        new Loop(timeline, performer, this::turned, roster, desired, known(engine, desired));
  }

  /// What is known at the beginning: nothing, or what a taskdock has left behind that was killed.
  private Observed known(Engine engine, Desired desired) {
    long seed = ThreadLocalRandom.current().nextLong();
    if (!preparation.isResumed()) {
      return Observed.nothing(seed);
    }
    var found =
        Adoption.of(
            engine.containers(Map.of(Labels.RUN, preparation.run())).stream()
                .flatMap(c -> look(engine, c.id()).stream())
                .toList());
    var resumption = Resumption.of(found, desired.services().values(), timeline.now());
    resumption
        .refused()
        .forEach(t -> Sweep.everything(engine, Map.of(Labels.TASK, t.task().id().id())));
    metadata.resume(resumption.adopted());
    sandboxes.resume(
        resumption.adopted().stream()
            .flatMap(t -> t.holder().flatMap(ContainerSnapshot::address).stream())
            .collect(Collectors.toSet()));
    var known = resumption.observed(seed);
    known
        .services()
        .tasks()
        .forEach(e -> definitions.put(e.getKey(), e.getValue().wanted().definition()));
    known.tasks().values().forEach(this::follow);
    listener.noted("taken over after a crash: %d tasks".formatted(known.tasks().size()));
    return known;
  }

  /// Hears what the containers of a task print from now on.
  private void follow(Task task) {
    task.containers()
        .forEach((name, state) -> {
          if (state instanceof ContainerState.Running(var id, _, _)) {
            outputs.follow(task.id(), name, id, hasTerminal(task.id(), name));
          }
        });
  }

  private static Optional<ContainerSnapshot> look(Engine engine, String id) {
    try {
      return Optional.of(engine.inspect(id));
    } catch (EngineException e) {
      if (e.failure() instanceof EngineFailure.NoSuchContainer) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Prepares a run; all that is asked of the engine yet is its network.
  ///
  /// @param facts about the engine, needed when the first namespace is made
  /// @param networks that the engine has, as they were a moment ago
  static Run of(
      Engine engine,
      Supplier<EngineFacts> facts,
      Supplier<List<NetworkFacts>> networks,
      Preparation preparation,
      RunRequest request,
      RunListener listener) {
    return new Run(engine, facts, networks, preparation, request, listener);
  }

  /// The ids of its tasks, those of services not among them.
  public Set<TaskId> ids() {
    return tasks.keySet();
  }

  /// Where its load balancers can be asked; empty where there is none.
  public Optional<FrontDesk> frontDesk() {
    return balancers.map(b -> b);
  }

  /// Where the listeners of its load balancers are.
  public List<Door> doors() {
    return balancers.map(Balancers::listeners).orElse(List.of());
  }

  /// What a client must trust to get on with its HTTPS and TLS listeners.
  ///
  /// @throws IOException where the authority of this machine cannot be read
  public List<X509Certificate> trusted() throws IOException {
    return balancers.isPresent() ? balancers.get().trusted() : List.of();
  }

  /// Runs all tasks to their end.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  public Outcome await() throws InterruptedException {
    var observed = loop.run();
    over = observed.engineLost().isEmpty();
    return new Outcome(tasks, observed);
  }

  /// Asks all tasks to stop, as StopTask does, and all services to go.
  public void stop() {
    var request = StopRequest.byUser(timeline.now());
    loop.want(desired -> desired.stopping(request));
    loop.request(new ServiceRequest.Down());
  }

  /// Asks something of the services.
  public void request(ServiceRequest request) {
    loop.request(request);
  }

  /// What the labels of a task say so that it can be taken over after a crash.
  private Map<String, String> marks(TaskId task) {
    var wanted = roster.wanted(task);
    var marks = new TreeMap<>(metadata.marks(task, wanted.definition()));
    wanted
        .startedBy()
        .map(by -> Belonging.of(by.service(), by.deployment(), by.revision()).labels())
        .ifPresent(marks::putAll);
    return marks;
  }

  /// Asks one task to stop.
  public void stop(TaskId task) {
    var request = StopRequest.byUser(timeline.now());
    loop.want(desired -> desired.stopping(task, request));
  }

  /// Kills all containers.
  public void kill() {
    var request = StopRequest.byUser(timeline.now()).forced();
    loop.want(desired -> desired.stopping(request));
    loop.request(new ServiceRequest.Kill());
  }

  @Override
  public void close() {
    events.close();
    // No method references: those would have the JVM load what only services need.
    scaling.ifPresent(s -> s.close());
    hooks.ifPresent(h -> h.close());
    balancers.ifPresent(b -> b.close());
    network.ifPresent(n -> n.close());
    outputs.close();
    kept.close();
    metadata.close();
    sandboxes.close();
    // Whatever else ends a run, a lost engine or a fault of ours: the shell sweeps when we are
    // gone.
    if (over) {
      preparation.dismiss();
    }
  }

  private void turned(Snapshot snapshot) {
    metadata.turned(snapshot);
    network.ifPresent(n -> n.turned(snapshot));
    balancers.ifPresent(b -> b.turned(snapshot));
    scaling.ifPresent(s -> s.turned(snapshot));
    for (var event : snapshot.events()) {
      happened(snapshot, event);
    }
    snapshot.observed().tasks().forEach((id, task) -> reach(snapshot, id));
    listener.turned(snapshot);
    snapshot.events().forEach(this::advise);
  }

  /// After a health check failed for good, what to do about it.
  private void advise(Event event) {
    if (event instanceof Event.ContainerHealthChanged(var task, var container, _, var output, _)) {
      output
          .flatMap(o -> ProbeFault.explain(container, o))
          .ifPresent(advice -> advise(task, advice));
    }
  }

  /// Says it once of a task: it is known before the first probe, and again after the last.
  private void advise(TaskId task, String advice) {
    if (advised.add(task + advice)) {
      listener.noted(advice);
    }
  }

  /// Looks for the program of a container's health check, beside all that starts meanwhile.
  private void lookAhead(Snapshot snapshot, TaskId task, ContainerName container) {
    var check = definition(task).containerNamed(container).healthCheck();
    var id = snapshot.observed().task(task).container(container).id();
    if (check.isPresent() && id.isPresent()) {
      Thread.ofVirtual()
          .name("health check of " + container)
          .start(() ->
              ProbeProgram.explain(engine, container, id.get(), check.get())
                  .ifPresent(advice -> advise(task, advice)));
    }
  }

  private void happened(Snapshot snapshot, Event event) {
    switch (event) {
      case Event.ContainerExited(var task, var container, var code, var reason, _) -> {
        // Heard of twice where we asked it to stop: from the engine's events and from its answer.
        if (ended.add(task + "/" + container)) {
          ended(snapshot, task, container, code, reason);
        }
      }
      case Event.ContainerRestarted(var task, var container, _) ->
          ended.remove(task + "/" + container);
      case Event.ContainerStarted(var task, var container, _) ->
          lookAhead(snapshot, task, container);
      case Event.ImagePulled _,
          Event.ImageFailed _,
          Event.SandboxCreated _,
          Event.SandboxReady _,
          Event.SandboxFailed _,
          Event.SandboxRemoved _,
          Event.ContainerCreated _,
          Event.ContainerFailed _,
          Event.ContainerGivenUp _,
          Event.ContainerHealthChanged _,
          Event.ContainerStopAnswered _,
          Event.EngineLost _,
          Event.TargetHealthChanged _,
          Event.PacketDropped _,
          Event.RequestsFailed _,
          Event.Scaled _,
          Event.AlarmChanged _,
          Event.HookAnswered _,
          Event.StopAsked _,
          Event.TaskProtected _,
          Event.Nudged _ -> {}
    }
  }

  /// Watches the ports of a task from the moment all of its containers run.
  private void reach(Snapshot snapshot, TaskId id) {
    var task = snapshot.observed().task(id);
    boolean runs = task.status(snapshot.desired().task(id)) == TaskStatus.RUNNING;
    if (!runs) {
      running.remove(id);
    } else if (running.add(id)
        && reached.add(id)
        && task.sandbox() instanceof Sandbox.Ready sandbox) {
      reachability.watch(
          id, sandbox, answering(id, sandbox.endpoints()), () -> running.contains(id));
    }
  }

  /// Those of its endpoints that its security groups let this machine reach; the others are told.
  private List<Endpoint> answering(TaskId id, List<Endpoint> endpoints) {
    return network
        .map(n ->
            endpoints.stream()
                .filter(e -> {
                  var closed = n.closed(id, e.protocol(), e.port());
                  closed.ifPresent(why ->
                      listener.noted("%s cannot be reached from here: %s".formatted(e, why)));
                  return closed.isEmpty();
                })
                .toList())
        .orElse(endpoints);
  }

  /// A packet of a task was dropped.
  private void dropped(TaskId task, String sentence) {
    if (tasks.containsKey(task)) {
      listener.noted(sentence);
    } else {
      timeline.post(new Event.PacketDropped(task, sentence, timeline.now()));
    }
  }

  /// Whether a packet passes from one end to the other, tried out; empty where no VPC is declared
  /// or an end is not known.
  public Optional<Reach> reach(String from, String to, Packet packet) {
    return network.flatMap(n -> n.reach(from, to, packet));
  }

  /// The names that tasks can ask for; empty where no names are served.
  public Optional<Named> names() {
    return network.flatMap(VpcNetwork::names);
  }

  /// Who is registered under a name of Cloud Map; empty where no names are.
  ///
  /// @param health `HEALTHY`, `UNHEALTHY`, `ALL` or `HEALTHY_OR_ELSE_ALL`
  /// @param having attributes that an instance must have
  public Optional<Discovered> discover(
      String namespace, String service, String health, int most, Map<String, String> having) {
    var asked = new Discovery(namespace, service, Discovery.Health.valueOf(health), most, having);
    return network.map(n -> n.discover(asked));
  }

  /// Who reaches whom through Service Connect.
  public List<ConnectStatus> connections() {
    return network.map(VpcNetwork::connections).orElse(List.of());
  }

  /// The names that tasks can ask for.
  ///
  /// @param port where they are answered on loopback
  public record Named(int port, List<String> names) {
    public Named {
      names = List.copyOf(names);
    }
  }

  /// Other security groups count from now on.
  public void use(Network other) {
    network.ifPresent(n -> n.use(other));
    balancers.ifPresent(b -> b.guardedAnew());
  }

  /// Told once the container's last words have been heard; whoever shows it shows them in order.
  private void ended(
      Snapshot snapshot,
      TaskId id,
      ContainerName container,
      OptionalInt code,
      Optional<String> reason) {
    var siblings =
        snapshot.observed().task(id).containers().entrySet().stream()
            .filter(e -> e.getValue().isRunning())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    int life = snapshot.observed().task(id).restarts(container).count();
    Thread.ofVirtual()
        .name("end of " + container)
        .start(() -> {
          var words = outputs.lastWords(id, container, life);
          listener.ended(id, container, code, reason);
          if (code.orElse(0) != 0) {
            PortConflict.explain(definition(id), container, words, siblings)
                .ifPresent(why -> listener.portTaken(id, container, why));
            SiblingName.in(definition(id), container, words)
                .ifPresent(found -> listener.noted(found.explanation()));
          }
        });
  }

  private Terms terms(EngineFacts engine, RunRequest request) {
    var ceilings = Ceilings.of(engine);
    var openFiles = ceilings.getOrDefault(Ulimits.OPEN_FILES, Ulimits.FARGATE_OPEN_FILES);
    if (openFiles < Ulimits.FARGATE_OPEN_FILES) {
      listener.noted(
          "a process may have %d open files instead of Fargate's %d: the engine may not raise it"
              .formatted(openFiles, Ulimits.FARGATE_OPEN_FILES));
    }
    var volumes =
        request.local().volumes().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().toAbsolutePath() + ""));
    return new Terms(request.platform(), ceilings, volumes);
  }

  private void printed(LogLine line) {
    listener.printed(line);
    kept.take(line);
  }

  private boolean hasTerminal(TaskId id, ContainerName container) {
    return definition(id).containerNamed(container).options().pseudoTerminal();
  }

  /// Remembered for whoever still speaks of a task that its service has forgotten.
  private TaskDefinition definition(TaskId id) {
    return definitions.computeIfAbsent(id, roster);
  }

  private Desired desired(RunRequest request) {
    var alone = new Desired(tasks, request.keep());
    return switch (request.workload()) {
      case Workload.Tasks _ -> alone;
      case Workload.Services(var services, _, _, var tempo) ->
          services.stream().reduce(alone.with(tempo), Desired::with, (_, last) -> last);
    };
  }

  private Optional<ServiceScaling> scaling(Engine engine, Workload workload) {
    return switch (workload) {
      case Workload.Tasks _ -> Optional.empty();
      case Workload.Services(_, _, var targets, var tempo) ->
          targets.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new ServiceScaling(
                      engine,
                      targets,
                      group -> balancers.map(b -> b.requests(group)).orElse(0L),
                      this::request,
                      Clock.systemUTC(),
                      tempo));
    };
  }

  /// What is declared; Service Connect needs a network of ours also where nothing is.
  private static Optional<Network> network(RunRequest request) {
    return request
        .local()
        .network()
        .or(() ->
            switch (request.workload()) {
              case Workload.Tasks _ -> Optional.empty();
              case Workload.Services(var services, _, _, _) ->
                  services.stream().anyMatch(s -> s.revision().connect().isPresent())
                      ? Optional.of(
                          new Network(Optional.empty(), Optional.empty(), Optional.empty()))
                      : Optional.empty();
            });
  }

  private static Optional<Workload.Front> front(Workload workload) {
    return switch (workload) {
      case Workload.Tasks _ -> Optional.empty();
      case Workload.Services(_, var front, _, _) ->
          Optional.of(front)
              .filter(f ->
                  !f.balancers().isEmpty()
                      || !f.networks().isEmpty()
                      || f.options().metricsPort().isPresent());
    };
  }

  private static Map<TaskId, WantedTask> tasks(Workload workload) {
    return switch (workload) {
      case Workload.Services _ -> Map.of();
      case Workload.Tasks(var definition, var count, var network) -> {
        var tasks = new TreeMap<TaskId, WantedTask>();
        while (tasks.size() < count) {
          tasks.put(Identity.task(), WantedTask.of(definition).in(network));
        }
        yield tasks;
      }
    };
  }

  /// How the tasks of a run ended.
  public record Outcome(Map<TaskId, WantedTask> tasks, Observed observed) {
    public Outcome {
      tasks = Map.copyOf(tasks);
    }
  }
}
