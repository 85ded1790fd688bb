package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2030;
import static dev.taskdock.problem.Code.TD2031;
import static dev.taskdock.problem.Code.TD2032;
import static dev.taskdock.problem.Code.TD2033;
import static dev.taskdock.problem.Code.TD2034;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Variables;
import dev.taskdock.problem.Diagnostic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `containerDefinitions` of a task.
final class Containers {
  private static final int MOST = 10;
  private static final String EXAMPLE = "[\"sh\", \"-c\", \"…\"]";

  private final Images images;

  /// Gathers what is written and not honoured, as `nginx.logConfiguration`.
  private final List<String> unhandled;

  private Containers(Images images, List<String> unhandled) {
    this.images = images;
    this.unhandled = unhandled;
  }

  /// The containers of `task`, after telling what is wrong with each and with all.
  static List<Draft> read(Fields task, Map<String, String> given, List<String> unhandled) {
    var fields = task.objectsBy("name", "containerDefinitions");
    var containers = new Containers(Images.of(fields, given, task), unhandled);
    var drafts = fields.stream().map(containers::draft).toList();
    tellCount(task, drafts);
    tellNames(drafts);
    Ports.tellRepeated(drafts.stream().flatMap(d -> d.ports().stream()).toList());
    Waits.tell(drafts);
    return drafts;
  }

  private Draft draft(Fields fields) {
    var title = fields.text("name").orElse(fields.place().toString());
    Vocabulary.tell(fields);
    Vocabulary.ignored(fields).forEach(term -> unhandled.add(title + "." + term.name()));
    tellName(fields);
    return new Draft(
        fields,
        images.read(fields),
        invocation(fields),
        variables(fields),
        Ports.read(fields),
        Amounts.resources(fields),
        lives(fields),
        Mounts.read(fields),
        Kernel.read(fields),
        Logs.read(fields));
  }

  private static Variables variables(Fields fields) {
    return new Variables(
        Environments.read(fields), EnvironmentFiles.read(fields), Secrets.read(fields, "secrets"));
  }

  private static Draft.Lives lives(Fields fields) {
    return new Draft.Lives(
        fields.flag("essential").orElse(true),
        Waits.read(fields),
        HealthChecks.read(fields),
        Amounts.timeouts(fields),
        Restarts.read(fields));
  }

  private static Invocation invocation(Fields fields) {
    return new Invocation(
        fields.texts("entryPoint", EXAMPLE),
        fields.texts("command", EXAMPLE),
        fields.text("workingDirectory"),
        fields.text("user"));
  }

  private static void tellName(Fields fields) {
    var name = fields.text("name");
    if (!fields.has("name")) {
      fields.add(
          Diagnostic.error(TD2034, fields.place() + " has no name")
              .at(fields.location())
              .becauseAwsSays("Container.name should not be null or empty.")
              .fixedBy("add \"name\""));
    }
    if (name.filter(n -> !ContainerName.isValid(n)).isPresent()) {
      fields.add(
          Diagnostic.error(TD2034, fields.title() + " cannot name a container")
              .at(fields.locationOf("name"))
              .because("A container name has 1 to 255 letters, digits, hyphens and underscores.")
              .fixedBy("write a name of these, as in \"php-fpm\""));
    }
  }

  private static void tellCount(Fields task, List<Draft> drafts) {
    if (!task.has("containerDefinitions")) {
      task.add(
          Diagnostic.error(TD2030, "a task definition without containers")
              .at(task.locationOf("containerDefinitions"))
              .becauseAwsSays("Container list cannot be empty.")
              .fixedBy("add \"containerDefinitions\": [{\"name\": \"…\", \"image\": \"…\"}]"));
    }
    if (drafts.size() > MOST) {
      task.add(
          Diagnostic.error(TD2031, drafts.size() + " containers, a task can have 10")
              .at(drafts.get(MOST).fields().location())
              .becauseAwsSays("Too many containers.")
              .fixedBy("move some of them into a task of their own"));
    }
    if (!drafts.isEmpty() && drafts.stream().noneMatch(Draft::essential)) {
      task.add(
          Diagnostic.error(TD2032, "no container is essential")
              .at(drafts.getFirst().fields().locationOf("essential"))
              .becauseAwsSays("Task definition doesn't have any essential container.")
              .fixedBy("set \"essential\": true on the container whose end ends the task"));
    }
  }

  private static void tellNames(List<Draft> drafts) {
    var byName = new HashMap<ContainerName, Draft>();
    for (var draft : drafts) {
      draft
          .name()
          .flatMap(name -> Optional.ofNullable(byName.putIfAbsent(name, draft)))
          .ifPresent(earlier ->
              draft
                  .fields()
                  .add(
                      Diagnostic.error(TD2033, "two containers are called " + draft.title())
                          .at(draft.fields().locationOf("name"))
                          .becauseAwsSays("Container names must be unique within a task definition")
                          .fixedBy("rename one of them")
                          .seeAlso(earlier.fields().locationOf("name"), "the first one")));
    }
  }
}
