package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2030;
import static dev.taskdock.problem.Code.TD2031;
import static dev.taskdock.problem.Code.TD2032;
import static dev.taskdock.problem.Code.TD2033;
import static dev.taskdock.problem.Code.TD2034;
import static dev.taskdock.problem.Code.TD2035;
import static dev.taskdock.problem.Code.TD2106;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Logging;
import dev.taskdock.model.Variables;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The `containerDefinitions` of a task.
final class Containers {
  private static final int MOST = 10;
  private static final String EXAMPLE = "[\"sh\", \"-c\", \"…\"]";
  private static final Pattern USER = Pattern.compile("[^\\s:-][^\\s:]*(:[^\\s:-][^\\s:]*)?");

  private final Images images;
  private final List<String> volumes;

  /// Gathers what is written and not honoured, as `nginx.logConfiguration`.
  private final List<String> unhandled;

  private Containers(Images images, List<String> volumes, List<String> unhandled) {
    this.images = images;
    this.volumes = volumes;
    this.unhandled = unhandled;
  }

  /// The containers of `task`, after telling what is wrong with each and with all.
  ///
  /// @param given images to run instead, by the name of their container
  /// @param volumes the names of those the task has
  static List<Draft> read(
      Fields task, Map<String, String> given, List<String> volumes, List<String> unhandled) {
    var fields = task.objectsBy("name", "containerDefinitions");
    var containers = new Containers(Images.of(fields, given, task), volumes, unhandled);
    var drafts = fields.stream().map(containers::draft).toList();
    tellCount(task, drafts);
    tellNames(drafts);
    Ports.tellRepeated(drafts.stream().flatMap(d -> d.ports().stream()).toList());
    Waits.tell(drafts);
    Borrowing.tell(drafts);
    SystemControls.tellRepeated(drafts);
    Routers.tell(drafts);
    Neighbours.tell(drafts);
    return drafts;
  }

  private Draft draft(Fields fields) {
    var title = fields.text("name").orElse(fields.place().toString());
    Vocabulary.tell(fields);
    Vocabulary.ignored(fields).forEach(term -> unhandled.add(title + "." + term.name()));
    Ignored.tell(fields);
    tellName(fields);
    var image = images.read(fields);
    return new Draft(
        fields,
        image,
        invocation(fields),
        variables(fields),
        Ports.read(fields),
        Amounts.resources(fields),
        lives(fields),
        Mounts.read(fields, volumes),
        Kernel.read(fields, Logins.read(fields, image)),
        new Logging(Logs.read(fields), Routers.read(fields)));
  }

  private static Variables variables(Fields fields) {
    var environment = Environments.read(fields);
    LooseSecrets.tell(fields);
    return new Variables(
        environment, EnvironmentFiles.read(fields), Secrets.ofContainer(fields, environment));
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
    var user = fields.text("user");
    user.filter(u -> !USER.matcher(u).matches())
        .ifPresent(u ->
            fields.add(
                Diagnostic.error(TD2035, fields.title() + " runs as " + Quoted.of(u))
                    .at(fields.locationOf("user"))
                    .because("A user is a name or a number from 0, with or without :GROUP.")
                    .fixedBy("write it as in \"1000:1000\"")));
    var folder = fields.text("workingDirectory");
    folder
        .filter(path -> !path.startsWith("/"))
        .ifPresent(path ->
            fields.add(
                Diagnostic.error(TD2106, fields.title() + " works in " + Quoted.of(path))
                    .at(fields.locationOf("workingDirectory"))
                    .because("An engine creates no container whose working directory is relative.")
                    .fixedBy("write the whole path, which begins with /")));
    return new Invocation(
        fields.texts("entryPoint", EXAMPLE), fields.texts("command", EXAMPLE), folder, user);
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
