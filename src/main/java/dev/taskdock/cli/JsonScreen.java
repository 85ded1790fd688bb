package dev.taskdock.cli;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.ServiceEvent;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import dev.taskdock.state.WantedTask;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/// A run as one JSON object a line on stdout.
///
/// Every object has `type`, `at` and `task`: `task` (lastStatus, stopCode, stoppedReason),
/// `container` (lastStatus, exitCode, reason, healthStatus, waitingFor), `endpoint`, `log`, `note`.
/// An event of a service has `type` `service`, `service`, `id` and `message`.
final class JsonScreen implements RunScreen {
  private final Terminal terminal;
  private final Map<String, Map<String, Object>> shown = new HashMap<>();
  private final HoldTimes holdTimes = new HoldTimes();
  private final AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});

  JsonScreen(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void stopBy(Runnable action) {
    stop.set(action);
  }

  @Override
  public void turned(Snapshot snapshot) {
    holdTimes.turned(snapshot.plan().holds(), Instant.now());
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) -> {
          Task task = snapshot.observed().task(id);
          turned(id, wanted, task, snapshot.observed().status(id, wanted), snapshot.plan().holds());
        });
  }

  @Override
  public void progressed(String subject, ImageProgress progress) {
    if (progress.total().isEmpty()) {
      var event = event("image", Optional.empty());
      event.put("image", subject);
      event.put("text", progress.text().strip());
      write(event);
    }
  }

  @Override
  public void printed(LogLine line) {
    var event = event("log", Optional.of(line.source().task()));
    event.put("at", line.at().toString());
    event.put("container", line.source().container());
    event.put("stream", line.source().stream().name().toLowerCase(Locale.ROOT));
    event.put("text", line.text());
    if (!line.ends()) {
      event.put("partial", true);
    }
    write(event);
  }

  /// Container states are told turn by turn.
  @Override
  public void ended(
      TaskId task, ContainerName container, OptionalInt code, Optional<String> reason) {}

  @Override
  public void listening(TaskId task, Endpoint endpoint) {
    var event = event("endpoint", Optional.of(task));
    event.put("port", endpoint.port());
    event.put("protocol", endpoint.protocol().word());
    event.put("hostAddress", endpoint.hostAddress());
    event.put("hostPort", endpoint.hostPort());
    write(event);
  }

  @Override
  public void silent(TaskId task, Endpoint endpoint, String explanation) {
    note(Optional.of(task), explanation);
  }

  @Override
  public void portTaken(TaskId task, ContainerName container, String explanation) {
    note(Optional.of(task), container + " could not listen: " + explanation);
  }

  @Override
  public void noted(String text) {
    note(Optional.empty(), text);
  }

  @Override
  public void close() {}

  /// An event of a service.
  void happened(ServiceName service, ServiceEvent happened) {
    var event = event("service", Optional.empty());
    event.put("at", happened.createdAt().toString());
    event.put("service", service.name());
    event.put("id", happened.id());
    event.put("message", happened.message());
    write(event);
  }

  private void turned(
      TaskId id, WantedTask wanted, Task task, TaskStatus status, List<Hold> holds) {
    task.containers()
        .forEach((name, state) -> container(task, name, state, Held.of(holds, id, name)));
    var event = event("task", Optional.of(id));
    event.put("taskDefinition", wanted.definition().familyAndRevision());
    event.put("lastStatus", status);
    event.put("healthStatus", task.health(wanted));
    wanted.startedBy().ifPresent(by -> event.put("group", by.group()));
    TaskStop.of(wanted, task)
        .ifPresent(s -> {
          event.put("stopCode", s.code().word());
          event.put("stoppedReason", s.reason());
        });
    writeIfNew(id.id(), event);
  }

  private void container(Task task, ContainerName name, ContainerState state, Optional<Hold> hold) {
    var id = task.id();
    var event = event("container", Optional.of(id));
    event.put("container", name);
    event.put("lastStatus", state.word());
    switch (state) {
      case ContainerState.Running(var engineId, _, var health) -> {
        event.put("runtimeId", engineId);
        event.put("healthStatus", health);
      }
      case ContainerState.Stopped(var engineId, _, var code, var reason, _) -> {
        event.put("runtimeId", engineId);
        event.put("exitCode", code);
        event.put("reason", reason);
      }
      case ContainerState.Absent _, ContainerState.Created _ -> {}
    }
    int restarts = task.restarts(name).count();
    if (restarts > 0) {
      event.put("restartCount", restarts);
    }
    hold.ifPresent(h -> event.put("waitingFor", Held.shape(h, holdTimes.since(h))));
    writeIfNew(id + "/" + name, event);
  }

  private void note(Optional<TaskId> task, String text) {
    var event = event("note", task);
    event.put("text", text);
    write(event);
  }

  private static Map<String, Object> event(String type, Optional<TaskId> task) {
    var event = new LinkedHashMap<String, Object>();
    event.put("type", type);
    event.put("at", Instant.now());
    event.put("task", task.map(TaskId::id));
    return event;
  }

  private synchronized void writeIfNew(String key, Map<String, Object> event) {
    var facts = new LinkedHashMap<>(event);
    facts.remove("at");
    if (!facts.equals(shown.put(key, facts))) {
      write(event);
    }
  }

  private synchronized void write(Map<String, Object> event) {
    try {
      JsonWriter.writeLine(terminal.out(), event);
    } catch (IOException _) {
      stop.get().run();
    }
  }
}
