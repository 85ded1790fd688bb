package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2023;
import static dev.taskdock.problem.Code.TD2024;
import static dev.taskdock.problem.Code.TD2025;

import dev.taskdock.input.Fields;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Resources;
import dev.taskdock.model.TaskSize;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What all containers of a task ask for together, against the size of the task.
///
/// Containers that set a hard `memory` only may add up to more than the task has: no refusal of AWS
/// is known for it.
final class Sums {
  private Sums() {}

  /// Tells where `drafts` ask for more than `size`.
  static void tell(List<Draft> drafts, TaskSize size, Fields task) {
    int cpu = size.cpu().units();
    int memory = size.memory().count();
    sum(drafts, "cpu", r -> r.cpu().map(CpuUnits::units), cpu, TD2023).ifPresent(task::add);
    sum(
            drafts,
            "memoryReservation",
            r -> r.memoryReservation().map(Mebibytes::count),
            memory,
            TD2025)
        .ifPresent(task::add);
    for (var draft : drafts) {
      draft
          .resources()
          .memory()
          .filter(limit -> limit.count() > memory)
          .ifPresent(limit -> task.add(above(draft, limit, memory)));
    }
  }

  private static Optional<Diagnostic> sum(
      List<Draft> drafts,
      String member,
      Function<Resources, Optional<Integer>> amount,
      int limit,
      Code code) {
    var asking = drafts.stream().filter(d -> amount.apply(d.resources()).orElse(0) > 0).toList();
    long sum = asking.stream().mapToLong(d -> amount.apply(d.resources()).orElse(0)).sum();
    if (sum <= limit) {
      return Optional.empty();
    }
    boolean cpu = code == TD2023;
    var diagnostic =
        Diagnostic.error(
                code,
                "the containers' " + member + " adds up to " + sum + ", the task has " + limit)
            .at(asking.getLast().fields().locationOf(member))
            .becauseAwsSays(
                "The sum of all container '"
                    + member
                    + "' values cannot be greater than the value of the task '"
                    + (cpu ? "cpu" : "memory")
                    + "'.")
            .fixedBy("lower the containers' numbers, or choose a larger task");
    for (var draft : asking.subList(0, asking.size() - 1)) {
      diagnostic = diagnostic.seeAlso(draft.fields().locationOf(member), draft.title());
    }
    return Optional.of(diagnostic);
  }

  private static Diagnostic above(Draft draft, Mebibytes limit, int memory) {
    return Diagnostic.error(
            TD2024, draft.title() + " has memory " + limit + ", the task has " + memory)
        .at(draft.fields().locationOf("memory"))
        .becauseAwsSays(
            "The 'memory' setting for container '"
                + draft.fields().text("name").orElse("")
                + "' is greater than for the task.")
        .fixedBy("lower it to " + memory + " or less, or choose a larger task");
  }
}
