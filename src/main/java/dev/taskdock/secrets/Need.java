package dev.taskdock.secrets;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Secret;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A secret that a task needs, and the variable it becomes.
///
/// @param of whose `secrets` or `logConfiguration` names it
/// @param into in which container the variable is
/// @param variable its name there
/// @param place where it stands in the definition
record Need(ContainerName of, Secret secret, ContainerName into, String variable, Place place) {
  private static final String FIRELENS = "awsfirelens";

  /// All secrets that `task` needs.
  ///
  /// Options of a log driver that are secrets matter for FireLens only, where they become variables
  /// of the router: `OPTION_INDEX`, the index being the container's in the task. Other drivers ship
  /// output to AWS or beyond, which does not happen here.
  static List<Need> of(TaskDefinition task) {
    var needs = new ArrayList<Need>();
    var router =
        task.containers().stream().filter(c -> c.logging().router().isPresent()).findFirst();
    for (var container : task.containers()) {
      for (var secret : container.variables().secrets()) {
        needs.add(
            new Need(
                container.name(),
                secret,
                container.name(),
                secret.name(),
                place(container).then("secrets").item(secret.name())));
      }
      router.ifPresent(r -> needs.addAll(ofLogging(container, r, task)));
    }
    return needs;
  }

  private static List<Need> ofLogging(
      ContainerDefinition container, ContainerDefinition router, TaskDefinition task) {
    int index = task.containers().indexOf(container);
    return Optional.of(container)
        .flatMap(c -> c.logging().configuration())
        .filter(log -> log.driver().equals(FIRELENS))
        .map(LogConfiguration::secretOptions)
        .orElse(List.of())
        .stream()
        .map(secret ->
            new Need(
                container.name(),
                secret,
                router.name(),
                secret.name() + "_" + index,
                place(container)
                    .then("logConfiguration")
                    .then("secretOptions")
                    .item(secret.name())))
        .toList();
  }

  static Place place(ContainerDefinition container) {
    return Place.container(container.name().name());
  }
}
