package dev.taskdock.simulation;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.state.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One container of a simulated engine. Its own lock orders what it does and tells.
final class SimulatedContainer {
  private final String id;
  private final ContainerSpec spec;
  private final Behaviour behaviour;
  private final Consumer<EngineEvent> events;
  private final SimulatedOutput output = new SimulatedOutput();
  private SimulatedOutput live = new SimulatedOutput();
  private final Instant createdAt = Instant.now();
  private CompletableFuture<Ending> end = new CompletableFuture<>();
  private Status status = Status.CREATED;
  private int lives;
  private Optional<ProbeStatus> health;
  private Optional<SimulatedNetworks.Place> place = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> finishedAt = Optional.empty();
  private Runnable atEnd = () -> {};

  SimulatedContainer(
      String id, ContainerSpec spec, Behaviour behaviour, Consumer<EngineEvent> events) {
    this.id = id;
    this.spec = spec;
    this.behaviour = behaviour;
    this.events = events;
    this.health = spec.probe().map(_ -> ProbeStatus.STARTING);
  }

  ContainerSpec spec() {
    return spec;
  }

  boolean isCalled(String nameOrId) {
    return id.equals(nameOrId) || spec.name().equals(nameOrId);
  }

  /// All it has printed.
  SimulatedOutput output() {
    return output;
  }

  /// What it prints in the life it has or will have next.
  synchronized SimulatedOutput live() {
    return live;
  }

  synchronized boolean isRunning() {
    return status == Status.RUNNING;
  }

  /// @param joined where it lives, empty where it shares another's namespace
  /// @param ended called when its process ends
  synchronized void start(Optional<SimulatedNetworks.Place> joined, Runnable ended) {
    place = joined;
    atEnd = ended;
    end = new CompletableFuture<>();
    health = spec.probe().map(_ -> ProbeStatus.STARTING);
    int life = ++lives;
    output.reopen();
    status = Status.RUNNING;
    startedAt = Optional.of(Instant.now());
    events.accept(new EngineEvent.Started(id, spec.labels(), Instant.now()));
    behaviour.prints().forEach(output::print);
    behaviour.prints().forEach(live::print);
    behaviour.healths().forEach((after, turned) -> Moments.after(after, () -> turn(life, turned)));
    behaviour
        .ending()
        .ifPresent(ending -> {
          if (behaviour.endsBeforeStartReturns()) {
            end(ending);
          } else {
            Moments.after(ending.after(), () -> end(ending));
          }
        });
  }

  /// Sends SIGTERM, and SIGKILL after a while; returns when it has ended.
  void stop(Duration timeout) {
    if (!isRunning()) {
      return;
    }
    signal("15");
    var end = ending();
    try {
      end.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      signal("9");
      end.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sends a signal by name or number.
  synchronized void signal(String signal) {
    if (status != Status.RUNNING) {
      return;
    }
    events.accept(new EngineEvent.Signalled(id, spec.labels(), Instant.now(), signal));
    switch (signal) {
      case "9", "KILL", "SIGKILL" -> end(Ending.BY_KILL);
      case "15", "TERM", "SIGTERM" ->
          behaviour.onTerm().ifPresent(ending -> Moments.after(ending.after(), () -> end(ending)));
      default -> {
        // A scripted process has nothing to say about other signals.
      }
    }
  }

  /// Ends it by force, and tells that it is gone.
  synchronized void remove() {
    signal("KILL");
    output.complete();
    live.complete();
    events.accept(new EngineEvent.Removed(id, spec.labels(), Instant.now()));
  }

  synchronized ContainerSnapshot snapshot() {
    Optional<Ending> ended = end.isDone() ? Optional.of(end.join()) : Optional.empty();
    return new ContainerSnapshot(
        id,
        spec.name(),
        spec.image().text(),
        spec.labels(),
        status,
        ended.map(e -> OptionalInt.of(e.exitCode())).orElse(OptionalInt.empty()),
        ended.filter(Ending::outOfMemory).isPresent(),
        health,
        Optional.empty(),
        Optional.empty(),
        createdAt,
        startedAt,
        finishedAt,
        place.map(SimulatedNetworks.Place::address),
        place.map(SimulatedNetworks.Place::publications).orElse(List.of()));
  }

  private synchronized CompletableFuture<Ending> ending() {
    return end;
  }

  synchronized ContainerDetail detail() {
    return new ContainerDetail(
        createdAt,
        startedAt,
        finishedAt,
        place.map(_ -> "02:42:00:00:00:02"),
        OptionalLong.of(0),
        health.filter(h -> h != ProbeStatus.STARTING).map(this::probeResult));
  }

  private ContainerDetail.ProbeResult probeResult(ProbeStatus status) {
    return new ContainerDetail.ProbeResult(
        startedAt.orElse(createdAt), status == ProbeStatus.HEALTHY ? 0 : 1, "");
  }

  private synchronized void turn(int life, Health turned) {
    if (life != lives || status != Status.RUNNING || health.isEmpty()) {
      return;
    }
    var now =
        switch (turned) {
          case UNKNOWN -> ProbeStatus.STARTING;
          case HEALTHY -> ProbeStatus.HEALTHY;
          case UNHEALTHY -> ProbeStatus.UNHEALTHY;
        };
    health = Optional.of(now);
    events.accept(new EngineEvent.HealthChanged(id, spec.labels(), Instant.now(), now));
  }

  private synchronized void end(Ending ending) {
    if (status != Status.RUNNING) {
      return;
    }
    status = Status.EXITED;
    finishedAt = Optional.of(Instant.now());
    if (ending.outOfMemory()) {
      events.accept(new EngineEvent.OutOfMemory(id, spec.labels(), Instant.now()));
    }
    events.accept(new EngineEvent.Died(id, spec.labels(), Instant.now(), ending.exitCode()));
    output.complete();
    live.complete();
    live = new SimulatedOutput();
    atEnd.run();
    end.complete(ending);
  }
}
