package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;

import dev.taskdock.input.Node;
import dev.taskdock.input.ShellWords;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.StandIns;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.Locality;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The task definition that Copilot would register for a manifest, in the words of
/// RegisterTaskDefinition.
final class CopilotTask {
  private final Manifest manifest;
  private final Notes notes;
  private final Problems problems;
  private final Settings settings;
  private final CopilotImages images;
  private final CopilotPorts ports;

  CopilotTask(
      Manifest manifest,
      CopilotSetting setting,
      StandIns standIns,
      Notes notes,
      Problems problems) {
    this.manifest = manifest;
    this.notes = notes;
    this.problems = problems;
    this.settings = new Settings(manifest, standIns, problems);
    this.images = new CopilotImages(manifest, setting, problems);
    this.ports = CopilotPorts.of(manifest);
  }

  /// How the images are built that the manifest builds; to be asked after [#definition].
  List<ImageBuild> builds() {
    return images.builds();
  }

  /// Empty after telling why there is none.
  Optional<Node.Mapping> definition() {
    if (manifest.object("image").isEmpty()) {
      problems.add(
          Diagnostic.error(TD7021, "the manifest has no image")
              .at(manifest.placeOf("image"))
              .because("Copilot: must specify one of \"image.build\" or \"image.location\"")
              .fixedBy("add image: {build: Dockerfile}, or image: {location: IMAGE}"));
      return Optional.empty();
    }
    if (manifest.kind() == Kind.WEB && manifest.at("image", "port").isEmpty()) {
      problems.add(
          Diagnostic.error(TD7021, "the image of a Load Balanced Web Service has no port")
              .at(manifest.placeOf("image"))
              .because("Copilot: validate \"image\": \"port\" must be specified")
              .fixedBy("add port: 80 below image"));
      return Optional.empty();
    }
    var at = manifest.body().location();
    var containers = new ArrayList<Node>();
    containers.add(main());
    sidecars().forEach((name, body) -> containers.add(sidecar(name, body)));
    router().ifPresent(containers::add);
    var prefix = manifest.place().of(manifest.name());
    var role = "arn:aws:iam::" + Locality.NOWHERE.account() + ":role/" + prefix;
    var definition =
        Tree.at(at)
            .with("family", Nodes.text(manifest.placeOf("name"), prefix))
            .with("networkMode", "awsvpc")
            .withAll("requiresCompatibilities", List.of(Nodes.text(at, "FARGATE")))
            .with("cpu", scalar(manifest.placeOf("cpu"), manifest.text("cpu").orElse("256")))
            .with(
                "memory", scalar(manifest.placeOf("memory"), manifest.text("memory").orElse("512")))
            .with("executionRoleArn", role + "-ExecutionRole")
            .with("taskRoleArn", role + "-TaskRole");
    manifest.at("platform").ifPresent(p -> definition.with("runtimePlatform", platform(p)));
    manifest
        .scalar("storage", "ephemeral")
        .ifPresent(size ->
            definition.with(
                "ephemeralStorage", Tree.at(size.location()).with("sizeInGiB", size).end()));
    definition.withAll("volumes", volumes()).withAll("containerDefinitions", containers);
    tellLeftOut();
    var tree = definition.end();
    return Optional.of(
        manifest
            .at("taskdef_overrides")
            .map(list -> new TaskOverrides(problems).applied(tree, list))
            .orElse(tree));
  }

  /// What becomes of things that are no task.
  private void tellLeftOut() {
    var name = manifest.name();
    manifest
        .at("observability", "tracing")
        .ifPresent(_ -> notes.notHere(name, "the sidecar that sends traces"));
    manifest.at("publish", "topics").ifPresent(_ -> notes.notHere(name, "topics of SNS"));
    manifest
        .at("subscribe")
        .ifPresent(_ -> notes.notHere(name, "subscriptions to topics, and their queues of SQS"));
    manifest
        .at("deployment", "rollback_alarms")
        .ifPresent(_ -> notes.notHere(name, "alarms of CloudWatch"));
  }

  private Node.Mapping main() {
    var image = manifest.object("image").orElseThrow();
    var at = image.location();
    var container =
        Tree.at(at)
            .with("name", Nodes.text(manifest.placeOf("name"), manifest.name()))
            .with("image", images.of(manifest.name(), image))
            .with("essential", Nodes.text(at, "true"))
            .with("environment", settings.environment(manifest.body(), manifest.name(), true))
            .withAll("secrets", settings.secrets(manifest.body()))
            .withAll("portMappings", ports())
            .withAll("mountPoints", mounts())
            .with("dockerLabels", image.get("labels").map(Nodes::unquoted));
    login(image, "credentials", container);
    manifest.at("entrypoint").ifPresent(e -> container.with("entryPoint", words(e)));
    manifest.at("command").ifPresent(c -> container.with("command", words(c)));
    inner(container, image);
    manifest
        .scalar("storage", "readonly_fs")
        .ifPresent(flag -> container.with("readonlyRootFilesystem", flag));
    return container.with("logConfiguration", logging()).end();
  }

  /// What an image and a sidecar say in the same words.
  private static void inner(Tree container, Node.Mapping body) {
    body.get("depends_on")
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .ifPresent(on -> container.withAll("dependsOn", waits(on)));
    body.get("healthcheck")
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .ifPresent(check -> container.with("healthCheck", healthCheck(check)));
  }

  private static List<Node> waits(Node.Mapping on) {
    return on.members().stream()
        .filter(m -> m.value() instanceof Node.Scalar)
        .map(m -> {
          var condition = ((Node.Scalar) m.value()).text().toUpperCase(Locale.ROOT);
          return (Node)
              Tree.at(m.nameLocation())
                  .with("containerName", m.name())
                  .with("condition", Nodes.text(m.value().location(), condition))
                  .end();
        })
        .toList();
  }

  private static Node.Mapping healthCheck(Node.Mapping check) {
    var at = check.location();
    var tree = Tree.at(at);
    tree.with(
        "command",
        check
            .get("command")
            .map(CopilotTask::shell)
            .orElseGet(() ->
                Nodes.texts(at, List.of("CMD-SHELL", "curl -f http://localhost/ || exit 1"))));
    tree.with("interval", seconds(check, "interval", "10"));
    tree.with("retries", check.get("retries").orElseGet(() -> Nodes.text(at, "2")));
    tree.with("timeout", seconds(check, "timeout", "5"));
    tree.with("startPeriod", seconds(check, "start_period", "0"));
    return tree.end();
  }

  /// A command that is a text is one of the shell.
  private static Node shell(Node command) {
    return command instanceof Node.Scalar scalar
        ? Nodes.texts(scalar.location(), List.of("CMD-SHELL", scalar.text()))
        : command;
  }

  private static Node seconds(Node.Mapping object, String name, String otherwise) {
    return object
        .get(name)
        .filter(Node.Scalar.class::isInstance)
        .map(Node.Scalar.class::cast)
        .map(s -> (Node) scalar(s.location(), Durations.seconds(s.text()).orElse(s.text())))
        .orElseGet(() -> Nodes.text(object.location(), otherwise));
  }

  private List<Node> ports() {
    return ports.of(manifest.name()).stream()
        .map(p -> mapping(p, p.isDeclared() ? "target" : "target-" + p.number()))
        .toList();
  }

  private static Node mapping(CopilotPorts.Port port, String name) {
    return Tree.at(port.at())
        .with("containerPort", port.number())
        .with("protocol", port.protocol())
        .with("name", name)
        .end();
  }

  Map<String, Node.Mapping> sidecars() {
    var sidecars = new LinkedHashMap<String, Node.Mapping>();
    manifest
        .object("sidecars")
        .map(Node.Mapping::members)
        .orElse(List.of())
        .forEach(m -> {
          if (m.value() instanceof Node.Mapping body) {
            sidecars.put(m.name(), body);
          }
        });
    return sidecars;
  }

  private Node.Mapping sidecar(String name, Node.Mapping body) {
    var at = body.location();
    var container = Tree.at(at).with("name", name);
    body.get("image").ifPresent(image -> container.with("image", sidecarImage(name, image)));
    container
        .with("essential", body.get("essential").orElseGet(() -> Nodes.text(at, "true")))
        .with("environment", settings.environment(body, name, false))
        .withAll("secrets", settings.secrets(body))
        .with("dockerLabels", body.get("labels").map(Nodes::unquoted));
    container.withAll(
        "portMappings",
        ports.of(name).stream()
            .map(p -> mapping(p, name + (p.isDeclared() ? "-port" : "-" + p.number())))
            .toList());
    login(body, "credentialsParameter", container);
    body.get("entrypoint").ifPresent(e -> container.with("entryPoint", words(e)));
    body.get("command").ifPresent(c -> container.with("command", words(c)));
    inner(container, body);
    if (body.get("mount_points").orElse(null) instanceof Node.Sequence list) {
      container.withAll(
          "mountPoints",
          list.items().stream()
              .filter(Node.Mapping.class::isInstance)
              .map(Node.Mapping.class::cast)
              .map(m -> mount(m.location(), m.get("source_volume"), m))
              .toList());
    }
    return container.with("logConfiguration", logging()).end();
  }

  /// The secret with the login to the image's registry, which two words stand for.
  private static void login(Node.Mapping body, String member, Tree container) {
    body.get(member)
        .ifPresent(c ->
            container.with(
                "repositoryCredentials",
                Tree.at(c.location()).with("credentialsParameter", c).end()));
  }

  private Node sidecarImage(String name, Node image) {
    return image instanceof Node.Mapping object ? images.of(name, object) : image;
  }

  private List<Node> volumes() {
    var volumes = new ArrayList<Node>();
    for (var member :
        manifest.object("storage", "volumes").map(Node.Mapping::members).orElse(List.of())) {
      var volume =
          Tree.at(member.nameLocation())
              .with("name", Nodes.text(member.nameLocation(), member.name()));
      if (member.value() instanceof Node.Mapping body) {
        var efs = body.get("efs").filter(e -> !e.isEmpty() && !isFalse(e));
        efs.ifPresent(e -> volume.with("efsVolumeConfiguration", efs(e, member.name())));
      }
      volumes.add(volume.end());
    }
    return volumes;
  }

  private static boolean isFalse(Node node) {
    return node instanceof Node.Scalar s && s.text().equalsIgnoreCase("false");
  }

  private Node.Mapping efs(Node efs, String volume) {
    var tree = Tree.at(efs.location());
    var body = efs instanceof Node.Mapping object ? object : Tree.at(efs.location()).end();
    tree.with(
        "fileSystemId",
        body.get("id")
            .filter(Node.Scalar.class::isInstance)
            .orElseGet(() ->
                Nodes.text(efs.location(), "fs-" + manifest.place().environment() + "-" + volume)));
    body.get("root_dir").ifPresent(d -> tree.with("rootDirectory", d));
    tree.with("transitEncryption", "ENABLED");
    return tree.end();
  }

  private List<Node> mounts() {
    return manifest
        .object("storage", "volumes")
        .map(Node.Mapping::members)
        .orElse(List.of())
        .stream()
        .filter(m -> m.value() instanceof Node.Mapping body && body.has("path"))
        .map(m ->
            mount(
                m.nameLocation(),
                Optional.of(Nodes.text(m.nameLocation(), m.name())),
                (Node.Mapping) m.value()))
        .toList();
  }

  private static Node mount(Location at, Optional<? extends Node> volume, Node.Mapping body) {
    return Tree.at(at)
        .with("sourceVolume", volume)
        .with("containerPath", body.get("path"))
        .with("readOnly", body.get("read_only").orElseGet(() -> Nodes.text(at, "true")))
        .end();
  }

  private Node.Mapping logging() {
    var at = manifest.placeOf("logging");
    if (manifest.object("logging").isPresent()) {
      return Tree.at(at)
          .with("logDriver", "awsfirelens")
          .with("options", manifest.at("logging", "destination").map(Nodes::unquoted))
          .withAll(
              "secretOptions",
              settings.named(manifest.object("logging", "secretOptions").orElse(Tree.at(at).end())))
          .end();
    }
    return Tree.at(at)
        .with("logDriver", "awslogs")
        .with(
            "options",
            Tree.at(at)
                .with("awslogs-region", Locality.NOWHERE.region())
                .with("awslogs-group", "/copilot/" + manifest.place().of(manifest.name()))
                .with("awslogs-stream-prefix", "copilot"))
        .end();
  }

  /// The sidecar that FireLens sends logs through.
  private Optional<Node> router() {
    return manifest
        .object("logging")
        .map(logging -> {
          var at = logging.location();
          var options =
              Tree.at(at)
                  .with(
                      "enable-ecs-log-metadata",
                      logging
                          .get("enableMetadata")
                          .filter(Node.Scalar.class::isInstance)
                          // A boolean of the manifest is a text of the definition.
                          .map(n -> Nodes.text(n.location(), ((Node.Scalar) n).text()))
                          .orElseGet(() -> Nodes.text(at, "true")));
          logging
              .get("configFilePath")
              .ifPresent(
                  p -> options.with("config-file-type", "file").with("config-file-value", p));
          return Tree.at(at)
              .with("name", "firelens_log_router")
              .with(
                  "image",
                  logging
                      .get("image")
                      .filter(Node.Scalar.class::isInstance)
                      .orElseGet(() ->
                          Nodes.text(
                              at, "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable")))
              .with("essential", "true")
              .with("environment", settings.environment(logging, "firelens_log_router", false))
              .withAll("secrets", settings.secrets(logging))
              .with(
                  "firelensConfiguration",
                  Tree.at(at).with("type", "fluentbit").with("options", options))
              .end();
        });
  }

  private static Node platform(Node platform) {
    var at = platform.location();
    if (platform instanceof Node.Mapping object) {
      return Tree.at(at)
          .with("operatingSystemFamily", object.get("osfamily").map(CopilotTask::upper))
          .with("cpuArchitecture", object.get("architecture").map(CopilotTask::upper))
          .end();
    }
    var parts = platform instanceof Node.Scalar s ? s.text().split("/", 2) : new String[] {""};
    var machine = parts.length > 1 ? parts[1] : "";
    var windows = parts[0].equals("windows");
    return Tree.at(at)
        .with(
            "operatingSystemFamily",
            windows ? "WINDOWS_SERVER_2019_CORE" : parts[0].toUpperCase(Locale.ROOT))
        .with(
            "cpuArchitecture",
            machine.startsWith("arm") ? "ARM64" : machine.isEmpty() ? "" : "X86_64")
        .end();
  }

  private static Node upper(Node node) {
    return node instanceof Node.Scalar s
        ? Nodes.text(s.location(), s.text().toUpperCase(Locale.ROOT))
        : node;
  }

  /// A list of words, or the words that a shell would make of a text.
  private static Node words(Node node) {
    return node instanceof Node.Scalar scalar
        ? Nodes.texts(scalar.location(), ShellWords.of(scalar.text()))
        : node;
  }

  private static Node.Scalar scalar(Location at, String text) {
    return Nodes.text(at, text);
  }
}
