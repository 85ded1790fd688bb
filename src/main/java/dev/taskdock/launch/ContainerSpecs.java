package dev.taskdock.launch;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Probe;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.Map;
import java.util.Optional;

/// The specs of the containers that a task definition names.
public final class ContainerSpecs {
  private ContainerSpecs() {}

  /// What the engine is asked for, for one container of one task.
  ///
  /// It joins the namespace of `holderId` and has no network, no name and no published port of its
  /// own: a sibling's name must not resolve, as on Fargate.
  ///
  /// @param platform as in `linux/arm64`, empty for the engine's own
  public static ContainerSpec of(
      Owner owner,
      TaskId task,
      TaskDefinition definition,
      ContainerDefinition container,
      String holderId,
      Optional<String> platform) {
    return new ContainerSpec(
        owner.prefix() + "-" + task.abbreviated() + "-" + container.name(),
        container.image(),
        platform,
        labels(owner, task, definition, container),
        container.invocation(),
        container.environment(),
        new Networking.Joined(holderId),
        TaskLimits.of(definition, container),
        container.healthCheck().map(ContainerSpecs::probe),
        Privileges.DEFAULT);
  }

  private static Map<String, String> labels(
      Owner owner, TaskId task, TaskDefinition definition, ContainerDefinition container) {
    var labels = owner.labels("container");
    labels.putAll(owner.locality().labels(task, definition, container.name()));
    labels.put(Labels.TASK, task.id());
    labels.put(Labels.DEFINITION, definition.familyAndRevision());
    labels.put(Labels.CONTAINER, container.name().name());
    labels.put(Labels.ESSENTIAL, Boolean.toString(container.essential()));
    labels.put(Labels.STOP_TIMEOUT, Long.toString(container.timeouts().stop().toSeconds()));
    labels.put(Labels.DEPENDS_ON, Lineup.of(container.dependencies()));
    return labels;
  }

  private static Probe probe(HealthCheck check) {
    return new Probe(
        check.test(), check.interval(), check.timeout(), check.retries(), check.startPeriod());
  }
}
