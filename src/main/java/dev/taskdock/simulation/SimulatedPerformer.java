package dev.taskdock.simulation;

import dev.taskdock.control.Performer;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Carries out actions in virtual time, as a script says, at an engine that is not there.
///
/// What it posts has the order of a real engine's: a death may be heard of before the answer to the
/// start or after the answer to the stop, and the holder's death is told of also when it was we who
/// removed it.
public final class SimulatedPerformer implements Performer {
  private static final Duration SOON = Duration.ofMillis(100);

  private final SimulatedTimeline timeline;
  private final Script script;
  private final Faults faults;
  private final Function<TaskId, TaskDefinition> definitions;
  private final Function<TaskId, String> addresses;
  private final Map<Activity, SimulatedProcess> processes = new HashMap<>();
  private final Set<TaskId> namespaces = new HashSet<>();
  private int made;

  /// @param definitions the definition of each task
  public SimulatedPerformer(
      SimulatedTimeline timeline,
      Script script,
      Faults faults,
      Function<TaskId, TaskDefinition> definitions) {
    this(timeline, script, faults, definitions, new InOrder());
  }

  /// @param addresses which address a task has, asked for when its namespace is there
  public SimulatedPerformer(
      SimulatedTimeline timeline,
      Script script,
      Faults faults,
      Function<TaskId, TaskDefinition> definitions,
      Function<TaskId, String> addresses) {
    this.timeline = timeline;
    this.script = script;
    this.faults = faults;
    this.definitions = definitions;
    this.addresses = addresses;
  }

  /// One after the other, each once.
  private static final class InOrder implements Function<TaskId, String> {
    private int given;

    @Override
    public String apply(TaskId task) {
      given++;
      return "10.128.%d.%d".formatted(given / 256, given % 256);
    }
  }

  @Override
  public void perform(Action action) {
    switch (action) {
      case Action.PullImage pull -> answer(script.of(pull.image()).pullTakes(), () -> pulled(pull));
      case Action.CreateSandbox create -> answer(SOON, () -> created(create));
      case Action.StartSandbox start -> answer(SOON, () -> started(start));
      case Action.CreateContainer create ->
          answer(image(create.task(), create.container()).createTakes(), () -> created(create));
      case Action.StartContainer start ->
          later(image(start.task(), start.container()).startTakes(), () -> start(start));
      case Action.RestartContainer restart ->
          later(image(restart.task(), restart.container()).startTakes(), () -> restart(restart));
      case Action.GiveUp(var task, var container, var code, var reason, _) ->
          timeline.post(new Event.ContainerGivenUp(task, container, code, reason, timeline.now()));
      case Action.StopContainer stop -> later(Duration.ZERO, () -> stop(stop));
      case Action.KillContainer kill -> later(Duration.ZERO, () -> kill(kill));
      case Action.RemoveSandbox remove -> answer(SOON, () -> removed(remove));
      case Action.CallHook(var call, _) ->
          answer(
              SOON,
              () ->
                  new Event.HookAnswered(
                      call.executionId(), script.hooks().apply(call), timeline.now()));
    }
  }

  /// The holder of a task's namespace ends, whoever did that.
  public void loseNamespace(TaskId task) {
    if (namespaces.remove(task)) {
      timeline.post(
          new Event.SandboxFailed(
              task,
              Optional.empty(),
              "ContainerNetworkingError: the holder of the task's network namespace ended",
              timeline.now()));
    }
  }

  /// The engine does not answer any more.
  public void loseEngine() {
    timeline.post(new Event.EngineLost("the engine closed the connection", timeline.now()));
  }

  private Event pulled(Action.PullImage action) {
    return failure(action, script.of(action.image()).pullFailure())
        .<Event>map(why ->
            new Event.ImageFailed(
                action.image(),
                action.credentials(),
                "CannotPullContainerError: " + why,
                timeline.now()))
        .orElseGet(() ->
            new Event.ImagePulled(action.image(), "sha256:" + action.image(), timeline.now()));
  }

  private Event created(Action.CreateSandbox action) {
    return failure(action, Optional.empty())
        .map(why -> sandboxFailed(action.task(), Verb.CREATE_SANDBOX, why))
        .orElseGet(() -> new Event.SandboxCreated(action.task(), newId("holder"), timeline.now()));
  }

  private Event started(Action.StartSandbox action) {
    var failure = failure(action, Optional.empty());
    if (failure.isPresent()) {
      return sandboxFailed(action.task(), Verb.START_SANDBOX, failure.get());
    }
    namespaces.add(action.task());
    return new Event.SandboxReady(
        action.task(), addresses.apply(action.task()), List.of(), timeline.now());
  }

  private Event created(Action.CreateContainer action) {
    var image = image(action.task(), action.container());
    var failure = failure(action, image.createFailure());
    if (failure.isPresent()) {
      return new Event.ContainerFailed(
          action.task(),
          action.container(),
          Verb.CREATE,
          "CannotCreateContainerError: " + failure.get(),
          timeline.now());
    }
    processes.put(
        key(action.task(), action.container()),
        new SimulatedProcess(
            timeline, faults, action.task(), action.container(), image.behaviour()));
    return new Event.ContainerCreated(
        action.task(), action.container(), newId(action.container().name()), timeline.now());
  }

  private void start(Action.StartContainer action) {
    var image = image(action.task(), action.container());
    Optional<String> noNamespace =
        namespaces.contains(action.task())
            ? Optional.empty()
            : Optional.of("cannot join network of a non running container");
    failure(action, image.startFailure().or(() -> noNamespace))
        .ifPresentOrElse(
            why ->
                timeline.post(
                    new Event.ContainerFailed(
                        action.task(),
                        action.container(),
                        Verb.START,
                        "CannotStartContainerError: " + why,
                        timeline.now())),
            process(action.task(), action.container())::start);
  }

  private void restart(Action.RestartContainer action) {
    failure(action, Optional.empty())
        .ifPresentOrElse(
            why ->
                timeline.post(
                    new Event.ContainerFailed(
                        action.task(),
                        action.container(),
                        Verb.RESTART,
                        "CannotStartContainerError: " + why,
                        timeline.now())),
            process(action.task(), action.container())::restart);
  }

  private void stop(Action.StopContainer action) {
    faults
        .failure(action)
        .ifPresentOrElse(
            why -> timeline.post(refused(action.task(), action.container(), Verb.STOP, why)),
            () ->
                process(action.task(), action.container()).stop(action.timeout(), timeline::post));
  }

  private void kill(Action.KillContainer action) {
    faults
        .failure(action)
        .ifPresentOrElse(
            why -> timeline.post(refused(action.task(), action.container(), Verb.KILL, why)),
            () -> process(action.task(), action.container()).kill(timeline::post));
  }

  private Event removed(Action.RemoveSandbox action) {
    loseNamespace(action.task());
    definitions.apply(action.task()).containers().stream()
        .map(c -> processes.get(key(action.task(), c.name())))
        .filter(Objects::nonNull)
        .forEach(process -> process.kill(_ -> {}));
    return new Event.SandboxRemoved(action.task(), timeline.now());
  }

  private Optional<String> failure(Action action, Optional<String> scripted) {
    return faults.failure(action).or(() -> scripted);
  }

  private Event sandboxFailed(TaskId task, Verb verb, String why) {
    return new Event.SandboxFailed(
        task, Optional.of(verb), "ContainerNetworkingError: " + why, timeline.now());
  }

  private Event refused(TaskId task, ContainerName container, Verb verb, String why) {
    return new Event.ContainerStopAnswered(task, container, verb, Optional.of(why), timeline.now());
  }

  private void answer(Duration takes, Supplier<Event> event) {
    later(takes, () -> timeline.post(event.get()));
  }

  private void later(Duration takes, Runnable what) {
    timeline.after(takes.plus(faults.delay()), what);
  }

  private ScriptedImage image(TaskId task, ContainerName container) {
    return script.of(definitions.apply(task).containerNamed(container));
  }

  private SimulatedProcess process(TaskId task, ContainerName container) {
    var process = processes.get(key(task, container));
    if (process == null) {
      throw new IllegalStateException("container " + container + " was never made");
    }
    return process;
  }

  private String newId(String name) {
    return name + "-" + ++made;
  }

  private static Activity key(TaskId task, ContainerName container) {
    return Event.activity(Verb.START, task, container);
  }
}
