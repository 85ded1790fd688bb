package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Restart;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Whether one entry of a container's `dependsOn` holds now.
///
/// Source: the agent's dependency graph (conditions; D11; startTimeout T1–T4).
final class Dependencies {
  /// The answer.
  sealed interface Verdict {
    /// It holds.
    record Holds() implements Verdict {}

    /// Not yet; `until` is when its startTimeout runs out.
    record Waits(Optional<Instant> until) implements Verdict {}

    /// It never will; `reason` is ECS's text for the dependent.
    record Never(String reason) implements Verdict {}
  }

  private static final Verdict HOLDS = new Verdict.Holds();

  private Dependencies() {}

  static Verdict judge(
      WantedTask wanted,
      Task task,
      ContainerDefinition dependent,
      Dependency dependency,
      Instant now) {
    var state = Restart.seen(wanted, task, dependency.container());
    var met =
        switch (dependency.condition()) {
          case START -> start(state);
          case COMPLETE -> complete(state);
          case SUCCESS -> success(state);
          case HEALTHY -> healthy(state);
        };
    return switch (met) {
      case YES -> HOLDS;
      case NEVER -> new Verdict.Never(failure(wanted, task, dependent, dependency));
      case NOT_YET -> waiting(wanted, task, dependent, dependency, now);
    };
  }

  /// Why a container may start, a clause that follows "because".
  static String because(ContainerDefinition container) {
    return container.dependencies().isEmpty()
        ? "it depends on nothing"
        : container.dependencies().stream()
            .map(d -> d.container() + " is " + d.condition())
            .collect(Collectors.joining(" and "));
  }

  private enum Met {
    YES,
    NOT_YET,
    NEVER
  }

  /// A dependent that was given up counts as STOPPED with code 143, hence as started (D11).
  private static Met start(ContainerState state) {
    return switch (state) {
      case ContainerState.Running _ -> Met.YES;
      case ContainerState.Stopped(_, var startedAt, var code, _, _) ->
          startedAt.isPresent() || code.isPresent() ? Met.YES : Met.NEVER;
      case ContainerState.Absent _, ContainerState.Created _ -> Met.NOT_YET;
    };
  }

  /// What never ran and has no code was not completed; a dependent that was given up was (D11).
  private static Met complete(ContainerState state) {
    return switch (state) {
      case ContainerState.Stopped(_, var startedAt, var code, _, _) ->
          startedAt.isPresent() || code.isPresent() ? Met.YES : Met.NEVER;
      case ContainerState.Absent _, ContainerState.Created _, ContainerState.Running _ ->
          Met.NOT_YET;
    };
  }

  private static Met success(ContainerState state) {
    return switch (state) {
      case ContainerState.Stopped(_, _, var code, _, _) ->
          code.equals(OptionalInt.of(0)) ? Met.YES : Met.NEVER;
      case ContainerState.Absent _, ContainerState.Created _, ContainerState.Running _ ->
          Met.NOT_YET;
    };
  }

  private static Met healthy(ContainerState state) {
    return switch (state) {
      case ContainerState.Running(_, _, var health) ->
          health == Health.HEALTHY ? Met.YES : Met.NOT_YET;
      case ContainerState.Stopped _ -> Met.NEVER;
      case ContainerState.Absent _, ContainerState.Created _ -> Met.NOT_YET;
    };
  }

  /// START never times out; the others do, by the dependency's own startTimeout.
  private static Verdict waiting(
      WantedTask wanted,
      Task task,
      ContainerDefinition dependent,
      Dependency dependency,
      Instant now) {
    if (dependency.condition() == DependencyCondition.START) {
      return new Verdict.Waits(Optional.empty());
    }
    var timeout = wanted.definition().containerNamed(dependency.container()).timeouts().start();
    Optional<Instant> until =
        Restart.seen(wanted, task, dependency.container())
                instanceof ContainerState.Running(_, var startedAt, _)
            ? timeout.map(startedAt::plus)
            : Optional.empty();
    return until.filter(moment -> !now.isBefore(moment)).isPresent()
        ? new Verdict.Never(timedOut(wanted, task, dependent, dependency))
        : new Verdict.Waits(until);
  }

  private static String failure(
      WantedTask wanted, Task task, ContainerDefinition dependent, Dependency dependency) {
    var because =
        switch (dependency.condition()) {
          case SUCCESS -> "dependency did not exit successfully.";
          case HEALTHY -> "dependency stopped before it was healthy.";
          case START, COMPLETE -> "dependency never started.";
        };
    return ("CannotStartContainerError: dependency graph: failed to resolve container ordering"
            + " dependency [%s] for target [%s] as %s")
        .formatted(
            described(wanted, task, dependency.container()),
            described(wanted, task, dependent.name()),
            because);
  }

  private static String timedOut(
      WantedTask wanted, Task task, ContainerDefinition dependent, Dependency dependency) {
    return ("CannotStartContainerError: dependency graph: container ordering dependency [%s] for"
            + " target [%s] has timed out.")
        .formatted(
            described(wanted, task, dependency.container()),
            described(wanted, task, dependent.name()));
  }

  /// `name(image) (KNOWN->DESIRED)` and the exit code, as the agent prints a container.
  private static String described(WantedTask wanted, Task task, ContainerName name) {
    var state = task.container(name);
    var known =
        switch (state) {
          case ContainerState.Absent _ -> "NONE";
          case ContainerState.Created _ -> "CREATED";
          case ContainerState.Running _ -> "RUNNING";
          case ContainerState.Stopped _ -> "STOPPED";
        };
    var exit =
        state instanceof ContainerState.Stopped(_, _, var code, _, _) && code.isPresent()
            ? " - Exit: " + code.getAsInt()
            : "";
    return "%s(%s) (%s->RUNNING)%s"
        .formatted(name, wanted.definition().containerNamed(name).image(), known, exit);
  }
}
