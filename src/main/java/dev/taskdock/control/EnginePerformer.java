package dev.taskdock.control;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.launch.ContainerSpecs;
import dev.taskdock.launch.RouterFile;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Carries out actions at an engine, each on a virtual thread of its own.
///
/// A failure becomes the event that ECS has a name for: `CannotPullContainerError`,
/// `CannotCreateContainerError`, `CannotStartContainerError`, `ContainerNetworkingError`.
public final class EnginePerformer implements Performer {
  private static final int STOP_ATTEMPTS = 5;

  private final Engine engine;
  private final Timeline timeline;
  private final ImageSupply images;
  private final SandboxKeeper sandboxes;
  private final Provisioner provisioner;
  private final Function<TaskId, TaskDefinition> definitions;
  private final HookTargets hooks;
  private final Listener listener;
  private final Map<ImageReference, Set<String>> imageVolumes = new ConcurrentHashMap<>();

  /// Hears of a container that was made and is not started yet.
  ///
  /// It is called while the task's namespace may still be on its way, so what it takes delays
  /// nothing. A container whose listener fails is removed again, as if it could not be made.
  @FunctionalInterface
  public interface Listener {
    /// A listener that has no use for it.
    Listener NONE = (_, _, _) -> {};

    /// The container `engineId` was made.
    void created(TaskId task, ContainerName container, String engineId);
  }

  /// @param definitions the definition of each task, overrides applied
  public EnginePerformer(
      Engine engine,
      Timeline timeline,
      ImageSupply images,
      SandboxKeeper sandboxes,
      Provisioner provisioner,
      Function<TaskId, TaskDefinition> definitions,
      HookTargets hooks,
      Listener listener) {
    this.engine = engine;
    this.timeline = timeline;
    this.images = images;
    this.sandboxes = sandboxes;
    this.provisioner = provisioner;
    this.definitions = definitions;
    this.hooks = hooks;
    this.listener = listener;
  }

  @Override
  public void perform(Action action) {
    Thread.ofVirtual()
        .name(action.activity().toString())
        .start(() ->
            perform(() -> {
              timeline.post(eventOf(action));
              if (action instanceof Action.RestartContainer restart) {
                tellOfEarlyEnd(restart);
              }
            }));
  }

  private void perform(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException fault) {
      timeline.fail(fault);
    }
  }

  private Event eventOf(Action action) {
    return switch (action) {
      case Action.PullImage pull -> pull(pull);
      case Action.CreateSandbox create -> createSandbox(create);
      case Action.StartSandbox start -> startSandbox(start);
      case Action.CreateContainer create -> create(create);
      case Action.StartContainer start -> start(start);
      case Action.RestartContainer restart -> restart(restart);
      case Action.GiveUp(var task, var container, var code, var reason, _) ->
          new Event.ContainerGivenUp(task, container, code, reason, timeline.now());
      case Action.StopContainer stop -> stop(stop);
      case Action.KillContainer kill -> kill(kill);
      case Action.RemoveSandbox remove -> remove(remove);
      case Action.CallHook(var call, _) ->
          new Event.HookAnswered(call.executionId(), hooks.call(call), timeline.now());
    };
  }

  private Event pull(Action.PullImage action) {
    try {
      var facts = images.obtain(action.image(), action.credentials(), action.platform());
      imageVolumes.put(action.image(), facts.volumes());
      return new Event.ImagePulled(action.image(), facts.id(), timeline.now());
    } catch (ProvisionException e) {
      return failed(action, String.valueOf(e.getMessage()));
    } catch (EngineException e) {
      return lost(e)
          .orElseGet(() -> failed(action, "CannotPullContainerError: " + e.failure().message()));
    }
  }

  private Event failed(Action.PullImage action, String reason) {
    return new Event.ImageFailed(action.image(), action.credentials(), reason, timeline.now());
  }

  private Event createSandbox(Action.CreateSandbox action) {
    try {
      var definition = definitions.apply(action.task());
      provisioner.prepare(action.task(), definition);
      var holder = sandboxes.create(action.task(), definition);
      return new Event.SandboxCreated(action.task(), holder, timeline.now());
    } catch (ProvisionException e) {
      return new Event.SandboxFailed(
          action.task(),
          Optional.of(Verb.CREATE_SANDBOX),
          String.valueOf(e.getMessage()),
          timeline.now());
    } catch (EngineException e) {
      return sandboxFailed(action.task(), Verb.CREATE_SANDBOX, e);
    }
  }

  private Event startSandbox(Action.StartSandbox action) {
    try {
      return sandboxes.start(action.task(), action.holderId());
    } catch (EngineException e) {
      return sandboxFailed(action.task(), Verb.START_SANDBOX, e);
    }
  }

  private Event create(Action.CreateContainer action) {
    try {
      var definition = definitions.apply(action.task());
      var container = definition.containerNamed(action.container());
      var id =
          engine.create(
              ContainerSpecs.of(
                  sandboxes.owner(action.task()),
                  action.task(),
                  definition,
                  container.withEnvironment(provisioner.environment(action.task(), container)),
                  sandboxes.place(
                      action.task(),
                      action.holderId(),
                      imageVolumes.getOrDefault(container.image(), Set.of()))));
      complete(
          action,
          id,
          RouterFile.of(sandboxes.owner(action.task()).locality(), action.task(), definition));
      return new Event.ContainerCreated(action.task(), action.container(), id, timeline.now());
    } catch (EngineException e) {
      return failed(action.task(), action.container(), Verb.CREATE, e);
    }
  }

  /// What is missing of a container that was made: a router's configuration, and whoever listens.
  private void complete(Action.CreateContainer action, String id, Optional<RouterFile> file) {
    try {
      file.filter(f -> f.router().equals(action.container()))
          .ifPresent(f -> engine.write(id, f.path(), f.text().getBytes(StandardCharsets.UTF_8)));
      listener.created(action.task(), action.container(), id);
    } catch (EngineException e) {
      if (lost(e).isEmpty()) {
        engine.remove(id);
      }
      throw e;
    }
  }

  private Event start(Action.StartContainer action) {
    try {
      sandboxes.startContainer(action.task(), action.engineId());
      return new Event.ContainerStarted(action.task(), action.container(), timeline.now());
    } catch (EngineException e) {
      return failed(action.task(), action.container(), Verb.START, e);
    }
  }

  /// Its output is followed anew: what we were attached to has ended with it.
  private Event restart(Action.RestartContainer action) {
    try {
      listener.created(action.task(), action.container(), action.engineId());
      engine.start(action.engineId());
      return new Event.ContainerRestarted(action.task(), action.container(), timeline.now());
    } catch (EngineException e) {
      return failed(action.task(), action.container(), Verb.RESTART, e);
    }
  }

  /// The end of a second life may be heard of before the answer that it has begun, and then counts
  /// for nothing; so the engine is asked once more.
  private void tellOfEarlyEnd(Action.RestartContainer action) {
    try {
      var snapshot = engine.inspect(action.engineId());
      if (snapshot.status() == ContainerSnapshot.Status.EXITED) {
        timeline.post(exited(action.task(), action.container(), snapshot));
      }
    } catch (EngineException _) {
      // Gone, or the engine is: the events tell of that.
    }
  }

  private Event stop(Action.StopContainer action) {
    return end(
        action.task(),
        action.container(),
        Verb.STOP,
        action.engineId(),
        () -> engine.stop(action.engineId(), action.timeout()));
  }

  private Event kill(Action.KillContainer action) {
    return end(
        action.task(),
        action.container(),
        Verb.KILL,
        action.engineId(),
        () -> {
          engine.signal(action.engineId(), "KILL");
          // The signal is on its way; this returns when it has done its work.
          engine.stop(action.engineId(), Duration.ZERO);
        });
  }

  /// Ends a container and says how it ended. The engine reports the death too, maybe later;
  /// whichever is heard first counts. A refusal is tried again as the agent does: five times, 1–5 s
  /// apart.
  private Event end(
      TaskId task, ContainerName container, Verb verb, String engineId, Runnable call) {
    for (int attempt = 1; ; attempt++) {
      try {
        call.run();
        return exited(task, container, engine.inspect(engineId));
      } catch (EngineException e) {
        if (e.failure() instanceof EngineFailure.NoSuchContainer) {
          return new Event.ContainerExited(
              task, container, OptionalInt.empty(), Optional.empty(), timeline.now());
        }
        if (attempt == STOP_ATTEMPTS || lost(e).isPresent()) {
          return lost(e)
              .orElse(
                  new Event.ContainerStopAnswered(
                      task, container, verb, Optional.of(e.failure().message()), timeline.now()));
        }
        LockSupport.parkNanos(Duration.ofSeconds(attempt).toNanos());
      }
    }
  }

  private Event exited(TaskId task, ContainerName container, ContainerSnapshot ended) {
    return new Event.ContainerExited(
        task,
        container,
        ended.exitCode(),
        ended.oomKilled() ? Optional.of(EngineEvents.OUT_OF_MEMORY) : Optional.empty(),
        timeline.now());
  }

  private Event remove(Action.RemoveSandbox action) {
    sandboxes.remove(action);
    return new Event.SandboxRemoved(action.task(), timeline.now());
  }

  private Event sandboxFailed(TaskId task, Verb verb, EngineException e) {
    return lost(e)
        .orElse(
            new Event.SandboxFailed(
                task,
                Optional.of(verb),
                "ContainerNetworkingError: " + e.failure().message(),
                timeline.now()));
  }

  private Event failed(TaskId task, ContainerName container, Verb verb, EngineException e) {
    var name = verb == Verb.CREATE ? "CannotCreateContainerError: " : "CannotStartContainerError: ";
    return lost(e)
        .orElse(
            new Event.ContainerFailed(
                task, container, verb, name + e.failure().message(), timeline.now()));
  }

  private Optional<Event> lost(EngineException e) {
    return e.failure() instanceof EngineFailure.Unreachable(var message)
        ? Optional.of(new Event.EngineLost(message, timeline.now()))
        : Optional.empty();
  }
}
