package dev.taskdock.state;

import dev.taskdock.model.DeploymentId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// A task that a service has launched.
///
/// @param launchedAt when that was
/// @param reached what was noted of it, and when
/// @param protectedUntil until when it is not stopped to scale in or to deploy
public record ServiceTask(
    WantedTask wanted,
    DeploymentId deployment,
    Instant launchedAt,
    Map<Milestone, Instant> reached,
    Optional<Instant> protectedUntil) {
  public ServiceTask {
    var copy = new EnumMap<Milestone, Instant>(Milestone.class);
    copy.putAll(reached);
    reached = Collections.unmodifiableMap(copy);
  }

  /// A task that was launched just now.
  public ServiceTask(WantedTask wanted, DeploymentId deployment, Instant launchedAt) {
    this(wanted, deployment, launchedAt, Map.of(), Optional.empty());
  }

  /// Whether a milestone was noted.
  public boolean has(Milestone milestone) {
    return reached.containsKey(milestone);
  }

  /// When a milestone was noted.
  public Optional<Instant> at(Milestone milestone) {
    return Optional.ofNullable(reached.get(milestone));
  }

  /// The same with one milestone more.
  public ServiceTask with(Milestone milestone, Instant at) {
    var more = new EnumMap<Milestone, Instant>(Milestone.class);
    more.putAll(reached);
    more.putIfAbsent(milestone, at);
    return new ServiceTask(wanted, deployment, launchedAt, more, protectedUntil);
  }

  /// The same without a milestone.
  public ServiceTask without(Milestone milestone) {
    var fewer = new EnumMap<Milestone, Instant>(Milestone.class);
    fewer.putAll(reached);
    fewer.remove(milestone);
    return new ServiceTask(wanted, deployment, launchedAt, fewer, protectedUntil);
  }

  /// The same, wanted in another way.
  public ServiceTask with(WantedTask other) {
    return new ServiceTask(other, deployment, launchedAt, reached, protectedUntil);
  }

  /// The same, spared until then.
  public ServiceTask protectedUntil(Optional<Instant> until) {
    return new ServiceTask(wanted, deployment, launchedAt, reached, until);
  }

  /// The same, counted to a deployment of the same revision.
  public ServiceTask of(DeploymentId other) {
    var startedBy = wanted.startedBy().map(s -> new StartedBy(s.service(), other, s.revision()));
    return new ServiceTask(wanted.startedBy(startedBy), other, launchedAt, reached, protectedUntil);
  }
}
