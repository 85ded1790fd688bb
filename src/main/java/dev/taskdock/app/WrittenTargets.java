package dev.taskdock.app;

import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.HealthRecord;
import dev.taskdock.routing.HealthState;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Pool;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
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
    var used =
        Stream.concat(
                front.balancers().stream().flatMap(b -> RuleWords.groups(b).stream()),
                front.networks().stream().flatMap(b -> b.groups().stream()))
            .collect(Collectors.toSet());
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
        group,
        0,
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

  /// Those of all groups, as the choice among them sees them.
  List<Pool> pools() {
    return front.groups().stream().map(g -> Pool.of(g, members(g).toList())).toList();
  }

  /// Those of a group; before their first check too.
  Stream<Member> members(TargetGroup group) {
    synchronized (checks) {
      return front.targets().getOrDefault(group.name(), List.of()).stream()
          .map(id -> new Place(group.name(), id))
          .filter(place -> !unused.contains(place))
          .flatMap(place -> record(place).member(place.id()).stream())
          .toList()
          .stream();
    }
  }

  private HealthRecord record(Place place) {
    return Optional.ofNullable(checks.get(place))
        .map(HealthCheck::record)
        .orElse(HealthRecord.CHECKED_FIRST);
  }

  /// How each of them does.
  ///
  /// @param outstanding how many requests a target has not answered yet
  List<FrontStatus.Enrolled> statuses(ToIntFunction<TargetId> outstanding) {
    synchronized (checks) {
      return Stream.concat(
              checks.entrySet().stream()
                  .map(e ->
                      e.getValue()
                          .status(
                              e.getKey().group(),
                              e.getKey().id(),
                              outstanding.applyAsInt(e.getKey().id()))),
              unused.stream()
                  .map(place ->
                      HealthCheck.status(
                          HealthRecord.NOT_IN_USE, place.group(), place.id(), Optional.empty(), 0)))
          .toList();
    }
  }

  @Override
  public void close() {
    synchronized (checks) {
      checks.values().forEach(HealthCheck::end);
    }
  }
}
