package dev.taskdock.cli;

import dev.taskdock.app.FoundTask;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.model.ContainerName;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.TaskStop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /// `RUNNING`, `PENDING` or `STOPPED(3)`.
  static String brief(ContainerState state) {
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
      case ContainerState.Stopped(_, _, var code, var reason, _) -> {
        shape.put("exitCode", code);
        shape.put("reason", reason);
      }
      case ContainerState.Absent _, ContainerState.Created _ -> {}
    }
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
