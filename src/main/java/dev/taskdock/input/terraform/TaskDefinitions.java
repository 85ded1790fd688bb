package dev.taskdock.input.terraform;

import static dev.taskdock.problem.Code.TD7010;
import static dev.taskdock.problem.Code.TD7011;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Rewritten;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `aws_ecs_task_definition` in the words of RegisterTaskDefinition.
///
/// The containers are JSON in a string, with the API's own words; what is wrong with them is told
/// inside of that string.
final class TaskDefinitions {
  private static final String TYPE = "aws_ecs_task_definition";

  private final Source source;
  private final Plan plan;
  private final References references;
  private final TerraformSetting setting;
  private final Notes notes;
  private final Problems problems;
  private final List<Source> sources = new ArrayList<>();

  TaskDefinitions(
      Source source,
      Plan plan,
      References references,
      TerraformSetting setting,
      Notes notes,
      Problems problems) {
    this.source = source;
    this.plan = plan;
    this.references = references;
    this.setting = setting;
    this.notes = notes;
    this.problems = problems;
  }

  /// Files that were read beside the plan.
  List<Source> sources() {
    return List.copyOf(sources);
  }

  List<Declared.Definition> all() {
    var all = plan.of(TYPE);
    for (var address : setting.containers().keySet()) {
      boolean meant = all.stream().anyMatch(i -> i.address().equals(address));
      if (!meant && !(address.isEmpty() && all.size() == 1)) {
        problems.add(
            Diagnostic.error(TD7011, "no task definition " + Quoted.of(address) + " in the plan")
                .because(
                    "There are "
                        + String.join(", ", all.stream().map(Plan.Instance::address).toList())
                        + ".")
                .fixedBy("--container-definitions ADDRESS=FILE"));
      }
    }
    return all.stream().flatMap(i -> definition(i).stream()).toList();
  }

  private Optional<Declared.Definition> definition(Plan.Instance instance) {
    var block = Block.of(instance, references);
    var containers = containers(block);
    return containers.map(list -> {
      var words =
          Words.of(block)
              .values(
                  "family=family",
                  "revision=revision",
                  "network_mode=networkMode",
                  "cpu=cpu",
                  "memory=memory",
                  "execution_role_arn=executionRoleArn",
                  "task_role_arn=taskRoleArn",
                  "ipc_mode=ipcMode",
                  "pid_mode=pidMode",
                  "enable_fault_injection=enableFaultInjection")
              .lists("requires_compatibilities=requiresCompatibilities")
              .block(
                  "runtime_platform",
                  "runtimePlatform",
                  b ->
                      Words.of(b)
                          .values(
                              "operating_system_family=operatingSystemFamily",
                              "cpu_architecture=cpuArchitecture")
                          .end())
              .block(
                  "ephemeral_storage",
                  "ephemeralStorage",
                  b -> Words.of(b).values("size_in_gib=sizeInGiB").end())
              .block("proxy_configuration", "proxyConfiguration", TaskDefinitions::proxy)
              .blocks("volume", "volumes", TaskDefinitions::volume)
              .blocks(
                  "placement_constraints",
                  "placementConstraints",
                  b -> Words.of(b).values("type=type", "expression=expression").end())
              .blocks(
                  "inference_accelerator",
                  "inferenceAccelerators",
                  b -> Words.of(b).values("device_name=deviceName", "device_type=deviceType").end())
              .tags("tags", "key", "value")
              .with("containerDefinitions", list);
      if (block.scalar("family").isEmpty()) {
        words.with("family", Identities.name(instance));
      }
      return new Declared.Definition(
          Identities.of(instance, "arn").orElse(instance.address()),
          instance.module().isEmpty() ? "root" : instance.module(),
          instance.address(),
          words.end());
    });
  }

  private Optional<Node> containers(Block block) {
    var file =
        Optional.ofNullable(setting.containers().get(block.of().address()))
            .or(() -> Optional.ofNullable(setting.containers().get("")));
    if (file.isPresent()) {
      return Source.read(Path.of(file.get()), problems)
          .map(s -> {
            sources.add(s);
            return s;
          })
          .flatMap(s -> JsonReader.read(s, problems))
          .map(root ->
              root instanceof Node.Mapping object
                  ? object.get("containerDefinitions").orElse(root)
                  : root);
    }
    var text = block.values().get("container_definitions");
    if (text.isPresent() && text.get() instanceof Node.Scalar scalar && !scalar.isEmpty()) {
      return Rewritten.ofString(source, scalar.location(), scalar.text())
          .json(problems)
          .flatMap(node -> list(node, block));
    }
    tellUnknown(block);
    return Optional.empty();
  }

  private Optional<Node> list(Node node, Block block) {
    if (node instanceof Node.Sequence) {
      return Optional.of(node);
    }
    problems.add(
        Diagnostic.error(TD7010, "container_definitions is " + node.described() + ", not a list")
            .at(node.location())
            .because("ECS Task Definition container_definitions is invalid.")
            .fixedBy("write jsonencode([{…}]) in " + block.of().address()));
    return Optional.empty();
  }

  private void tellUnknown(Block block) {
    var names = block.unresolved("container_definitions");
    var address = block.of().address();
    if (!setting.exact()) {
      notes.said("the containers of %s are known only after an apply".formatted(address));
    }
    var what = "no containers of " + address + " in the plan yet";
    var shortened = what.length() < 72 ? what : what.substring(0, 70) + "…";
    problems.add(
        (setting.exact()
                ? Diagnostic.error(TD7011, shortened)
                : Diagnostic.warning(TD7011, shortened))
            .at(block.of().location())
            .because(
                "One value in container_definitions that only an apply tells makes all of it unknown"
                    + (names.isEmpty() ? "." : ": " + String.join(", ", names) + "."))
            .fixedBy(
                "show the state after an apply, or --container-definitions " + address + "=FILE"));
  }

  private static Node.Mapping proxy(Block proxy) {
    var properties =
        proxy.map("properties").stream()
            .map(m ->
                (Node)
                    Tree.at(m.nameLocation()).with("name", m.name()).with("value", m.value()).end())
            .toList();
    return Words.of(proxy)
        .values("type=type", "container_name=containerName")
        .withAll("properties", properties)
        .end();
  }

  private static Node volume(Block volume) {
    var words = Words.of(volume).values("name=name", "configure_at_launch=configuredAtLaunch");
    volume
        .scalar("host_path")
        .ifPresent(p -> words.with("host", Tree.at(p.location()).with("sourcePath", p).end()));
    return words
        .block("efs_volume_configuration", "efsVolumeConfiguration", TaskDefinitions::efs)
        .block(
            "docker_volume_configuration",
            "dockerVolumeConfiguration",
            b ->
                Words.of(b)
                    .values("scope=scope", "autoprovision=autoprovision", "driver=driver")
                    .end())
        .block(
            "fsx_windows_file_server_volume_configuration",
            "fsxWindowsFileServerVolumeConfiguration",
            b ->
                Words.of(b)
                    .values("file_system_id=fileSystemId", "root_directory=rootDirectory")
                    .end())
        .end();
  }

  private static Node.Mapping efs(Block efs) {
    return Words.of(efs)
        .values(
            "file_system_id=fileSystemId",
            "root_directory=rootDirectory",
            "transit_encryption=transitEncryption",
            "transit_encryption_port=transitEncryptionPort")
        .block(
            "authorization_config",
            "authorizationConfig",
            b -> Words.of(b).values("access_point_id=accessPointId", "iam=iam").end())
        .end();
  }

  /// The text that a service names its task definition by, as it is in the tree.
  static Optional<Node.Scalar> named(Block service) {
    return service.scalar("task_definition").map(s -> Nodes.text(s.location(), s.text()));
  }

  /// The only one beside a service that names its own through a local, whose text no plan has; it
  /// is one that the plan makes, or else its ARN would be known.
  static Optional<Node.Scalar> beside(Block service, Plan plan) {
    boolean hidden =
        service.unresolved("task_definition").stream().anyMatch(n -> n.startsWith("local."));
    var near = plan.of(TYPE).stream().filter(t -> t.place().equals(service.of().place())).toList();
    return hidden && near.size() == 1
        ? Identities.of(near.getFirst(), "arn").map(arn -> Nodes.text(service.location(), arn))
        : Optional.empty();
  }
}
