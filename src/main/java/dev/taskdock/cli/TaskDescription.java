package dev.taskdock.cli;

import dev.taskdock.app.FoundTask;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.model.ContainerName;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Observed;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A task in the shape of DescribeTasks, with what only a laptop has beside it.
final class TaskDescription {
  private TaskDescription() {}

  static Map<String, Object> of(FoundTask found) {
    var task = found.task();
    var wanted = found.wanted();
    var shape = new LinkedHashMap<String, Object>();
    shape.put("taskId", task.id());
    shape.put("taskDefinition", found.definition());
    shape.put("project", found.project());
    shape.put("lastStatus", task.status(wanted));
    shape.put("healthStatus", task.health(wanted));
    TaskStop.of(wanted, task)
        .ifPresent(stop -> {
          shape.put("stopCode", stop.code().word());
          shape.put("stoppedReason", stop.reason());
        });
    shape.put("createdAt", found.createdAt());
    shape.put("launchType", "FARGATE");
    shape.put("file", found.file());
    shape.put(
        "containers",
        task.containers().entrySet().stream()
            .map(e -> container(found, e.getKey(), e.getValue()))
            .toList());
    shape.put("endpoints", found.endpoints().stream().map(TaskDescription::endpoint).toList());
    return shape;
  }

  /// What its containers wait for.
  static List<Hold> holds(FoundTask found) {
    var id = found.task().id();
    return Reconciler.decide(
            new Desired(Map.of(id, found.wanted()), false),
            new Observed(Map.of(id, found.task()), Map.of(), Set.of(), Optional.empty()),
            Instant.now())
        .holds()
        .stream()
        // Labels of before they told the images.
        .filter(hold ->
            !(hold.waiting() instanceof Waiting.ForImage(var image))
                || !image.equals(FoundTask.UNKNOWN_IMAGE))
        .toList();
  }

  /// `RUNNING`, `PENDING(db HEALTHY, 12 s)` while it waits, or `STOPPED(3)`.
  static String brief(FoundTask found, ContainerName name, ContainerState state) {
    return Held.of(holds(found), found.task().id(), name)
        .filter(_ -> !state.isRunning())
        .map(hold ->
            "%s(%s, %d s)"
                .formatted(
                    state.word(),
                    hold.waiting().words(),
                    Math.max(
                        0,
                        Duration.between(
                                Held.since(hold, found.task(), found.wanted()), Instant.now())
                            .toSeconds())))
        .orElseGet(() -> brief(state));
  }

  private static String brief(ContainerState state) {
    return switch (state) {
      case ContainerState.Stopped(_, _, var code, _, _) when code.isPresent() ->
          "STOPPED(" + code.getAsInt() + ")";
      case ContainerState.Absent _,
          ContainerState.Created _,
          ContainerState.Running _,
          ContainerState.Stopped _ ->
          state.word();
    };
  }

  private static Map<String, Object> container(
      FoundTask found, ContainerName name, ContainerState state) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("name", name);
    ContainerSnapshot snapshot = found.containers().get(name);
    if (snapshot != null) {
      shape.put("image", snapshot.image());
      shape.put("runtimeId", snapshot.id());
    }
    shape.put("lastStatus", state.word());
    switch (state) {
      case ContainerState.Running(_, _, var health) -> shape.put("healthStatus", health);
      case ContainerState.Stopped(_, var startedAt, var code, var reason, var stoppedAt) -> {
        shape.put("exitCode", code);
        shape.put("reason", reason);
        shape.put("startedAt", startedAt);
        shape.put("stoppedAt", startedAt.map(_ -> stoppedAt));
      }
      case ContainerState.Absent _, ContainerState.Created _ -> {}
    }
    Held.of(holds(found), found.task().id(), name)
        .ifPresent(hold ->
            shape.put(
                "waitingFor", Held.shape(hold, Held.since(hold, found.task(), found.wanted()))));
    found
        .holder()
        .flatMap(ContainerSnapshot::address)
        .ifPresent(a -> shape.put("networkInterfaces", List.of(Map.of("privateIpv4Address", a))));
    return shape;
  }

  private static Map<String, Object> endpoint(Endpoint endpoint) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("port", endpoint.port());
    shape.put("protocol", endpoint.protocol().word());
    shape.put("hostAddress", endpoint.hostAddress());
    shape.put("hostPort", endpoint.hostPort());
    return shape;
  }
}
