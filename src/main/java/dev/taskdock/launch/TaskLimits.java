package dev.taskdock.launch;

import dev.taskdock.engine.Limits;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskSize;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What one container of a task may use.
///
/// On Fargate the task's size is one cap around all of its containers. An engine knows caps of
/// single containers, so each gets the task's CPU as its own quota and, where it has no `memory` of
/// its own, the task's memory as its limit: no container can use more than the task has, two
/// together may. A container's `cpu` is a weight among its siblings, as on ECS; 0 and 1 count as 2.
///
/// Source: the agent's `task_linux.go` (quota over a period of 100 000 µs; shares 2–262144).
final class TaskLimits {
  private static final int SMALLEST_SHARE = 2;
  private static final int LARGEST_SHARE = 262_144;

  private TaskLimits() {}

  static Limits of(TaskDefinition definition, ContainerDefinition container) {
    var resources = container.resources();
    return new Limits(
        shares(definition, container),
        toLong(definition.size().map(TaskSize::cpu).map(cpu -> cpu.units() * 100_000L / 1024)),
        toLong(
            resources
                .memory()
                .or(() -> definition.size().map(TaskSize::memory))
                .map(Mebibytes::bytes)),
        toLong(resources.memoryReservation().map(Mebibytes::bytes)),
        OptionalInt.empty());
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

  private static OptionalLong toLong(java.util.Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }
}
