package dev.taskdock.simulation;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Event;
import dev.taskdock.state.Registration;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Load balancers that check the targets of services, in virtual time, as a script says.
///
/// A target of an image that the script does not name is healthy after two seconds.
public final class SimulatedBalancer implements Consumer<Snapshot> {
  private static final Map<Duration, TargetHealth> WELL =
      Map.of(Duration.ofSeconds(2), new TargetHealth.Healthy());

  private final SimulatedTimeline timeline;
  private final Map<ImageReference, Map<Duration, TargetHealth>> healths;
  private final Set<Target> registered = new HashSet<>();

  /// @param healths by the image of a task's first container: what its targets become, and how long
  ///   after they were registered
  public SimulatedBalancer(
      SimulatedTimeline timeline, Map<ImageReference, Map<Duration, TargetHealth>> healths) {
    this.timeline = timeline;
    this.healths = new HashMap<>(healths);
  }

  @Override
  public void accept(Snapshot snapshot) {
    var now = new HashSet<Target>();
    Registration.of(snapshot.observed())
        .forEach(registration -> {
          now.add(registration.target());
          if (!registered.contains(registration.target())) {
            check(registration.target(), image(snapshot, registration.target().task()));
          }
        });
    registered.clear();
    registered.addAll(now);
  }

  private void check(Target target, ImageReference image) {
    healths
        .getOrDefault(image, WELL)
        .forEach((after, health) -> timeline.after(after, () -> tell(target, health)));
  }

  private void tell(Target target, TargetHealth health) {
    if (registered.contains(target)) {
      timeline.post(new Event.TargetHealthChanged(target, health, timeline.now()));
    }
  }

  private static ImageReference image(Snapshot snapshot, TaskId task) {
    return snapshot.desired().task(task).definition().containers().getFirst().image();
  }
}
