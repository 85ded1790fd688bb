package dev.taskdock.simulation;

import dev.taskdock.control.Loop;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Health;
import dev.taskdock.state.Observed;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The loop run on the simulation: what `taskdock plan` shows.
///
/// It assumes that images behave: they can be had, services start, health checks pass at their
/// first probe, and a container whose end others wait for ends with code 0 after a second. It stops
/// when nothing more would happen.
public final class Rehearsal {
  private static final Set<DependencyCondition> ENDS =
      EnumSet.of(DependencyCondition.COMPLETE, DependencyCondition.SUCCESS);

  private Rehearsal() {}

  /// The transcript of so many tasks of a definition; the same one each time.
  public static Transcript of(TaskDefinition definition, int count) {
    var timeline = new SimulatedTimeline();
    var transcript = new Transcript();
    var performer =
        new SimulatedPerformer(timeline, script(definition), Faults.NONE, _ -> definition);
    var desired = new Desired(tasks(definition, count), false);
    try {
      var _ = new Loop(timeline, performer, transcript, desired, Observed.NOTHING).run();
    } catch (AtRest _) {
      // All that is to run runs.
    } catch (InterruptedException e) {
      throw new IllegalStateException("a simulation never waits", e);
    }
    return transcript;
  }

  private static Map<TaskId, WantedTask> tasks(TaskDefinition definition, int count) {
    var tasks = new TreeMap<TaskId, WantedTask>();
    for (int i = 1; i <= count; i++) {
      tasks.put(id(i), WantedTask.of(definition));
    }
    return tasks;
  }

  /// Ids that differ in the part that is shown.
  private static TaskId id(int number) {
    return new TaskId("%08x".formatted(number).repeat(4));
  }

  private static Script script(TaskDefinition definition) {
    return new Script(
        Map.of(),
        definition.containers().stream()
            .collect(
                Collectors.toMap(
                    ContainerDefinition::name,
                    c -> ScriptedImage.of(behaviour(definition, c)),
                    (first, _) -> first)));
  }

  private static Behaviour behaviour(TaskDefinition definition, ContainerDefinition container) {
    if (isAwaited(definition, container.name())) {
      return Behaviour.SERVES.exits(0, Duration.ofSeconds(1));
    }
    return container
        .healthCheck()
        .map(check -> Behaviour.SERVES.turns(Health.HEALTHY, check.interval()))
        .orElse(Behaviour.SERVES);
  }

  private static boolean isAwaited(TaskDefinition definition, ContainerName name) {
    return definition.containers().stream()
        .flatMap(c -> c.dependencies().stream())
        .anyMatch(d -> d.container().equals(name) && ENDS.contains(d.condition()));
  }
}
