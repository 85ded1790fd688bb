package dev.taskdock.app;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.metadata.Consumption;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ScalingMetric;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskSize;
import dev.taskdock.reconcile.Scaler;
import dev.taskdock.reconcile.Scaler.Look;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.Tempo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// Looks at services once a minute as CloudWatch does, and asks for the desired counts that their
/// scaling policies and scheduled actions want.
///
/// CPU and memory are what all containers of a task use, of what the task has; requests are those
/// that the load balancer has given to a service's target groups, for each task that runs.
final class ServiceScaling implements AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<ServiceName, Scaler> scalers = new HashMap<>();
  private final Map<String, Used> used = new HashMap<>();
  private final Usages usages;
  private final ToLongFunction<TargetGroupName> requests;
  private final Consumer<ServiceRequest> ask;
  private final InstantSource clock;
  private final Tempo tempo;
  private final ScheduledExecutorService minutes;
  private volatile Optional<Snapshot> latest = Optional.empty();

  /// The processor time that a container had used at a moment.
  private record Used(long nanos, Instant at) {}

  /// @param requests how many requests a group got since it was last asked
  ServiceScaling(
      Engine engine,
      List<ScalableTarget> targets,
      ToLongFunction<TargetGroupName> requests,
      Consumer<ServiceRequest> ask,
      InstantSource clock,
      Tempo tempo) {
    this.usages = new Usages(engine);
    this.requests = requests;
    this.ask = ask;
    this.clock = clock;
    this.tempo = tempo;
    targets.forEach(
        t -> scalers.put(t.service(), Scaler.of(t.times(tempo.scale()), clock.instant())));
    this.minutes =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("auto scaling").factory());
    long period = tempo.of(MINUTE).toMillis();
    var _ = minutes.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /// Learns how the services are.
  void turned(Snapshot snapshot) {
    latest = Optional.of(snapshot);
  }

  private void look() {
    latest.ifPresent(
        snapshot -> scalers.replaceAll((name, scaler) -> after(name, scaler, snapshot)));
    var there = new HashSet<String>();
    latest.ifPresent(s ->
        s.observed()
            .tasks()
            .values()
            .forEach(t -> t.containers().values().forEach(c -> c.id().ifPresent(there::add))));
    used.keySet().retainAll(there);
  }

  private Scaler after(ServiceName name, Scaler scaler, Snapshot snapshot) {
    var service = Optional.ofNullable(snapshot.desired().services().get(name));
    var state = snapshot.observed().services().state(name);
    if (service.isEmpty() || state.isEmpty()) {
      return scaler;
    }
    var running = running(snapshot, state.get());
    var turn =
        scaler.after(
            new Look(
                measured(scaler.target(), running, service.get().revision().loadBalancers()),
                service.get().desiredCount(),
                running.size(),
                state.get().primary().rollout().goesOn(),
                clock.instant()));
    if (turn.desired().isPresent() || !turn.told().isEmpty()) {
      ask.accept(new ServiceRequest.AutoScale(name, turn.desired(), turn.told()));
    }
    return turn.next();
  }

  /// A task that runs, with what it has.
  private record Sized(Task task, Optional<TaskSize> size) {}

  private static List<Sized> running(Snapshot snapshot, ServiceState state) {
    var running = new ArrayList<Sized>();
    state
        .tasks()
        .forEach((id, task) -> {
          var known = Optional.ofNullable(snapshot.observed().tasks().get(id));
          known
              .filter(t -> t.status(task.wanted()) == TaskStatus.RUNNING)
              .ifPresent(t -> running.add(new Sized(t, task.wanted().definition().size())));
        });
    return running;
  }

  private Map<ScalingMetric, Double> measured(
      ScalableTarget target, List<Sized> running, List<ServiceLoadBalancer> groups) {
    var measured = new EnumMap<ScalingMetric, Double>(ScalingMetric.class);
    for (var metric : ScalingMetric.values()) {
      if (target.looksAt(metric)) {
        var value =
            switch (metric) {
              case CPU -> running.stream().flatMapToDouble(s -> cpu(s).stream()).average();
              case MEMORY -> running.stream().flatMapToDouble(s -> memory(s).stream()).average();
              case REQUESTS -> perTarget(groups, running.size());
            };
        value.ifPresent(v -> measured.put(metric, v));
      }
    }
    return measured;
  }

  /// Of both groups where there are two, for one of them gets it all.
  private OptionalDouble perTarget(List<ServiceLoadBalancer> groups, int running) {
    long count = 0;
    for (var to : groups) {
      count += requests.applyAsLong(to.targetGroup());
      count += to.alternate().map(requests::applyAsLong).orElse(0L);
    }
    return running == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) count * tempo.scale() / running);
  }

  private OptionalDouble cpu(Sized sized) {
    double nanosPerSecond = 0;
    boolean known = false;
    for (var state : sized.task().containers().values()) {
      if (state instanceof ContainerState.Running container) {
        var now = consumption(container);
        if (now.isPresent()) {
          var after = new Used(now.get().cpuNanos(), clock.instant());
          var before = used.put(container.engineId(), after);
          if (before != null) {
            known = true;
            double seconds = Duration.between(before.at(), after.at()).toMillis() / 1000.0;
            nanosPerSecond +=
                Math.max(0, after.nanos() - before.nanos()) / Math.max(0.001, seconds);
          }
        }
      }
    }
    var units = sized.size().map(s -> s.cpu().units());
    return known && units.isPresent()
        ? OptionalDouble.of(nanosPerSecond / 1e9 / (units.get() / 1024.0) * 100)
        : OptionalDouble.empty();
  }

  private OptionalDouble memory(Sized sized) {
    long bytes = 0;
    boolean known = false;
    for (var state : sized.task().containers().values()) {
      if (state instanceof ContainerState.Running container) {
        var now = consumption(container);
        known |= now.isPresent();
        bytes += now.map(Consumption::memoryBytes).orElse(0L);
      }
    }
    return known && sized.size().isPresent()
        ? OptionalDouble.of(bytes * 100.0 / sized.size().get().memory().bytes())
        : OptionalDouble.empty();
  }

  private Optional<Consumption> consumption(ContainerState.Running container) {
    return usages.of(container).flatMap(Consumption::of);
  }

  @Override
  public void close() {
    minutes.shutdownNow();
    usages.close();
  }
}
