package dev.taskdock.cli;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LineWriter;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Event;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// A run as text: log lines on stdout, everything else on stderr.
final class TextScreen implements RunScreen {
  private static final int SIGKILLED = 137;

  private final Terminal terminal;
  private final Map<TaskId, Subject> subjects = new ConcurrentHashMap<>();
  private final LineWriter lines;
  private final boolean several;
  private final boolean quiet;
  private final ProgressLine progress;
  private final Map<TaskId, TaskStatus> shown = new HashMap<>();
  private final HoldTimes holdTimes = new HoldTimes();
  private final Set<Hold> held = new HashSet<>();
  private final Map<String, Stopping> stopping = new ConcurrentHashMap<>();
  private final AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});

  /// Whom a line is about.
  ///
  /// @param group the service of a task, else its family
  private record Subject(String group, TaskDefinition definition) {}

  /// A stop that was asked for.
  private record Stopping(long since, Duration timeout) {
    boolean isOver() {
      return System.nanoTime() - since >= timeout.toNanos();
    }
  }

  /// @param definitions whose containers will print, to begin with
  /// @param several whether there is more than one task, so that names carry the task's
  /// @param quiet whether only log lines and failures are shown
  TextScreen(
      Terminal terminal,
      List<TaskDefinition> definitions,
      LineWriter.Layout layout,
      boolean several,
      boolean quiet) {
    this.terminal = terminal;
    this.several = several;
    this.quiet = quiet;
    this.lines =
        new LineWriter(
            terminal.out(), layout, source -> name(source.task(), source.container().name()));
    this.progress = new ProgressLine(terminal.err(), terminal.live() && !quiet, quiet);
    definitions.stream()
        .flatMap(d -> d.containers().stream())
        .forEach(c -> lines.expect(several ? "00000000/" + c.name() : c.name().name()));
  }

  @Override
  public void stopBy(Runnable action) {
    stop.set(action);
  }

  @Override
  public void turned(Snapshot snapshot) {
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) ->
            subjects.computeIfAbsent(
                id,
                _ ->
                    new Subject(
                        wanted
                            .startedBy()
                            .map(by -> by.service().name())
                            .orElse(wanted.definition().family().name()),
                        wanted.definition())));
    snapshot.events().forEach(event -> happened(snapshot, event));
    snapshot.plan().actions().forEach(this::begun);
    snapshot.plan().holds().stream()
        .map(HoldTimes::same)
        .filter(held::add)
        .filter(TextScreen::isWorthALine)
        .forEach(hold -> say(words(hold)));
    waiting(snapshot.plan().holds());
    snapshot
        .desired()
        .tasks()
        .forEach((id, wanted) -> {
          Task task = snapshot.observed().task(id);
          var status = snapshot.observed().status(id, wanted);
          if (shown.put(id, status) != status) {
            statusChanged(id, status, TaskStop.of(wanted, task));
          }
        });
  }

  @Override
  public void progressed(String subject, ImageProgress step) {
    progress.show(subject, step);
  }

  @Override
  public void printed(LogLine line) {
    progress.clear();
    try {
      lines.write(line);
    } catch (IOException _) {
      // Whoever read our output is gone: `taskdock run … | head`. Then the task ends too.
      stop.get().run();
    }
  }

  @Override
  public void ended(
      TaskId task, ContainerName container, OptionalInt code, Optional<String> reason) {
    var name = name(task, container.name());
    progress.stopped(name);
    say(
        name
            + (code.isPresent() ? " exited with code " + code.getAsInt() : " is gone")
            + reason.map(r -> " (" + r + ")").orElse(""));
    var asked = stopping.remove(name);
    if (asked != null && code.equals(OptionalInt.of(SIGKILLED)) && asked.isOver()) {
      say(
          ("  it was killed after %d s: PID 1 ignores a signal it does not handle; handle it, or set"
                  + " initProcessEnabled")
              .formatted(asked.timeout().toSeconds()));
    }
  }

  @Override
  public void listening(TaskId task, Endpoint endpoint) {
    say("%s  %s".formatted(taskName(task), address(task, endpoint)));
  }

  @Override
  public void silent(TaskId task, Endpoint endpoint, String explanation) {
    say("%s  %s".formatted(taskName(task), explanation));
  }

  @Override
  public void portTaken(TaskId task, ContainerName container, String explanation) {
    fail("%s could not listen: %s".formatted(name(task, container.name()), explanation));
    fail(
        "  fix  give one of them another port: on Fargate the containers of a task share all ports");
  }

  @Override
  public void noted(String text) {
    say(text);
  }

  @Override
  public void close() {
    progress.waiting(List.of());
    progress.clear();
  }

  private void happened(Snapshot snapshot, Event event) {
    switch (event) {
      case Event.ContainerFailed(var task, var container, _, var reason, _) ->
          fail("%s: %s".formatted(name(task, container.name()), reason));
      case Event.ContainerGivenUp(var task, var container, _, var reason, _) ->
          fail("%s: %s".formatted(name(task, container.name()), reason));
      case Event.SandboxFailed(var task, _, var reason, _) -> {
        if (snapshot.observed().task(task).sandbox() instanceof Sandbox.Failed) {
          fail("%s: %s".formatted(taskName(task), reason));
        }
      }
      case Event.ContainerStopAnswered(var task, var container, _, var failure, _) ->
          failure.ifPresent(
              f -> fail("%s could not be stopped: %s".formatted(name(task, container.name()), f)));
      case Event.ContainerRestarted(var task, var container, _) ->
          say(
              "%s restarted (restartPolicy, restart %d)"
                  .formatted(
                      name(task, container.name()),
                      snapshot.observed().task(task).restarts(container).count()));
      case Event.ContainerHealthChanged(var task, var container, var health, var output, _) ->
          say(
              "%s is %s%s"
                  .formatted(
                      name(task, container.name()),
                      health,
                      output.map(o -> ": the last probe said: " + o.strip()).orElse("")));
      case Event.ContainerExited _,
          Event.ImagePulled _,
          Event.ImageFailed _,
          Event.SandboxCreated _,
          Event.SandboxReady _,
          Event.SandboxRemoved _,
          Event.ContainerCreated _,
          Event.ContainerStarted _,
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

  private void begun(Action action) {
    switch (action) {
      case Action.StopContainer(var task, var container, _, var timeout, _) -> {
        stopping.put(name(task, container.name()), new Stopping(System.nanoTime(), timeout));
        progress.countDown(name(task, container.name()), timeout);
      }
      case Action.KillContainer(var task, var container, _, _) ->
          say("killing " + name(task, container.name()));
      case Action.PullImage _,
          Action.CreateSandbox _,
          Action.StartSandbox _,
          Action.CreateContainer _,
          Action.StartContainer _,
          Action.RestartContainer _,
          Action.GiveUp _,
          Action.CallHook _,
          Action.RemoveSandbox _ -> {}
    }
  }

  /// What mostly takes as long as an engine's answer is told once it takes longer.
  private static boolean isWorthALine(Hold hold) {
    return switch (hold.waiting()) {
      case Waiting.ForDependency(_, var condition, _) -> condition != DependencyCondition.START;
      case Waiting.ForDependents _ -> true;
      case Waiting.ForImage _, Waiting.ForVolumes _, Waiting.ForDrain _, Waiting.ForSandbox _ ->
          false;
    };
  }

  private String words(Hold hold) {
    var name = name(hold.task(), hold.container().name());
    return hold.waiting() instanceof Waiting.ForDependency(var container, var condition, _)
        ? "%s waits for %s to be %s".formatted(name, container, condition)
        : name + " waits for " + hold.waiting().words();
  }

  private void waiting(List<Hold> holds) {
    var now = Instant.now();
    holdTimes.turned(holds, now);
    progress.waiting(
        holds.stream()
            .map(hold ->
                new ProgressLine.Wait(
                    words(hold),
                    System.nanoTime() - Duration.between(holdTimes.since(hold), now).toNanos(),
                    isWorthALine(hold)))
            .toList());
  }

  private void statusChanged(TaskId id, TaskStatus status, Optional<TaskStop> stop) {
    switch (status) {
      case RUNNING -> say(taskName(id) + "  RUNNING");
      case STOPPING, STOPPED ->
          say(
              taskName(id)
                  + "  "
                  + status
                  + stop.map(s -> " (" + s.code().word() + ": " + s.reason() + ")").orElse(""));
      case PROVISIONING, PENDING, ACTIVATING, DEACTIVATING, DEPROVISIONING -> {}
    }
  }

  private void say(String text) {
    if (!quiet) {
      fail(text);
    }
  }

  private void fail(String text) {
    progress.clear();
    terminal.err().println(text);
  }

  private String address(TaskId task, Endpoint endpoint) {
    var owner =
        Optional.ofNullable(subjects.get(task)).map(Subject::definition).stream()
            .flatMap(d -> d.containers().stream())
            .filter(c -> c.ports().stream().anyMatch(p -> p.covers(endpoint.port())))
            .map(c -> c.name().name())
            .findFirst();
    var scheme =
        switch (endpoint.protocol()) {
          case TCP -> "http://";
          case UDP -> "udp://";
        };
    return scheme
        + (scheme.startsWith("http") && endpoint.hostPort() == 80
            ? endpoint.hostAddress()
            : endpoint.toString())
        + owner.map(o -> "  (" + o + ", port " + endpoint.port() + ")").orElse("");
  }

  private String taskName(TaskId id) {
    return Optional.ofNullable(subjects.get(id)).map(s -> s.group() + "/").orElse("")
        + id.abbreviated();
  }

  private String name(TaskId task, String container) {
    return several ? task.abbreviated() + "/" + container : container;
  }
}
