package dev.taskdock.simulation;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Hold;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Event;
import dev.taskdock.state.Sandbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// What a loop did, one line for each event, action and hold, in the order of its turns.
///
/// ```
/// start web/7f3a0c11 app  because db is HEALTHY
/// hold web/7f3a0c11 app  for db HEALTHY
/// exited web/7f3a0c11 app  with 1
/// ```
///
/// A hold is told once, not in each turn that it lasts.
public final class Transcript implements Consumer<Snapshot> {
  private final List<String> lines = new ArrayList<>();
  private final Set<Activity> exited = new HashSet<>();
  private Set<Hold> holding = Set.of();
  private List<String> holds = List.of();

  @Override
  public void accept(Snapshot snapshot) {
    snapshot.events().stream()
        .filter(event -> isNews(event, snapshot))
        .map(event -> line(event, snapshot))
        .forEach(lines::add);
    snapshot.plan().actions().stream().map(action -> line(action, snapshot)).forEach(lines::add);
    snapshot.plan().holds().stream()
        .filter(hold -> !holding.contains(hold))
        .map(hold -> line(hold, snapshot))
        .forEach(lines::add);
    holding = new HashSet<>(snapshot.plan().holds());
    holds = snapshot.plan().holds().stream().map(hold -> line(hold, snapshot)).toList();
  }

  /// The lines so far.
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /// The lines of what is still held after the last turn.
  public List<String> holds() {
    return holds;
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }

  /// A nudge says nothing, that a holder died while it was removed is no failure, and an end may be
  /// heard of twice.
  private boolean isNews(Event event, Snapshot snapshot) {
    return switch (event) {
      case Event.Nudged _ -> false;
      case Event.ContainerExited(var task, var container, _, _, _) ->
          exited.add(Event.activity(Activity.Verb.START, task, container));
      case Event.ContainerRestarted(var task, var container, _) -> {
        exited.remove(Event.activity(Activity.Verb.START, task, container));
        yield true;
      }
      case Event.SandboxFailed(var task, _, _, _) ->
          snapshot.observed().task(task).sandbox() instanceof Sandbox.Failed;
      case Event.ImagePulled _,
          Event.ImageFailed _,
          Event.SandboxCreated _,
          Event.SandboxReady _,
          Event.SandboxRemoved _,
          Event.ContainerCreated _,
          Event.ContainerStarted _,
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
          Event.TaskProtected _ ->
          true;
    };
  }

  private static String line(Action action, Snapshot snapshot) {
    var what =
        switch (action) {
          case Action.PullImage a ->
              "pull "
                  + a.image()
                  + a.credentials().map(c -> " with the login " + c.text()).orElse("");
          case Action.CreateSandbox a -> "create " + namespace(a.task(), snapshot);
          case Action.StartSandbox a -> "start " + namespace(a.task(), snapshot);
          case Action.CreateContainer a -> "create " + name(a.task(), a.container(), snapshot);
          case Action.StartContainer a -> "start " + name(a.task(), a.container(), snapshot);
          case Action.RestartContainer a -> "restart " + name(a.task(), a.container(), snapshot);
          case Action.GiveUp a -> "give up " + name(a.task(), a.container(), snapshot);
          case Action.StopContainer a -> "stop " + name(a.task(), a.container(), snapshot);
          case Action.KillContainer a -> "kill " + name(a.task(), a.container(), snapshot);
          case Action.CallHook a -> "call hook " + a.call().target();
          case Action.RemoveSandbox a -> "remove " + namespace(a.task(), snapshot);
        };
    return what + "  because " + action.because();
  }

  private static String line(Hold hold, Snapshot snapshot) {
    return "hold "
        + name(hold.task(), hold.container(), snapshot)
        + "  for "
        + hold.waiting().words();
  }

  private static String line(Event event, Snapshot snapshot) {
    return switch (event) {
      case Event.ImagePulled e -> "pulled " + e.image();
      case Event.ImageFailed e -> "failed " + e.image() + "  with " + e.reason();
      case Event.SandboxCreated e -> "created " + namespace(e.task(), snapshot);
      case Event.SandboxReady e -> "ready " + namespace(e.task(), snapshot);
      case Event.SandboxFailed e ->
          "failed " + namespace(e.task(), snapshot) + "  with " + e.reason();
      case Event.SandboxRemoved e -> "removed " + namespace(e.task(), snapshot);
      case Event.ContainerCreated e -> "created " + name(e.task(), e.container(), snapshot);
      case Event.ContainerStarted e -> "started " + name(e.task(), e.container(), snapshot);
      case Event.ContainerRestarted e -> "restarted " + name(e.task(), e.container(), snapshot);
      case Event.ContainerFailed e ->
          "failed " + name(e.task(), e.container(), snapshot) + "  with " + e.reason();
      case Event.ContainerGivenUp e ->
          "gave up " + name(e.task(), e.container(), snapshot) + "  with " + e.reason();
      case Event.ContainerExited e ->
          "exited "
              + name(e.task(), e.container(), snapshot)
              + (e.exitCode().isPresent() ? "  with " + e.exitCode().getAsInt() : "")
              + e.reason().map(r -> "  because " + r).orElse("");
      case Event.ContainerHealthChanged e ->
          "turned " + name(e.task(), e.container(), snapshot) + "  " + e.health();
      case Event.ContainerStopAnswered e ->
          "failed to "
              + e.verb().name().toLowerCase(Locale.ROOT)
              + " "
              + name(e.task(), e.container(), snapshot)
              + e.failure().map(f -> "  with " + f).orElse("");
      case Event.EngineLost e -> "lost engine  with " + e.reason();
      case Event.PacketDropped e ->
          "told of " + namespace(e.task(), snapshot) + "  " + e.sentence();
      case Event.RequestsFailed e -> "told of requests  " + e.sentence();
      case Event.TargetHealthChanged(var target, var health, _) ->
          "turned target %s:%d in %s  %s"
              .formatted(
                  name(target.task(), snapshot), target.port(), target.group(), health.word());
      case Event.Scaled(var service, var activity, _) ->
          "scaled %s  %s".formatted(service, activity);
      case Event.AlarmChanged(var alarm, var inAlarm, _) ->
          "alarm %s %s".formatted(alarm, inAlarm ? "ALARM" : "OK");
      case Event.HookAnswered(var execution, var answer, _) ->
          "answered hook %s  %s".formatted(execution, answer);
      case Event.StopAsked e ->
          "asked to stop " + e.task().map(task -> name(task, snapshot)).orElse("all");
      case Event.TaskProtected e ->
          e.until().isPresent()
              ? "protected " + name(e.task(), snapshot)
              : "no more protected " + name(e.task(), snapshot);
      case Event.Nudged _ -> "nudged";
    };
  }

  private static String namespace(TaskId task, Snapshot snapshot) {
    return name(task, snapshot) + " namespace";
  }

  private static String name(TaskId task, ContainerName container, Snapshot snapshot) {
    return name(task, snapshot) + " " + container;
  }

  private static String name(TaskId task, Snapshot snapshot) {
    return snapshot.desired().task(task).definition().family() + "/" + task.abbreviated();
  }
}
