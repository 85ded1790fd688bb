package dev.taskdock.metadata;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.RuntimeId;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Documents by the container's id (versions 3 and 4) and by the caller's address (version 2).
///
/// Source: the agent's `tmds/handlers/v4/handlers.go` and its older siblings.
final class MetadataPaths {
  private final Tasks tasks;
  private final InstantSource clock;

  MetadataPaths(Tasks tasks, InstantSource clock) {
    this.tasks = tasks;
    this.clock = clock;
  }

  /// @param words what follows the version: an id and what is asked of it
  Answer byId(Version version, List<String> words) {
    var id = words.getFirst();
    return switch (String.join("/", words.subList(1, words.size()))) {
      case "" ->
          words.size() > 1
              ? Answer.notFound()
              : of(id, noContainer(version, id), (t, c) -> container(t, c, version));
      case "task" ->
          of(id, noTask(version, "task metadata", id), (t, _) -> task(t, version, false));
      case "taskWithTags" ->
          of(id, noTask(version, "task metadata", id), (t, _) -> task(t, version, true));
      case "stats" -> of(id, noTask(version, "container stats", id), this::usage);
      case "task/stats" -> of(id, noTask(version, "task stats", id), (t, _) -> usages(t));
      default -> Answer.notFound();
    };
  }

  /// @param words what follows the version
  Answer byAddress(String caller, List<String> words) {
    var view = tasks.at(caller);
    if (view.isEmpty()) {
      return Answer.json(
          404,
          "V2 task metadata handler: unable to get task arn from request:"
              + " unable to associate '%s' with task".formatted(caller));
    }
    var task = view.get();
    var one = words.size() == 2 ? words.getLast() : "";
    return switch (words.getFirst() + (one.isEmpty() ? "" : "/*")) {
      case "metadata" -> task(task, Version.V2, false);
      case "metadataWithTags" -> task(task, Version.V2, true);
      case "metadata/*" -> named(task, one, c -> container(task, c, Version.V2));
      case "stats" -> usages(task);
      case "stats/*" -> named(task, one, c -> usage(task, c));
      default -> Answer.notFound();
    };
  }

  private Answer of(
      String id, String unknown, BiFunction<TaskView, ContainerDefinition, Answer> answer) {
    var task = RuntimeId.parse(id).flatMap(r -> tasks.task(r.task()));
    return task.flatMap(t -> container(t, id).map(c -> answer.apply(t, c)))
        .orElseGet(() -> Answer.json(404, unknown));
  }

  private static String noContainer(Version version, String id) {
    return version
        + " container metadata handler: unable to get container ID from request:"
        + " unable to get docker ID from v3 endpoint ID: "
        + id;
  }

  private static String noTask(Version version, String handler, String id) {
    return "%s %s handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: %s"
        .formatted(version, handler, id);
  }

  private static Optional<ContainerDefinition> container(TaskView task, String id) {
    return task.definition().containers().stream()
        .filter(c -> task.runtimeId(c).toString().equals(id))
        .findFirst();
  }

  private static Answer named(
      TaskView task, String id, Function<ContainerDefinition, Answer> answer) {
    return container(task, id)
        .map(answer)
        .orElseGet(
            () -> Answer.json(500, "unable to generate metadata for container '" + id + "'"));
  }

  private static Answer container(TaskView task, ContainerDefinition container, Version version) {
    return Answer.json(200, ContainerDocument.of(task, container, version));
  }

  private Answer task(TaskView task, Version version, boolean tagged) {
    return Answer.json(200, TaskDocument.of(task, version, tagged, clock.instant()));
  }

  /// A container that runs and has no sample yet uses nothing that is known: `null`.
  private Answer usage(TaskView task, ContainerDefinition container) {
    if (!task.state(container).isRunning()) {
      return Answer.json(500, "Unable to get container stats for: " + task.runtimeId(container));
    }
    return Answer.json(200, usageOf(task, container));
  }

  private Answer usages(TaskView task) {
    var usages = new LinkedHashMap<String, @Nullable Object>();
    var running =
        task.definition().containers().stream().filter(c -> task.state(c).isRunning()).toList();
    running.forEach(c -> tasks.follow(task.task().id(), c.name()));
    running.forEach(c -> usages.put(task.runtimeId(c).toString(), usageOf(task, c)));
    return Answer.json(200, usages);
  }

  private @Nullable Map<String, @Nullable Object> usageOf(
      TaskView task, ContainerDefinition container) {
    return tasks
        .usage(task.task().id(), container.name())
        .map(usage -> UsageDocument.of(task, container, usage))
        .orElse(null);
  }
}
