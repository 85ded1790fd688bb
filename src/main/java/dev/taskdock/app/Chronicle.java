package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.metadata.TaskView.Pulls;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity.Verb;
import dev.taskdock.state.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// When things happened that the state of a task does not keep.
///
/// Written on the loop's thread, read from any.
final class Chronicle {
  private final InstantSource clock;
  private final Map<Subject, Instant> healthSince = new ConcurrentHashMap<>();
  private volatile Pulls pulls = Pulls.NONE;

  private record Subject(TaskId task, ContainerName container) {}

  Chronicle(InstantSource clock) {
    this.clock = clock;
  }

  void record(Snapshot snapshot) {
    boolean pulling = snapshot.observed().inFlight().stream().anyMatch(a -> a.verb() == Verb.PULL);
    if (pulling && pulls.startedAt().isEmpty()) {
      pulls = new Pulls(Optional.of(clock.instant()), Optional.empty());
    }
    snapshot.events().forEach(this::record);
  }

  /// When the images of the run's tasks were fetched; they share them.
  Pulls pulls() {
    return pulls;
  }

  Optional<Instant> healthSince(TaskId task, ContainerName container) {
    return Optional.ofNullable(healthSince.get(new Subject(task, container)));
  }

  private void record(Event event) {
    switch (event) {
      case Event.ImagePulled(_, _, var at) -> pulls = new Pulls(pulls.startedAt(), Optional.of(at));
      case Event.ContainerHealthChanged(var task, var container, _, _, var at) ->
          healthSince.put(new Subject(task, container), at);
      case Event.ImageFailed _,
          Event.SandboxCreated _,
          Event.SandboxReady _,
          Event.SandboxFailed _,
          Event.SandboxRemoved _,
          Event.ContainerCreated _,
          Event.ContainerStarted _,
          Event.ContainerRestarted _,
          Event.ContainerFailed _,
          Event.ContainerGivenUp _,
          Event.ContainerExited _,
          Event.ContainerStopAnswered _,
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
}
