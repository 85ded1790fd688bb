package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2016;

import dev.taskdock.input.Fields;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.problem.Diagnostic;
import java.util.List;
import java.util.OptionalInt;

/// What holds for a task as a whole beside its size: roles, `pidMode`, `ephemeralStorage`, tags.
final class TaskSettings {
  private TaskSettings() {}

  /// The settings of `task`.
  static TaskOptions read(Fields task) {
    return new TaskOptions(
        task.text("taskRoleArn"),
        task.text("executionRoleArn"),
        sharedProcesses(task),
        ephemeralStorage(task).orElse(TaskOptions.DEFAULT.ephemeralStorageGib()),
        task.flag("enableFaultInjection").orElse(false),
        Tags.read(task));
  }

  /// The `ephemeralStorage` of a task or of overrides, in GiB.
  static OptionalInt ephemeralStorage(Fields task) {
    var storage = task.object("ephemeralStorage");
    storage.ifPresent(Vocabulary::tell);
    return storage
        .map(s -> s.whole("sizeInGiB"))
        .filter(size -> size.isPresent())
        .map(size -> OptionalInt.of((int) size.getAsLong()))
        .orElse(OptionalInt.empty());
  }

  private static boolean sharedProcesses(Fields task) {
    var mode = task.word("pidMode", List.of("task", "host"));
    if (mode.filter("host"::equals).isPresent()) {
      task.add(
          Diagnostic.error(TD2016, "\"pidMode\" \"host\" is refused on Fargate")
              .at(task.locationOf("pidMode"))
              .becauseAwsSays(
                  "Tasks using the Fargate launch type do not support pidMode 'host'. The supported"
                      + " value for pidMode is 'task'.")
              .fixedBy("write \"task\", or remove it"));
    }
    return mode.filter("task"::equals).isPresent();
  }
}
