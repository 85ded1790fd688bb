package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFacts;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.engine.ImageFacts;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.Subscription;
import dev.taskdock.engine.docker.DockerEngine;
import dev.taskdock.logs.LineAssembler;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimeId;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Observed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// taskdock at one engine: all that the commands can do.
public final class Taskdock implements AutoCloseable {
  /// How long after a task's control group was made its holder may be missing.
  private static final Duration STARTING = Duration.ofMinutes(10);

  private final Engine engine;
  private final FutureTask<EngineFacts> facts;
  private final AtomicReference<Optional<List<NetworkFacts>>> networks =
      new AtomicReference<>(Optional.empty());

  private Taskdock(Engine engine) {
    this.engine = engine;
    this.facts = new FutureTask<>(engine::facts);
  }

  /// taskdock at the engine this machine has.
  ///
  /// @throws dev.taskdock.engine.EngineException when none answers, naming every place tried
  public static Taskdock open() {
    return openAs(System.getenv());
  }

  /// taskdock at the engine that a person with this environment means.
  ///
  /// @throws dev.taskdock.engine.EngineException when none answers, naming every place tried
  public static Taskdock openAs(Map<String, String> environment) {
    return new Taskdock(DockerEngine.open(environment));
  }

  /// taskdock at the engine this machine has, with what a run asks of it first already asked.
  public static Taskdock openForRun() {
    var taskdock = open();
    taskdock.networks.set(Optional.of(taskdock.engine.networks()));
    return taskdock;
  }

  /// taskdock at the engine that was asked ahead, or at one that is set up because none answered.
  ///
  /// @param opened who was asked ahead, empty where nobody was
  /// @param said what the set-up does, line by line
  /// @throws dev.taskdock.engine.EngineException when none answers nonetheless
  public static Taskdock setUp(Optional<Ahead<Taskdock>> opened, Consumer<String> said) {
    try {
      return opened.map(Ahead::get).orElseGet(Taskdock::openForRun);
    } catch (EngineException e) {
      SetUp.ofLauncher().engine(e, said);
      return openForRun();
    }
  }

  /// taskdock at a given engine.
  public static Taskdock at(Engine engine) {
    return new Taskdock(engine);
  }

  /// Prepares a run; [Run#await] runs it.
  public Run run(Preparation preparation, RunRequest request, RunListener listener) {
    return Run.of(engine, this::engineFacts, this::networks, preparation, request, listener);
  }

  /// The tasks there are, of one project or of all, oldest first.
  public List<FoundTask> tasks(Optional<String> project) {
    return Adoption.of(listed(project));
  }

  /// The same tasks with what only a closer look tells: why a container ended, and which ones will
  /// never start. Tasks whose containers all run get none, so they cost no more.
  public List<FoundTask> tasksInDetail(Optional<String> project) {
    var listed = listed(project);
    var unclear =
        Adoption.of(listed).stream()
            .filter(found -> !found.task().isAllRunning())
            .map(found -> found.task().id())
            .collect(Collectors.toSet());
    if (unclear.isEmpty()) {
      return Adoption.of(listed);
    }
    var now = Instant.now();
    return Adoption.of(
            CloserLooks.at(
                engine, listed, c -> Adoption.id(c).filter(unclear::contains).isPresent()))
        .stream()
        .map(found -> GivenUp.in(found, now))
        .toList();
  }

  private List<ContainerSnapshot> listed(Optional<String> project) {
    return engine.containers(
        project
            .map(p -> Map.of(Labels.PROJECT, p, Labels.TASK, ""))
            .orElse(Map.of(Labels.TASK, "")));
  }

  /// The run of a project's services that nobody looks after any more, to be gone on with; whoever
  /// asks has claimed the project. Of several the newest is meant, and the others are removed.
  public Optional<String> unattended(String project) {
    var runs =
        engine.containers(Map.of(Labels.PROJECT, project, Labels.SERVICE, "")).stream()
            .sorted(Comparator.comparing(ContainerSnapshot::createdAt).reversed())
            .map(c -> c.labels().getOrDefault(Labels.RUN, ""))
            .distinct()
            .toList();
    runs.stream().skip(1).forEach(this::sweep);
    return runs.stream().findFirst();
  }

  /// Stops tasks as StopTask does and removes what is left of them.
  ///
  /// @param force whether to kill at once
  /// @throws InterruptedException when the calling thread is interrupted
  public Observed stop(List<FoundTask> tasks, boolean force, Consumer<Snapshot> watcher)
      throws InterruptedException {
    return new Ending(engine, watcher).end(tasks, force);
  }

  /// Removes all that is left of a run, by force; says how many things.
  public int sweep(String run) {
    return Sweep.everything(engine, Map.of(Labels.RUN, run));
  }

  /// Removes all that is left of a project, by force; says how many things.
  public int sweepProject(String project) {
    return Sweep.everything(engine, Map.of(Labels.PROJECT, project));
  }

  /// Removes ended tasks with their volumes, and volumes and networks that nothing uses; what runs
  /// or starts is left alone.
  ///
  /// @return how many containers were removed
  public int prune() {
    var removed = 0;
    for (var task : tasks(Optional.empty())) {
      // A task that starts has no container that runs yet, but a holder: that goes last.
      boolean ended = task.task().hasEnded() && task.task().sandbox().holder().isEmpty();
      if (ended) {
        removed += Sweep.everything(engine, Map.of(Labels.TASK, task.task().id().id()));
      }
    }
    // An engine keeps a network whose containers run, but not one whose containers are to start.
    var left = engine.containers(Map.of(Labels.RUN, ""));
    var used =
        left.stream().map(c -> c.labels().getOrDefault(Labels.RUN, "")).collect(Collectors.toSet());
    Sweep.volumes(engine, Map.of(Labels.RUN, ""), v -> !used.contains(v.labels().get(Labels.RUN)));
    Sweep.networks(engine, Map.of(Labels.RUN, ""), n -> !used.contains(n.labels().get(Labels.RUN)));
    var known =
        left.stream()
            .flatMap(c -> Adoption.id(c).stream())
            .map(TaskId::id)
            .collect(Collectors.toSet());
    KernelCgroups.removeForsaken(known, Instant.now().minus(STARTING));
    return removed;
  }

  /// Prints what containers of tasks have printed, and follows them if asked; returns when all
  /// ended.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  public void logs(
      List<FoundTask> tasks,
      Optional<ContainerName> only,
      LogRequest request,
      Consumer<LogLine> lines)
      throws InterruptedException {
    var sources = new ArrayList<Subscription>();
    var ended = new ArrayList<CountDownLatch>();
    try {
      for (var task : tasks) {
        task.containers()
            .forEach((name, container) -> {
              if (only.isEmpty() || only.get().equals(name)) {
                var end = new CountDownLatch(1);
                ended.add(end);
                sources.add(
                    engine.logs(
                        container.id(),
                        request,
                        new LineAssembler(task.task().id(), name, lines, end::countDown)));
                if (!request.follow()) {
                  awaitUninterruptibly(end);
                }
              }
            });
      }
      for (var end : ended) {
        end.await();
      }
    } finally {
      sources.forEach(Subscription::close);
    }
  }

  /// Runs a command in a container of a task and returns its exit code.
  public int exec(FoundTask task, ContainerName container, ExecSpec spec) {
    var snapshot = task.containers().get(container);
    if (snapshot == null) {
      throw new IllegalArgumentException("task " + task.task().id() + " has no " + container);
    }
    return engine.exec(snapshot.id(), spec);
  }

  /// Leads a port of this machine to one inside a task's namespace, until it is closed.
  ///
  /// @param local the port of this machine, 0 for any
  /// @param trouble told of connections that lead nowhere
  /// @throws IOException when the port is taken or may not be bound
  public Forwarding forward(FoundTask task, int port, int local, Consumer<String> trouble)
      throws IOException {
    var holder =
        task.holder().orElseThrow(() -> new IOException("task " + task.task().id() + " has ended"));
    return Forwarding.begin(engine, holder.id(), port, local, trouble);
  }

  /// Runs a command in the network namespace of a task, beside its containers: in the holder, which
  /// has `bash` and `getent` whatever the task's own images have.
  public int execInNamespace(FoundTask task, ExecSpec spec) {
    return engine.exec(
        task.holder()
            .orElseThrow(
                () -> new IllegalArgumentException("task " + task.task().id() + " has no holder"))
            .id(),
        spec);
  }

  /// Kills a container of a task, as a crash would end it.
  public void kill(FoundTask task, ContainerName container) {
    Optional.ofNullable(task.containers().get(container))
        .ifPresent(snapshot -> engine.signal(snapshot.id(), "KILL"));
  }

  /// Builds the images of a request anew whose sources have changed; those that are others now.
  public List<ImageReference> rebuilt(RunRequest request, RunListener listener) {
    return new ImageStore(engine, request, listener).renewed();
  }

  /// What is known of an image the engine holds, empty where it holds none.
  public Optional<ImageFacts> image(ImageReference image) {
    return engine.image(image);
  }

  /// Pushes an image to its registry with the credentials that `docker login` has left; the digest
  /// it has there.
  public String push(ImageReference image, Consumer<ImageProgress> progress) {
    return engine.push(image, progress);
  }

  /// Whether the address of a task is reachable from this machine.
  public boolean reachesTasks() {
    return Laptop.sharesKernelWith(engineFacts());
  }

  /// What a container of a task is told at an address of its metadata, as from inside.
  ///
  /// @param path what follows the container's own address, as in `/task`
  /// @throws IOException when nobody answers, or with a refusal, whose text is the message
  public String metadata(FoundTask task, ContainerName container, String path) throws IOException {
    var served =
        task.holder()
            .flatMap(h -> Optional.ofNullable(h.labels().get(Labels.METADATA)))
            .orElseThrow(
                () -> new IOException("no metadata is served for task " + task.task().id()));
    return MetadataClient.get(
        "http://" + served + "/v4/" + RuntimeId.of(task.task().id(), container) + path);
  }

  /// What the engine says about itself.
  public EngineFacts engineFacts() {
    facts.run();
    return Ahead.valueOf(facts);
  }

  /// What was asked ahead holds for the first run only.
  private List<NetworkFacts> networks() {
    return networks.getAndSet(Optional.empty()).orElseGet(engine::networks);
  }

  @Override
  public void close() {
    engine.close();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
