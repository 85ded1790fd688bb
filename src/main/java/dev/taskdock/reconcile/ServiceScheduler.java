package dev.taskdock.reconcile;

import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Activity;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.Services;
import dev.taskdock.state.Task;
import dev.taskdock.state.Throttle;
import dev.taskdock.state.TrafficShift;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The table of contents of what is decided for services: which tasks there should be.
///
/// To launch a task or to ask one to stop needs no engine: it is written down, in what is known of
/// the service, and [Reconciler] does with that task what it does with any. So this comes before it
/// in each turn.
public final class ServiceScheduler {
  private final Desired desired;
  private final Observed observed;
  private final Instant now;
  private final Supply supply;
  private final Map<ServiceName, ServiceState> states = new TreeMap<>();
  private final Map<TaskId, Task> launched = new HashMap<>();
  private final Set<TaskId> forgotten = new HashSet<>();
  private final Set<ImageReference> stale = new HashSet<>();
  private Optional<Instant> wakeAt = Optional.empty();

  private ServiceScheduler(Desired desired, Observed observed, Instant now) {
    this.desired = desired;
    this.observed = observed;
    this.now = now;
    this.supply = new Supply(observed.services().identifiers());
  }

  /// What the services decide now. Pure, and safe to repeat: a decision is taken once.
  public static Schedule decide(Desired desired, Observed observed, Instant now) {
    if (observed.engineLost().isPresent() || hasNone(desired, observed)) {
      return new Schedule(withTasks(desired, observed), observed, Optional.empty());
    }
    return new ServiceScheduler(desired, observed, now).decide();
  }

  private static boolean hasNone(Desired desired, Observed observed) {
    return desired.services().isEmpty() && observed.services().isEmpty();
  }

  private static Desired withTasks(Desired desired, Observed observed) {
    return observed.services().isEmpty() ? desired : desired.with(observed.services());
  }

  private Schedule decide() {
    var known = observed.services();
    desired
        .services()
        .forEach(
            (name, service) -> decide(service, known.state(name).orElseGet(() -> begun(service))));
    known
        .states()
        .forEach((name, state) -> {
          if (!desired.services().containsKey(name)) {
            decide(Service.of(name, state.asked(), 0), state.unprotected());
          }
        });
    var after = after();
    return new Schedule(withTasks(desired, after), after, wakeAt);
  }

  private ServiceState begun(Service service) {
    var plain = Deployment.of(supply.deployment(), service.revision(), now);
    var first = service.deployment().isAsked() ? plain.with(TrafficShift.ofService(now)) : plain;
    return new ServiceState(
        service.name(),
        service.revision(),
        List.of(first),
        Optional.empty(),
        Map.of(),
        Throttle.NONE,
        false,
        List.of());
  }

  private void decide(Service service, ServiceState before) {
    var draft = new ServiceDraft(service, desired.tempo(), before, observed, now, supply);
    DeploymentStart.decide(draft, before.asked());
    Milestones.note(draft);
    CircuitBreaker.decide(draft);
    AlarmWatch.decide(draft);
    HookWatch.decide(draft);
    if (draft.primary().shift().isPresent()) {
      BlueGreen.decide(draft);
    } else {
      Rollout.decide(draft);
    }
    draft.notices().gather();
    Steady.decide(draft);
    take(draft, before);
  }

  private void take(ServiceDraft draft, ServiceState before) {
    launched.putAll(draft.launched());
    forgotten.addAll(draft.forgotten());
    stale.addAll(draft.stale());
    draft.wakeAt().ifPresent(this::wakeAt);
    var name = draft.service().name();
    if (isGone(before)) {
      forgotten.addAll(before.tasks().keySet());
      return;
    }
    var state = draft.state(before);
    states.put(name, state.equals(before) ? before : state);
    if (isGone(state)) {
      wakeAt(now);
    }
  }

  /// Whether nobody wants a service and all of its tasks were known to have ended: what ends in
  /// this turn stays for those who are told of it.
  private boolean isGone(ServiceState state) {
    return !desired.services().containsKey(state.name())
        && state.tasks().values().stream().allMatch(t -> t.has(Milestone.ENDED));
  }

  private void wakeAt(Instant moment) {
    wakeAt = Optional.of(wakeAt.filter(moment::isAfter).orElse(moment));
  }

  private Observed after() {
    if (states.equals(observed.services().states()) && stale.isEmpty()) {
      return observed;
    }
    var tasks = new TreeMap<>(observed.tasks());
    tasks.putAll(launched);
    tasks.keySet().removeAll(forgotten);
    var images = new TreeMap<>(observed.images());
    images.keySet().removeIf(i -> stale.contains(i) && !isPulled(i));
    return new Observed(tasks, images, observed.inFlight(), observed.engineLost(), services());
  }

  private Services services() {
    var targets = new HashMap<>(observed.services().targets());
    targets.keySet().removeIf(target -> forgotten.contains(target.task()));
    return new Services(states, targets, observed.services().alarms(), supply.rest());
  }

  private boolean isPulled(ImageReference image) {
    return observed.isInFlight(new Activity(Activity.Verb.PULL, image.text()));
  }
}
