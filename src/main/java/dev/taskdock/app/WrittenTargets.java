package dev.taskdock.app;

import dev.taskdock.model.RuleAction;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.HealthRecord;
import dev.taskdock.routing.HealthState;
import dev.taskdock.routing.Member;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The targets that a file writes down, and their health checks. Those of a group that no rule
/// forwards to are not checked, as AWS does not.
final class WrittenTargets implements AutoCloseable {
  private final Workload.Front front;
  private final Map<Place, HealthCheck> checks = new LinkedHashMap<>();
  private final Set<Place> unused;
  private final Consumer<String> note;

  /// One target in one group.
  private record Place(TargetGroupName group, TargetId id) {}

  private WrittenTargets(Workload.Front front, Consumer<String> note) {
    this.front = front;
    this.note = note;
    var used = used(front);
    unused =
        front.targets().entrySet().stream()
            .filter(e -> !used.contains(e.getKey()))
            .flatMap(e -> e.getValue().stream().map(id -> new Place(e.getKey(), id)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /// Those of `front`, not checked yet.
  static WrittenTargets of(Workload.Front front, Consumer<String> note) {
    return new WrittenTargets(front, note);
  }

  /// Begins to check them.
  ///
  /// @param changed told when one's health has changed
  void begin(InstantSource clock, Runnable changed) {
    synchronized (checks) {
      for (var group : front.groups()) {
        front.targets().getOrDefault(group.name(), List.of()).stream()
            .map(id -> new Place(group.name(), id))
            .filter(place -> !unused.contains(place))
            .forEach(place -> checks.put(place, check(place, group, clock, changed)));
      }
    }
    changed.run();
  }

  private HealthCheck check(Place place, TargetGroup group, InstantSource clock, Runnable changed) {
    return HealthCheck.begin(
        place.id(),
        group.healthCheck(),
        clock,
        () -> isAnotherHealthy(place),
        record -> {
          changed.run();
          note.accept(words(place, record));
        });
  }

  private static String words(Place place, HealthRecord record) {
    var reason =
        record.reason().map(r -> ": %s (%s)".formatted(record.description(), r.code())).orElse("");
    return "target %s of %s is %s%s"
        .formatted(place.id(), place.group(), record.state().word(), reason);
  }

  private boolean isAnotherHealthy(Place place) {
    synchronized (checks) {
      return checks.entrySet().stream()
          .filter(e -> e.getKey().group().equals(place.group()) && !e.getKey().equals(place))
          .anyMatch(e -> e.getValue().record().state() == HealthState.HEALTHY);
    }
  }

  /// Those of a group, as the choice among them sees them.
  Stream<Member> members(TargetGroup group) {
    synchronized (checks) {
      return checks.entrySet().stream()
          .filter(e -> e.getKey().group().equals(group.name()))
          .flatMap(e -> e.getValue().record().member(e.getKey().id()).stream())
          .toList()
          .stream();
    }
  }

  private static Set<TargetGroupName> used(Workload.Front front) {
    return front.balancers().stream()
        .flatMap(b -> b.listeners().stream())
        .flatMap(l ->
            Stream.concat(Stream.of(l.defaultActions()), l.rules().stream().map(r -> r.actions())))
        .flatMap(actions ->
            actions.routing() instanceof RuleAction.Forward forward
                ? forward.groups().stream()
                : Stream.empty())
        .map(RuleAction.Forward.Weighted::group)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void close() {
    synchronized (checks) {
      checks.values().forEach(HealthCheck::end);
    }
  }
}
