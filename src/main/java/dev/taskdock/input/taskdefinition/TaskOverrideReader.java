package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2007;
import static dev.taskdock.problem.Code.TD2024;
import static dev.taskdock.problem.Code.TD2090;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOverride;
import dev.taskdock.model.TaskSize;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the `overrides` of RunTask, as `aws ecs run-task --overrides` takes them; also with
/// `"overrides"` around them.
///
/// Source: RunTask, TaskOverride and ContainerOverride.
public final class TaskOverrideReader {
  private static final List<String> TASK =
      List.of(
          "containerOverrides",
          "cpu",
          "memory",
          "taskRoleArn",
          "executionRoleArn",
          "ephemeralStorage");
  private static final List<String> TASK_DEVICES = List.of("inferenceAcceleratorOverrides");
  private static final List<String> CONTAINER =
      List.of(
          "name",
          "command",
          "environment",
          "environmentFiles",
          "cpu",
          "memory",
          "memoryReservation");
  private static final List<String> CONTAINER_DEVICES = List.of("resourceRequirements");

  private final TaskDefinition definition;
  private final Problems problems;

  private TaskOverrideReader(TaskDefinition definition, Problems problems) {
    this.definition = definition;
    this.problems = problems;
  }

  /// The overrides in `source` for `definition`; empty if there is any error, after telling all.
  public static Optional<TaskOverride> read(
      Source source, TaskDefinition definition, Problems problems) {
    var own = new Problems();
    var override =
        TaskDefinitionReader.tree(source, own)
            .flatMap(root -> new TaskOverrideReader(definition, own).read(root));
    own.all().forEach(problems::add);
    return override;
  }

  private Optional<TaskOverride> read(Node root) {
    var findings = new Findings(problems);
    var object = Fields.ofRoot(root, findings);
    var task = object.flatMap(o -> o.object("overrides")).or(() -> object);
    if (task.isEmpty()) {
      return Optional.empty();
    }
    expect(task.get(), TASK, TASK_DEVICES);
    var size = size(task.get());
    var settings = settings(task.get());
    var containers = new ArrayList<TaskOverride.Container>();
    for (var fields : task.get().objectsBy("name", "containerOverrides")) {
      expect(fields, CONTAINER, CONTAINER_DEVICES);
      container(fields, size.or(definition::size)).ifPresent(containers::add);
    }
    findings.tellRepeated();
    return problems.hasErrors()
        ? Optional.empty()
        : Optional.of(new TaskOverride(size, settings, containers));
  }

  private static void expect(Fields fields, List<String> known, List<String> devices) {
    fields.expectOnly(Stream.concat(known.stream(), devices.stream()).toList());
    for (var member : devices) {
      if (fields.has(member)) {
        fields.add(
            Diagnostic.warning(TD2007, Quoted.of(member) + " of the overrides changes nothing")
                .at(fields.locationOf(member))
                .because("No task of Fargate has such a device.")
                .fixedBy("remove it"));
      }
    }
  }

  private static TaskOverride.Settings settings(Fields task) {
    return new TaskOverride.Settings(
        task.text("taskRoleArn"),
        task.text("executionRoleArn"),
        TaskSettings.ephemeralStorage(task));
  }

  /// The size of the task where the overrides change it.
  private Optional<TaskSize> size(Fields task) {
    var cpu = Sizes.cpu(task);
    var memory = Sizes.memory(task);
    if (cpu.isEmpty() && memory.isEmpty()) {
      return Optional.empty();
    }
    int units = cpu.orElse(definition.size().map(s -> s.cpu().units()).orElse(0));
    int mebibytes = memory.orElse(definition.size().map(s -> s.memory().count()).orElse(0));
    var size = new TaskSize(new CpuUnits(units), new Mebibytes(mebibytes));
    var where = task.locationOf(cpu.isPresent() ? "cpu" : "memory");
    Sizes.notOffered(size, where, Severity.ERROR).ifPresent(task::add);
    return Optional.of(size);
  }

  private Optional<TaskOverride.Container> container(Fields fields, Optional<TaskSize> size) {
    var target = target(fields);
    var command = fields.texts("command", "[\"sh\", \"-c\", \"…\"]");
    var environment = Environments.read(fields);
    var files = EnvironmentFiles.read(fields);
    var resources = Amounts.resources(fields);
    resources
        .memory()
        .filter(memory -> size.filter(s -> memory.compareTo(s.memory()) > 0).isPresent())
        .ifPresent(memory -> fields.add(above(fields)));
    return target.map(name ->
        new TaskOverride.Container(
            name,
            command.isEmpty() ? Optional.empty() : Optional.of(command),
            environment.variables(),
            files.isEmpty() ? Optional.empty() : Optional.of(files),
            resources));
  }

  private Optional<ContainerName> target(Fields fields) {
    var names =
        definition.containers().stream()
            .map(ContainerDefinition::name)
            .map(Object::toString)
            .toList();
    var name = fields.text("name");
    if (name.filter(names::contains).isPresent()) {
      return name.map(ContainerName::new);
    }
    var what =
        name.map(n -> "an override for " + Quoted.of(n) + ", which is not there")
            .orElse("an override without the name of a container");
    fields.add(
        Diagnostic.error(TD2090, what)
            .at(fields.locationOf("name"))
            .because("The task has the containers " + String.join(", ", names) + ".")
            .fixedBy(
                name.flatMap(n -> Nearest.of(n, names))
                    .map(near -> "write " + Quoted.of(near))
                    .orElse("name one of them")));
    return Optional.empty();
  }

  private static Diagnostic above(Fields fields) {
    return Diagnostic.error(TD2024, fields.title() + " is given more memory than the task has")
        .at(fields.locationOf("memory"))
        .becauseAwsSays(
            "'memory' setting for container '"
                + fields.text("name").orElse("")
                + "' is greater than for task.")
        .fixedBy("lower it, or override the memory of the task too");
  }
}
