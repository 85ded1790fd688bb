package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.Event;
import dev.taskdock.state.HookCall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Something to do now. Each ends in exactly one event, see [#activity].
public sealed interface Action {
  /// What it is, for the record of what is in flight.
  Activity activity();

  /// Why it is done, a clause that follows "because".
  String because();

  /// Make sure the engine holds an image.
  ///
  /// @param credentials the secret with the login to its registry
  record PullImage(
      ImageReference image,
      Optional<SecretReference.Asm> credentials,
      RuntimePlatform platform,
      String because)
      implements Action {
    @Override
    public Activity activity() {
      return new Activity(Verb.PULL, image.text());
    }
  }

  /// Ask what stands for the function of a lifecycle hook.
  record CallHook(HookCall call, String because) implements Action {
    @Override
    public Activity activity() {
      return new Activity(Verb.CALL_HOOK, call.executionId());
    }
  }

  /// Make the holder of a task's namespace.
  record CreateSandbox(TaskId task, String because) implements Action {
    @Override
    public Activity activity() {
      return new Activity(Verb.CREATE_SANDBOX, task.id());
    }
  }

  /// Start the holder and put the packet rules in place.
  record StartSandbox(TaskId task, String holderId, String because) implements Action {
    @Override
    public Activity activity() {
      return new Activity(Verb.START_SANDBOX, task.id());
    }
  }

  /// Make a container that joins the namespace.
  record CreateContainer(TaskId task, ContainerName container, String holderId, String because)
      implements Action {
    @Override
    public Activity activity() {
      return Event.activity(Verb.CREATE, task, container);
    }
  }

  /// Start a container.
  record StartContainer(TaskId task, ContainerName container, String engineId, String because)
      implements Action {
    @Override
    public Activity activity() {
      return Event.activity(Verb.START, task, container);
    }
  }

  /// Start a container again that has ended.
  record RestartContainer(TaskId task, ContainerName container, String engineId, String because)
      implements Action {
    @Override
    public Activity activity() {
      return Event.activity(Verb.RESTART, task, container);
    }
  }

  /// Record that a container will never start.
  record GiveUp(
      TaskId task, ContainerName container, OptionalInt exitCode, String reason, String because)
      implements Action {
    @Override
    public Activity activity() {
      return Event.activity(Verb.GIVE_UP, task, container);
    }
  }

  /// Send the stop signal, and SIGKILL after the time-out.
  record StopContainer(
      TaskId task, ContainerName container, String engineId, Duration timeout, String because)
      implements Action {
    @Override
    public Activity activity() {
      return Event.activity(Verb.STOP, task, container);
    }
  }

  /// Send SIGKILL.
  record KillContainer(TaskId task, ContainerName container, String engineId, String because)
      implements Action {
    @Override
    public Activity activity() {
      return Event.activity(Verb.KILL, task, container);
    }
  }

  /// End the namespace and remove all that is left of the task.
  ///
  /// @param keep whether the ended containers stay for a look
  record RemoveSandbox(
      TaskId task, Optional<String> holderId, List<String> containers, boolean keep, String because)
      implements Action {
    public RemoveSandbox {
      containers = List.copyOf(containers);
    }

    @Override
    public Activity activity() {
      return new Activity(Verb.REMOVE_SANDBOX, task.id());
    }
  }
}
