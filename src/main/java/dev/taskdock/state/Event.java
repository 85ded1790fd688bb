package dev.taskdock.state;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity.Verb;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Something that happened. With [Observed#starting] the only way in which what is known changes.
public sealed interface Event {
  /// When it happened.
  Instant at();

  /// The action this event is the end of, if it is one's.
  default Optional<Activity> ends() {
    return Optional.empty();
  }

  /// The engine now holds an image.
  record ImagePulled(ImageReference image, String id, Instant at) implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(new Activity(Verb.PULL, image.text()));
    }
  }

  /// An image cannot be had with these credentials, or without any.
  record ImageFailed(
      ImageReference image, Optional<SecretReference.Asm> credentials, String reason, Instant at)
      implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(new Activity(Verb.PULL, image.text()));
    }
  }

  /// A holder was made.
  record SandboxCreated(TaskId task, String holderId, Instant at) implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(new Activity(Verb.CREATE_SANDBOX, task.id()));
    }
  }

  /// A namespace is there, its rules in place.
  record SandboxReady(TaskId task, String address, List<Endpoint> endpoints, Instant at)
      implements Event {
    public SandboxReady {
      endpoints = List.copyOf(endpoints);
    }

    @Override
    public Optional<Activity> ends() {
      return Optional.of(new Activity(Verb.START_SANDBOX, task.id()));
    }
  }

  /// A namespace could not be made (`verb` says which step) or was lost (no verb).
  record SandboxFailed(TaskId task, Optional<Verb> verb, String reason, Instant at)
      implements Event {
    @Override
    public Optional<Activity> ends() {
      return verb.map(v -> new Activity(v, task.id()));
    }
  }

  /// A namespace and all that was in it are gone.
  record SandboxRemoved(TaskId task, Instant at) implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(new Activity(Verb.REMOVE_SANDBOX, task.id()));
    }
  }

  /// What stands for the function of a lifecycle hook has answered, or failed to; or somebody has
  /// decided that a deployment that pauses may go on, or may not.
  ///
  /// @param execution the [HookRun#executionId]
  record HookAnswered(String execution, HookAnswer answer, Instant at) implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(new Activity(Verb.CALL_HOOK, execution));
    }
  }

  /// The engine has made a container.
  record ContainerCreated(TaskId task, ContainerName container, String engineId, Instant at)
      implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(activity(Verb.CREATE, task, container));
    }
  }

  /// The engine has started a container; it may be over by now.
  record ContainerStarted(TaskId task, ContainerName container, Instant at) implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(activity(Verb.START, task, container));
    }
  }

  /// The engine has started a container again that had ended.
  record ContainerRestarted(TaskId task, ContainerName container, Instant at) implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(activity(Verb.RESTART, task, container));
    }
  }

  /// A container could not be made or started, or not started again.
  record ContainerFailed(TaskId task, ContainerName container, Verb verb, String reason, Instant at)
      implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(activity(verb, task, container));
    }
  }

  /// A container will never start, because of its image or of what became of another.
  ///
  /// @param exitCode what ECS records for it: 143 after a failed dependency, none without an image
  record ContainerGivenUp(
      TaskId task, ContainerName container, OptionalInt exitCode, String reason, Instant at)
      implements Event {
    @Override
    public Optional<Activity> ends() {
      return Optional.of(activity(Verb.GIVE_UP, task, container));
    }
  }

  /// A container's process has ended; with it end all requests to stop it.
  record ContainerExited(
      TaskId task,
      ContainerName container,
      OptionalInt exitCode,
      Optional<String> reason,
      Instant at)
      implements Event {}

  /// A container's health check changed its mind.
  ///
  /// @param output what the last probe printed, where it failed
  record ContainerHealthChanged(
      TaskId task, ContainerName container, Health health, Optional<String> output, Instant at)
      implements Event {}

  /// The engine could not stop or kill a container, however often it was asked. A request that
  /// succeeds ends in [ContainerExited].
  record ContainerStopAnswered(
      TaskId task, ContainerName container, Verb verb, Optional<String> failure, Instant at)
      implements Event {
    @Override
    public Optional<Activity> ends() {
      return failure.map(_ -> activity(verb, task, container));
    }
  }

  /// The engine does not answer any more.
  record EngineLost(String reason, Instant at) implements Event {}

  /// A load balancer changed its mind about a target.
  record TargetHealthChanged(Target target, TargetHealth health, Instant at) implements Event {}

  /// Somebody asked a task of a service to stop, or all tasks of all services.
  record StopAsked(Optional<TaskId> task, StopRequest request) implements Event {
    @Override
    public Instant at() {
      return request.at();
    }
  }

  /// A task asked its service to spare it until then, or no more (UpdateTaskProtection).
  record TaskProtected(TaskId task, Optional<Instant> until, Instant at) implements Event {}

  /// Something to be told of a task among the events of its service: a packet was dropped.
  record PacketDropped(TaskId task, String sentence, Instant at) implements Event {}

  /// Something to be told of target groups among the events of the services that register in them:
  /// what became of requests.
  record RequestsFailed(Set<TargetGroupName> groups, String sentence, Instant at) implements Event {
    public RequestsFailed {
      groups = Set.copyOf(groups);
    }
  }

  /// Auto scaling did something to a service, in the words of its scaling activity.
  record Scaled(ServiceName service, String activity, Instant at) implements Event {}

  /// An alarm went into ALARM or came back from it.
  record AlarmChanged(String alarm, boolean inAlarm, Instant at) implements Event {}

  /// Something outside changed what is wanted; it carries nothing, it only wakes the loop.
  record Nudged(Instant at) implements Event {}

  /// The activity of doing something to one container.
  static Activity activity(Verb verb, TaskId task, ContainerName container) {
    return new Activity(verb, task.id() + "/" + container.name());
  }
}
