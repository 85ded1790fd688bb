package dev.taskdock.state;

import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is known of all services.
///
/// @param targets what load balancers told of targets; one they said nothing of is initial
/// @param alarms the names of those that are in ALARM, each with since when
/// @param identifiers the ids that are given next
public record Services(
    Map<ServiceName, ServiceState> states,
    Map<Target, TargetHealth> targets,
    Map<String, Instant> alarms,
    Identifiers identifiers) {
  /// None.
  public static final Services NONE = beginning(0);

  public Services {
    states = Collections.unmodifiableMap(new TreeMap<>(states));
    targets = Map.copyOf(targets);
    alarms = Map.copyOf(alarms);
  }

  /// None yet.
  ///
  /// @param seed of the ids that will be given
  public static Services beginning(long seed) {
    return new Services(Map.of(), Map.of(), Map.of(), new Identifiers(seed, 0));
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return states.isEmpty();
  }

  /// What is known of one, empty where there is none of that name.
  public Optional<ServiceState> state(ServiceName name) {
    return Optional.ofNullable(states.get(name));
  }

  /// All tasks of all services.
  public Stream<Map.Entry<TaskId, ServiceTask>> tasks() {
    return states.values().stream().flatMap(s -> s.tasks().entrySet().stream());
  }

  /// What was told of a target.
  public TargetHealth health(Target target) {
    return targets.getOrDefault(target, new TargetHealth.Initial());
  }

  Services after(Event.TargetHealthChanged event) {
    var changed = new HashMap<>(targets);
    changed.put(event.target(), event.health());
    return new Services(states, changed, alarms, identifiers);
  }

  /// A service that is gone is told nothing of.
  Services after(Event.Scaled event) {
    var changed = new TreeMap<>(states);
    changed.computeIfPresent(
        event.service(),
        (_, state) ->
            state.told(
                new ServiceEvent(
                    identifiers.uuid(),
                    event.at(),
                    "(service %s) %s".formatted(event.service(), event.activity()))));
    return new Services(changed, targets, alarms, identifiers.next());
  }

  /// An alarm that stays where it is keeps its moment.
  Services after(Event.AlarmChanged event) {
    var changed = new HashMap<>(alarms);
    if (event.inAlarm()) {
      changed.putIfAbsent(event.alarm(), event.at());
    } else {
      changed.remove(event.alarm());
    }
    return new Services(states, targets, changed, identifiers);
  }

  /// Told by the service of the task; of a task without one, nobody here tells.
  Services after(Event.PacketDropped event) {
    var changed = new TreeMap<>(states);
    changed.replaceAll((_, state) ->
        state.tasks().containsKey(event.task())
            ? state.told(new ServiceEvent(identifiers.uuid(), event.at(), event.sentence()))
            : state);
    return new Services(changed, targets, alarms, identifiers.next());
  }

  /// Told by each service with a deployment that registers in one of the groups.
  Services after(Event.RequestsFailed event) {
    var changed = new TreeMap<>(states);
    var ids = identifiers;
    for (var entry : changed.entrySet()) {
      boolean registers =
          entry.getValue().deployments().stream()
              .anyMatch(d -> d.revision().groups().anyMatch(event.groups()::contains));
      if (registers) {
        var message = "(service %s) %s".formatted(entry.getKey(), event.sentence());
        entry.setValue(entry.getValue().told(new ServiceEvent(ids.uuid(), event.at(), message)));
        ids = ids.next();
      }
    }
    return new Services(changed, targets, alarms, ids);
  }

  /// A task of no service is spared by nobody.
  Services after(Event.TaskProtected event) {
    var changed = new TreeMap<>(states);
    changed.replaceAll(
        (_, state) -> state.protecting(id -> id.equals(event.task()), event.until()));
    return new Services(changed, targets, alarms, identifiers);
  }

  /// A deployment that was superseded in the meantime is told nothing of it.
  Services after(Event.HookAnswered event) {
    var changed = new TreeMap<>(states);
    var ids = identifiers;
    for (var entry : changed.entrySet()) {
      var state = entry.getValue();
      var run =
          state.primary().hooks().stream()
              .filter(h -> h.isOpen() && h.executionId().equals(event.execution()))
              .findFirst();
      if (run.isPresent()) {
        var after = run.get().after(event.answer(), event.at());
        var known = state.with(d -> d.withHooks(h -> h.equals(run.get()) ? after : h));
        var sentence = after.sentence();
        if (sentence.isPresent()) {
          var message = "(service %s) %s".formatted(entry.getKey(), sentence.get());
          known = known.told(new ServiceEvent(ids.uuid(), event.at(), message));
          ids = ids.next();
        }
        entry.setValue(known);
      }
    }
    return new Services(changed, targets, alarms, ids);
  }

  /// A task of no service is none of ours.
  Services after(Event.StopAsked event) {
    var changed = new TreeMap<>(states);
    changed.replaceAll((_, state) ->
        state.stopping(id -> event.task().filter(t -> !t.equals(id)).isEmpty(), event.request()));
    return new Services(changed, targets, alarms, identifiers);
  }
}
