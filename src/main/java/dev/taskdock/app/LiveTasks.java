package dev.taskdock.app;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.ServiceRequest.Protect;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.launch.Subnets;
import dev.taskdock.metadata.TaskView;
import dev.taskdock.metadata.TaskView.Attachment;
import dev.taskdock.metadata.TaskView.ContainerView;
import dev.taskdock.metadata.Tasks;
import dev.taskdock.metadata.Usage;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Locality;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Event;
import dev.taskdock.state.ImageState;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The tasks of a run as the loop knows them, with what only the engine knows.
final class LiveTasks implements Tasks, AutoCloseable {
  /// Where an engine's own network has its containers ask for names.
  private static final String RESOLVER = "127.0.0.11";

  /// So long the agent waits for an answer to UpdateTaskProtection.
  private static final int PROTECT_SECONDS = 4;

  private final Locality locality;
  private final CloserLooks looks;
  private final Usages usages;
  private final Chronicle chronicle;
  private final Map<TaskId, String> credentialsIds = new ConcurrentHashMap<>();
  private final Map<Protect, CountDownLatch> protecting = new ConcurrentHashMap<>();
  private final Consumer<ServiceRequest> requests;
  private volatile Optional<Snapshot> latest = Optional.empty();
  private volatile String subnet = "";

  /// @param requests where what a task asks of its service goes
  LiveTasks(
      Engine engine, Locality locality, InstantSource clock, Consumer<ServiceRequest> requests) {
    this.requests = requests;
    this.locality = locality;
    this.looks = new CloserLooks(engine, clock);
    this.usages = new Usages(engine);
    this.chronicle = new Chronicle(clock);
  }

  /// Learns which network the tasks are on.
  void attachedTo(String cidr) {
    subnet = cidr;
  }

  void turned(Snapshot snapshot) {
    chronicle.record(snapshot);
    latest = Optional.of(snapshot);
    for (var event : snapshot.events()) {
      if (event instanceof Event.TaskProtected(var task, var until, _)) {
        Optional.ofNullable(protecting.remove(new Protect(task, until)))
            .ifPresent(CountDownLatch::countDown);
      }
    }
  }

  /// The id of a task's credentials, which cannot be guessed.
  String credentialsId(TaskId task) {
    return credentialsIds.computeIfAbsent(task, _ -> UUID.randomUUID().toString());
  }

  /// Learns the id of the credentials of a task that another process launched.
  void credentialed(TaskId task, String credentialsId) {
    credentialsIds.put(task, credentialsId);
  }

  @Override
  public Optional<TaskView> task(TaskId id) {
    return latest.flatMap(snapshot ->
        Optional.ofNullable(snapshot.observed().tasks().get(id))
            .map(task -> view(snapshot.desired().task(id), task, snapshot.observed())));
  }

  @Override
  public Optional<TaskView> at(String address) {
    return latest.stream()
        .flatMap(snapshot -> snapshot.observed().tasks().values().stream())
        .filter(t -> t.sandbox() instanceof Sandbox.Ready ready && ready.address().equals(address))
        .findFirst()
        .flatMap(t -> task(t.id()));
  }

  @Override
  public Optional<TaskView> credentialed(String credentialsId) {
    return credentialsIds.entrySet().stream()
        .filter(e -> e.getValue().equals(credentialsId))
        .findFirst()
        .flatMap(e -> task(e.getKey()));
  }

  @Override
  public Optional<Usage> usage(TaskId task, ContainerName container) {
    return latest
        .flatMap(s -> Optional.ofNullable(s.observed().tasks().get(task)))
        .map(t -> t.container(container))
        .flatMap(state ->
            state instanceof ContainerState.Running running
                ? usages.of(running)
                : Optional.empty());
  }

  @Override
  public void follow(TaskId task, ContainerName container) {
    latest
        .flatMap(s -> Optional.ofNullable(s.observed().tasks().get(task)))
        .map(t -> t.container(container))
        .ifPresent(state -> {
          if (state instanceof ContainerState.Running running) {
            usages.follow(running);
          }
        });
  }

  @Override
  public Optional<Instant> protectedUntil(TaskId task) {
    return latest.stream()
        .flatMap(snapshot -> snapshot.observed().services().tasks())
        .filter(t -> t.getKey().equals(task))
        .flatMap(t -> t.getValue().protectedUntil().stream())
        .findFirst();
  }

  @Override
  public boolean protect(TaskId task, Optional<Instant> until) {
    var known = new CountDownLatch(1);
    protecting.put(new Protect(task, until), known);
    requests.accept(new Protect(task, until));
    try {
      return known.await(PROTECT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    usages.close();
  }

  private TaskView view(WantedTask wanted, Task task, Observed observed) {
    var containers = new LinkedHashMap<ContainerName, ContainerView>();
    for (var container : wanted.definition().containers()) {
      var state = task.container(container.name());
      containers.put(
          container.name(),
          new ContainerView(
              observed.images().get(container.image()) instanceof ImageState.Present(var id)
                  ? Optional.of(id)
                  : Optional.empty(),
              state.id().flatMap(id -> looks.at(id, state)),
              chronicle.healthSince(task.id(), container.name())));
    }
    return new TaskView(
        wanted, task, locality, chronicle.pulls(), attachment(task.sandbox()), containers);
  }

  private Optional<Attachment> attachment(Sandbox sandbox) {
    return sandbox instanceof Sandbox.Ready(var holder, var address, _)
        ? Optional.of(
            new Attachment(
                address,
                looks.at(holder, sandbox).flatMap(d -> d.mac()),
                subnet,
                Subnets.gateway(subnet),
                RESOLVER))
        : Optional.empty();
  }
}
