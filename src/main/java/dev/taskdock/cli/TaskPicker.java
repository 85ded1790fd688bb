package dev.taskdock.cli;

import dev.taskdock.app.FoundTask;
import dev.taskdock.model.ContainerName;
import dev.taskdock.problem.Quoted;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// Finds the task a user means among those there are.
///
/// A task is named by the beginning of its id, by its family, or by its project.
final class TaskPicker {
  private final List<FoundTask> tasks;

  TaskPicker(List<FoundTask> tasks) {
    this.tasks = tasks;
  }

  /// One container of one task.
  record Target(FoundTask task, ContainerName container) {}

  /// All tasks that `word` names.
  List<FoundTask> named(String word) {
    return tasks.stream().filter(t -> isNamed(t, word)).toList();
  }

  /// All tasks that `word` names, which are of one project: nobody means the tasks of others by a
  /// family that they have too.
  ///
  /// @throws Rejected when they are of several; that has been said on `err`
  List<FoundTask> ofOneProject(String word, PrintStream err) throws Rejected {
    var named = named(word);
    var projects = named.stream().map(FoundTask::project).distinct().sorted().toList();
    if (projects.size() > 1) {
      err.println(
          "taskdock: %s names tasks of several projects; say which with --project: %s"
              .formatted(Quoted.of(word), String.join(", ", projects)));
      throw new Rejected();
    }
    return named;
  }

  /// The container that `word` names: `CONTAINER`, `TASK/CONTAINER`, or a `TASK` with one
  /// container.
  ///
  /// @throws Rejected when it names none or several; that has been said on `err`
  Target target(String word, PrintStream err) throws Rejected {
    int slash = word.indexOf('/');
    var candidates =
        slash > 0
            ? containers(named(word.substring(0, slash)), word.substring(slash + 1))
            : containers(tasks, word);
    if (candidates.isEmpty() && slash < 0) {
      candidates =
          named(word).stream()
              .filter(t -> t.containers().size() == 1)
              .map(t -> new Target(t, t.containers().keySet().iterator().next()))
              .toList();
    }
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    err.println(
        candidates.isEmpty()
            ? "taskdock: no container " + word + "; there are: " + names()
            : "taskdock: " + word + " is in several tasks; say which: " + names());
    throw new Rejected();
  }

  private static List<Target> containers(List<FoundTask> tasks, String container) {
    return tasks.stream()
        .flatMap(t ->
            t.containers().keySet().stream()
                .filter(c -> c.name().equals(container))
                .map(c -> new Target(t, c)))
        .toList();
  }

  private String names() {
    var names =
        tasks.stream()
            .flatMap(t ->
                t.containers().keySet().stream()
                    .sorted()
                    .map(c -> t.task().id().abbreviated() + "/" + c))
            .toList();
    return Optional.of(names)
        .filter(n -> !n.isEmpty())
        .map(n -> String.join(", ", n))
        .orElse("none");
  }

  private static boolean isNamed(FoundTask task, String word) {
    return (word.length() >= 3 && task.task().id().id().startsWith(word))
        || task.wanted().definition().family().name().equals(word)
        || task.project().equals(word);
  }
}
