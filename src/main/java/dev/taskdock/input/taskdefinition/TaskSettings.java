package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2016;
import static dev.taskdock.problem.Code.TD2019;

import dev.taskdock.input.Fields;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.problem.Diagnostic;
import java.util.List;
import java.util.Optional;

/// What holds for a task as a whole beside its size: roles, `pidMode`, `ephemeralStorage`, tags.
final class TaskSettings {
  private static final int SMALLEST = 21;
  private static final int LARGEST = 200;

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
  static Optional<Integer> ephemeralStorage(Fields task) {
    if (task.isHollow("ephemeralStorage")) {
      task.add(
          Diagnostic.error(TD2019, "ephemeralStorage without \"sizeInGiB\"")
              .at(task.locationOf("ephemeralStorage"))
              .because("ECS requires it: the object says nothing else.")
              .fixedBy("write {\"sizeInGiB\": 21} or more, or remove it to have 20 GiB"));
    }
    return task.object("ephemeralStorage").flatMap(TaskSettings::gibibytes);
  }

  private static Optional<Integer> gibibytes(Fields storage) {
    Vocabulary.tell(storage);
    long size = storage.whole("sizeInGiB").orElse(0);
    if (SMALLEST <= size && size <= LARGEST) {
      return Optional.of((int) size);
    }
    var diagnostic =
        Diagnostic.error(TD2019, "ephemeral storage of " + size + " GiB")
            .at(storage.locationOf("sizeInGiB"))
            .fixedBy("write 21 to 200, or remove it to have 20 GiB");
    storage.add(
        size < SMALLEST
            ? diagnostic.becauseAwsSays("EphemeralStorage size should be at least 21")
            : diagnostic.because("Fargate offers 200 GiB at most."));
    return Optional.empty();
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
