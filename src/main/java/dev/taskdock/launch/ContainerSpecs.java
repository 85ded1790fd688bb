package dev.taskdock.launch;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Streams;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The specs of the containers that a task definition names.
public final class ContainerSpecs {
  private ContainerSpecs() {}

  /// What the engine is asked for, for one container of one task.
  ///
  /// It joins the namespace of `holderId` and has no network, no name and no published port of its
  /// own: a sibling's name must not resolve, as on Fargate.
  public static ContainerSpec of(
      Owner owner,
      TaskId task,
      TaskDefinition definition,
      ContainerDefinition container,
      Place place) {
    return new ContainerSpec(
        name(owner, task, container.name()),
        container.image(),
        place.terms().platform(),
        labels(owner, task, definition, container),
        Firelens.invocation(container),
        container.environment().with(Firelens.variables(container)),
        new Networking.Joined(place.holderId()),
        TaskLimits.of(definition, container, place),
        container.healthCheck().map(ContainerSpecs::probe),
        new Surroundings(
            Volumes.files(owner, task, definition, container, place),
            privileges(definition, container, place),
            streams(task, container, place)));
  }

  /// The name of a container in the engine.
  static String name(Owner owner, TaskId task, ContainerName container) {
    return owner.prefix() + "-" + task.abbreviated() + "-" + container;
  }

  /// Kernel parameters of the network belong to the namespace, so to its holder: an engine refuses
  /// them to a container that joins.
  private static Privileges privileges(
      TaskDefinition definition, ContainerDefinition container, Place place) {
    var own = new LinkedHashMap<>(container.options().systemControls());
    own.keySet().removeIf(Sandboxes::isOfNetwork);
    return new Privileges(
        container.options().capabilities(),
        container.options().init(),
        own,
        definition.options().sharedProcesses() ? Optional.of(place.holderId()) : Optional.empty());
  }

  private static Streams streams(TaskId task, ContainerDefinition container, Place place) {
    var routed = place.socketFolder().filter(_ -> container.logging().isRouted());
    return new Streams(
        container.options().pseudoTerminal(),
        container.options().interactive(),
        routed.map(_ -> Firelens.ENGINE_DRIVER).orElse(Streams.DEFAULT.logDriver()),
        routed
            .map(folder -> Firelens.engineOptions(task, container, folder))
            .orElse(Streams.DEFAULT.logOptions()));
  }

  private static Map<String, String> labels(
      Owner owner, TaskId task, TaskDefinition definition, ContainerDefinition container) {
    var labels = new LinkedHashMap<>(container.options().labels());
    labels.keySet().removeIf(label -> label.startsWith(Labels.PREFIX));
    labels.putAll(owner.labels("container"));
    labels.putAll(owner.locality().labels(task, definition, container.name()));
    labels.put(Labels.TASK, task.id());
    labels.put(Labels.DEFINITION, definition.familyAndRevision());
    labels.put(Labels.CONTAINER, container.name().name());
    labels.put(Labels.ESSENTIAL, Boolean.toString(container.essential()));
    labels.put(Labels.STOP_TIMEOUT, Long.toString(container.timeouts().stop().toSeconds()));
    container
        .timeouts()
        .start()
        .ifPresent(t -> labels.put(Labels.START_TIMEOUT, Long.toString(t.toSeconds())));
    labels.put(Labels.DEPENDS_ON, Lineup.of(container.dependencies()));
    return labels;
  }

  private static Probe probe(HealthCheck check) {
    return new Probe(
        check.test(), check.interval(), check.timeout(), check.retries(), check.startPeriod());
  }
}
