package dev.taskdock.launch;

import dev.taskdock.engine.Limits;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskSize;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What one container of a task may use.
///
/// On Fargate the task's size is one cap around all of its containers. Where the task has a control
/// group of its own, that is the cap, and a container has only the `memory` it asks for. Else each
/// gets the task's CPU as its own quota and, where it has no `memory` of its own, the task's memory
/// as its limit: no container can use more than the task has, two together may. A container's `cpu`
/// is a weight among its siblings, as on ECS; 0 and 1 count as 2.
///
/// Source: the agent's `task_linux.go` (quota over a period of 100 000 µs; shares 2–262144).
final class TaskLimits {
  private static final int SMALLEST_SHARE = 2;
  private static final int LARGEST_SHARE = 262_144;

  private TaskLimits() {}

  static Limits of(TaskDefinition definition, ContainerDefinition container, Place place) {
    var resources = container.resources();
    var size = place.cgroup().isPresent() ? Optional.<TaskSize>empty() : definition.size();
    return new Limits(
        shares(definition, container),
        toLong(size.map(TaskSize::cpu).map(CpuUnits::quotaMicros)),
        toLong(resources.memory().or(() -> size.map(TaskSize::memory)).map(Mebibytes::bytes)),
        toLong(resources.memoryReservation().map(Mebibytes::bytes)),
        Ulimits.of(container.options().ulimits(), place.terms().ceilings()),
        place.cgroup());
  }

  /// Weights matter only if somebody names one; without, all are equal and the engine's default
  /// will do.
  private static OptionalInt shares(TaskDefinition definition, ContainerDefinition container) {
    boolean weighted =
        definition.containers().stream().anyMatch(c -> c.resources().cpu().isPresent());
    int units = container.resources().cpu().map(CpuUnits::units).orElse(0);
    return weighted
        ? OptionalInt.of(Math.clamp(units, SMALLEST_SHARE, LARGEST_SHARE))
        : OptionalInt.empty();
  }

  private static OptionalLong toLong(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
