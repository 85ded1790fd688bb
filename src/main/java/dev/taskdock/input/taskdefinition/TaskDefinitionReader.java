package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2002;
import static dev.taskdock.problem.Code.TD2006;
import static dev.taskdock.problem.Code.TD2010;
import static dev.taskdock.problem.Code.TD2011;
import static dev.taskdock.problem.Code.TD2012;
import static dev.taskdock.problem.Code.TD2013;
import static dev.taskdock.problem.Code.TD2014;
import static dev.taskdock.problem.Code.TD2015;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.model.Family;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskSize;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a task definition in the shape `register-task-definition` takes or the one
/// `describe-task-definition` prints. A file named `.yaml` or `.yml` is read as the same in YAML,
/// which the aws command line takes with `--cli-input-yaml`.
public final class TaskDefinitionReader {
  private final Fields task;
  private final Problems problems;
  private final List<String> unhandled = new ArrayList<>();

  private TaskDefinitionReader(Fields task, Problems problems) {
    this.task = task;
    this.problems = problems;
  }

  /// The smallest size of Fargate with at least so many CPU units and MiB, or else the largest.
  public static TaskSize sizeFor(int cpu, int memory) {
    return Sizes.atLeast(cpu, memory);
  }

  /// The definition in `source`; empty if there is any error, after telling all of them.
  public static Optional<Reading> read(Source source, Problems problems) {
    return read(source, Map.of(), problems);
  }

  /// The definition in `source` with some of its images replaced before they are checked.
  ///
  /// @param imagesByContainer the images to run instead; one under the empty name is for the only
  ///   container, or for the only one whose image is missing or a placeholder
  public static Optional<Reading> read(
      Source source, Map<String, String> imagesByContainer, Problems problems) {
    var own = new Problems();
    var reading = tree(source, own).flatMap(root -> read(root, imagesByContainer, own));
    own.all().forEach(problems::add);
    // What the text itself has wrong does not keep it from being read on, but from being used.
    return own.hasErrors() ? Optional.empty() : reading;
  }

  /// The definition in `root`, whatever text that is from; else as of a source.
  public static Optional<Reading> read(
      Node root, Map<String, String> imagesByContainer, Problems problems) {
    var own = new Problems();
    var findings = new Findings(own);
    var reading =
        Shape.definitionIn(root, own)
            .map(definition -> Fields.of(definition, findings))
            .flatMap(task -> new TaskDefinitionReader(task, own).read(imagesByContainer, findings));
    if (own.hasErrors()) {
      var placeholders = Placeholders.in(root);
      own.all().forEach(problem -> problems.add(placeholders.seen(problem)));
    } else {
      own.all().forEach(problems::add);
    }
    return reading;
  }

  static Optional<Node> tree(Source source, Problems problems) {
    var text = source.text().stripLeading();
    boolean json = text.startsWith("{") || text.startsWith("[");
    boolean yaml = source.file().endsWith(".yaml") || source.file().endsWith(".yml");
    return yaml && !json ? YamlReader.read(source, problems) : JsonReader.read(source, problems);
  }

  private Optional<Reading> read(Map<String, String> imagesByContainer, Findings findings) {
    Vocabulary.tell(task);
    Vocabulary.ignored(task).forEach(term -> unhandled.add(term.name()));
    Ignored.tell(task);
    boolean fargate = launchTypes();
    networkMode();
    var family = family();
    var platform = platform();
    var mistake = fargate ? Severity.ERROR : Severity.WARNING;
    var size = Sizes.read(task, mistake);
    int revision = revision();
    var options = TaskSettings.read(task);
    var volumes = Volumes.read(task);
    var names = volumes.stream().map(Volumes.Claim::name).toList();
    var drafts = Containers.read(task, imagesByContainer, names, unhandled);
    size.ifPresent(s -> Sums.tell(drafts, s, task));
    Volumes.tellChosenAtLaunch(volumes, drafts);
    Roles.tell(task, drafts, volumes, mistake);
    Ignored.tellProxy(task, drafts);
    findings.tellRepeated();
    if (problems.hasErrors()) {
      return Optional.empty();
    }
    var containers = drafts.stream().map(Draft::definition).toList();
    var definition =
        new TaskDefinition(
            family.orElseThrow(),
            revision,
            size,
            platform,
            containers,
            volumes.stream().map(Volumes.Claim::volume).toList(),
            options);
    return Optional.of(new Reading(definition, findings.origins(), unhandled));
  }

  /// Whether the definition is declared for Fargate.
  private boolean launchTypes() {
    var known = List.of("FARGATE", "EC2", "EXTERNAL", "MANAGED_INSTANCES");
    var declared = task.texts("requiresCompatibilities", "[\"FARGATE\"]");
    var where = task.locationOf("requiresCompatibilities");
    for (var type : declared) {
      if (!known.contains(type)) {
        task.add(
            Diagnostic.error(TD2006, "requiresCompatibilities has " + Quoted.of(type))
                .at(where)
                .because("ECS knows " + String.join(", ", known) + " here.")
                .fixedBy("write [\"FARGATE\"]"));
      }
    }
    boolean fargate = declared.contains("FARGATE");
    if (!declared.isEmpty() && !fargate && known.containsAll(declared)) {
      task.add(
          Diagnostic.warning(TD2012, "declared for " + String.join(", ", declared) + " only")
              .at(where)
              .becauseAwsSays(
                  "Task definition does not support launch_type FARGATE.",
                  "Here it runs as Fargate would run it.")
              .fixedBy("add \"FARGATE\" to requiresCompatibilities"));
    }
    return fargate;
  }

  private void networkMode() {
    var message = "Fargate only supports network mode ‘awsvpc’.";
    var mode = task.word("networkMode", List.of("awsvpc", "bridge", "host", "none"));
    var fix = "write \"networkMode\": \"awsvpc\"";
    if (!task.has("networkMode")) {
      task.add(
          Diagnostic.warning(TD2014, "no \"networkMode\"; run as awsvpc")
              .at(task.location())
              .becauseAwsSays(message, "Where it is not written, ECS means bridge.")
              .fixedBy(fix));
    }
    mode.filter(word -> !word.equals("awsvpc"))
        .map(word ->
            Diagnostic.error(TD2013, "\"networkMode\" is " + Quoted.of(word))
                .at(task.locationOf("networkMode"))
                .becauseAwsSays(message)
                .fixedBy(fix))
        .ifPresent(task::add);
  }

  private Optional<Family> family() {
    var family = task.text("family").or(this::familyOfArn);
    if (family.isEmpty() && !task.has("family")) {
      task.add(
          Diagnostic.error(TD2010, "no \"family\"")
              .at(task.location())
              .because("The family is the name of a task definition, and ECS requires it.")
              .fixedBy("add \"family\": \"NAME\""));
    }
    if (family.filter(name -> !Family.isValid(name)).isPresent()) {
      task.add(
          Diagnostic.error(TD2011, family.map(Quoted::of).orElse("") + " cannot name a family")
              .at(task.locationOf("family"))
              .becauseAwsSays(
                  "Family contains invalid characters.",
                  "A family has 1 to 255 letters, digits, hyphens and underscores.")
              .fixedBy("write a name of these, as in \"web-production\""));
    }
    return family.filter(Family::isValid).map(Family::new);
  }

  /// The family in `arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION`.
  private Optional<String> familyOfArn() {
    return task.text("taskDefinitionArn")
        .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
        .map(name -> name.contains(":") ? name.substring(0, name.indexOf(':')) : name);
  }

  /// Counted from 1; a number that cannot be one is told.
  private int revision() {
    long revision = task.whole("revision").orElse(1);
    if (revision < 1 || revision > Integer.MAX_VALUE) {
      task.add(
          Diagnostic.error(TD2002, "\"revision\" cannot be " + revision)
              .at(task.locationOf("revision"))
              .because("Revisions are counted from 1.")
              .fixedBy("remove it"));
      return 1;
    }
    return (int) revision;
  }

  private RuntimePlatform platform() {
    var platform = task.object("runtimePlatform");
    platform.ifPresent(Vocabulary::tell);
    platform
        .flatMap(p -> p.text("operatingSystemFamily"))
        .filter(system -> !system.equals("LINUX"))
        .ifPresent(system -> platform.get().add(notLinux(platform.get(), system)));
    var names = Arrays.stream(RuntimePlatform.values()).map(Enum::name).toList();
    return platform
        .flatMap(p -> p.word("cpuArchitecture", names))
        .map(RuntimePlatform::valueOf)
        .orElse(RuntimePlatform.X86_64);
  }

  private static Diagnostic notLinux(Fields platform, String system) {
    var location = platform.locationOf("operatingSystemFamily");
    return system.startsWith("WINDOWS")
        ? Diagnostic.error(TD2015, "a task for " + Quoted.of(system))
            .at(location)
            .because("Windows containers need a Windows kernel; the engine here runs Linux.")
            .fixedBy("run the Linux variant of the task, if there is one")
        : Diagnostic.error(TD2006, "\"operatingSystemFamily\" cannot be " + Quoted.of(system))
            .at(location)
            .because("ECS knows LINUX and some of WINDOWS_SERVER_… here.")
            .fixedBy("write \"LINUX\"");
  }
}
