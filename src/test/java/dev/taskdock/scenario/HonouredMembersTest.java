package dev.taskdock.scenario;

import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.Term;
import dev.taskdock.input.taskdefinition.Treatment;
import dev.taskdock.input.taskdefinition.Vocabulary;
import dev.taskdock.launch.ContainerSpecs;
import dev.taskdock.launch.Owner;
import dev.taskdock.launch.Place;
import dev.taskdock.launch.Publishing;
import dev.taskdock.launch.RouterFile;
import dev.taskdock.launch.Sandboxes;
import dev.taskdock.launch.Terms;
import dev.taskdock.launch.Volumes;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Locality;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.problem.Problems;
import dev.taskdock.secrets.Kept;
import dev.taskdock.secrets.LocalFiles;
import dev.taskdock.secrets.LocalSecret;
import dev.taskdock.secrets.LocalSecrets;
import dev.taskdock.secrets.Supply;
import dev.taskdock.secrets.Unavailable;
import dev.taskdock.simulation.ScriptedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every member that the table of [Vocabulary] calls honoured is: whoever leaves it out, or writes
/// something else, has another task.
///
/// A task is what the engine is asked for and what happens in the course of its life, in the
/// simulation. Labels of ours do not count: they only repeat what is declared.
final class HonouredMembersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TaskId TASK = Fixtures.taskId(1);
  private static final Owner OWNER = new Owner("shop", "0a1b2c", "taskdef.json", false);
  private static final Place PLACE =
      new Place(
          "holder",
          Optional.empty(),
          Set.of(),
          new Terms(Optional.empty(), Map.of(), Map.of()),
          Optional.of("/run/sockets"));
  private static final Duration LIFE = Duration.ofMinutes(8);

  /// With all that is honoured, and nothing at its default.
  private static final String SHOP =
      """
      {
        "family": "shop", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "cpu": "512", "memory": "2048", "pidMode": "task",
        "executionRoleArn": "ecsTaskExecutionRole",
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "tags": [{"key": "team", "value": "shop"}],
        "volumes": [{"name": "data", "host": {}}, {"name": "more"}],
        "containerDefinitions": [
          {
            "name": "app", "image": "app:1", "repositoryCredentials": {"credentialsParameter": "registry"}, "cpu": 128, "memory": 256, "memoryReservation": 128,
            "entryPoint": ["/entry"], "command": ["serve"], "workingDirectory": "/srv", "user": "www",
            "environment": [{"name": "MODE", "value": "test"}],
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop/app.env"}],
            "secrets": [{"name": "PASSWORD", "valueFrom": "/shop/password"}],
            "portMappings": [
              {"containerPort": 80, "hostPort": 80, "protocol": "udp", "name": "web"},
              {"containerPort": 8080}, {"containerPortRange": "9000-9001"}
            ],
            "dependsOn": [{"containerName": "setup", "condition": "COMPLETE"}],
            "stopTimeout": 7,
            "healthCheck": {
              "command": ["CMD-SHELL", "check"], "interval": 31, "timeout": 6, "retries": 4,
              "startPeriod": 20
            },
            "mountPoints": [{"sourceVolume": "data", "containerPath": "/data", "readOnly": true}],
            "volumesFrom": [{"sourceContainer": "setup", "readOnly": true}],
            "readonlyRootFilesystem": true,
            "linuxParameters": {
              "capabilities": {"add": ["SYS_PTRACE"], "drop": ["CHOWN"]}, "initProcessEnabled": true,
              "tmpfs": [{"containerPath": "/tmp", "size": 64, "mountOptions": ["noexec"]}]
            },
            "ulimits": [{"name": "nofile", "softLimit": 2048, "hardLimit": 4096}],
            "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}],
            "interactive": true, "pseudoTerminal": true, "dockerLabels": {"tier": "front"},
            "logConfiguration": {
              "logDriver": "awsfirelens", "options": {"Name": "stdout", "@type": "stdout"},
              "secretOptions": [{"name": "Header", "valueFrom": "/shop/password"}]
            }
          },
          {
            "name": "setup", "image": "setup:1", "essential": false,
            "logConfiguration": {
              "logDriver": "awsfirelens", "options": {"Name": "stdout", "@type": "stdout"}
            },
            "mountPoints": [{"sourceVolume": "more", "containerPath": "/more"}]
          },
          {
            "name": "router", "image": "fluent-bit:1", "essential": true,
            "firelensConfiguration": {
              "type": "fluentbit", "options": {"enable-ecs-log-metadata": "false"}
            }
          },
          {
            "name": "again", "image": "again:1", "essential": false,
            "restartPolicy": {"enabled": true, "restartAttemptPeriod": 60}
          },
          {
            "name": "enough", "image": "enough:1", "essential": false,
            "restartPolicy": {
              "enabled": true, "ignoredExitCodes": [7], "restartAttemptPeriod": 60
            }
          }
        ]
      }
      """;

  /// A dependency that takes longer than it may.
  private static final String SLOW =
      """
      {
        "family": "slow", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "cpu": "256", "memory": "512",
        "containerDefinitions": [
          {
            "name": "app", "image": "app:1",
            "dependsOn": [{"containerName": "setup", "condition": "COMPLETE"}]
          },
          {"name": "setup", "image": "slow:1", "essential": false, "startTimeout": 10}
        ]
      }
      """;

  private static final Map<String, ScriptedImage> IMAGES =
      Map.of(
          "app:1", ScriptedImage.of(SERVES.ignoresTerm()),
          "setup:1", ends(0, Duration.ofSeconds(5)),
          "slow:1", ends(0, Duration.ofSeconds(30)),
          "again:1", ends(3, Duration.ofSeconds(90)),
          "enough:1", ends(7, Duration.ofSeconds(90)));

  /// What another value is, where not any will do.
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("cpu", "1024"),
          Map.entry("memory", "1024"),
          Map.entry("cpuArchitecture", "X86_64"),
          Map.entry("operatingSystemFamily", "WINDOWS_SERVER_2022_CORE"),
          Map.entry("containerName", "enough"),
          Map.entry("sourceContainer", "enough"),
          Map.entry("condition", "SUCCESS"),
          Map.entry("containerPortRange", "9000-9002"),
          Map.entry("protocol", "tcp"),
          Map.entry("sourceVolume", "more"),
          Map.entry("ulimits[].name", "core"),
          Map.entry("firelensConfiguration.type", "fluentd"),
          Map.entry("namespace", "net.ipv4.tcp_keepalive_time"));

  private static final String CONTAINER = "containerDefinitions[].";

  /// Members that only decide whether the definition is taken: any other value is refused, or what
  /// else is written is. Why so.
  private static final Map<String, String> JUDGED =
      Map.of(
          "networkMode",
          "Fargate has one",
          "requiresCompatibilities",
          "what is not for Fargate is not for us",
          "runtimePlatform.operatingSystemFamily",
          "there is no Windows here",
          "volumes",
          "whoever mounts one needs it, and nobody sees one that is not mounted",
          "volumes[].name",
          "the same",
          CONTAINER + "portMappings[].hostPort",
          "under awsvpc it is the container's",
          CONTAINER + "environmentFiles[].type",
          "there is one",
          CONTAINER + "firelensConfiguration",
          "whoever logs to a router needs it");

  /// Members that shape no task that runs alone. Why so.
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "volumes[].host",
          "Fargate takes it only empty, which says the same as its absence",
          CONTAINER + "portMappings[].name",
          "Service Connect of a service knows a port by it");

  private static final Map<String, List<Object>> WHOLE = new HashMap<>();

  @TempDir private static Path folder;

  @BeforeAll
  static void write_the_file_of_variables() throws IOException {
    Files.writeString(folder.resolve("app.env"), "KEY=value\n");
  }

  static Stream<String> honoured() {
    return Vocabulary.all().stream()
        .filter(term -> term.treatment() == Treatment.HONOURED)
        .map(Term::path);
  }

  @ParameterizedTest
  @MethodSource("honoured")
  void an_honoured_member_makes_a_difference(String path) {
    boolean excepted = JUDGED.containsKey(path) || ELSEWHERE.containsKey(path);

    assertThat(makesDifference(path))
        .as("whether %s makes a difference; told are %s", path, told(path))
        .isNotEqualTo(excepted);
    if (JUDGED.containsKey(path)) {
      assertThat(told(path)).isNotEmpty();
    }
  }

  @Test
  void all_of_it_is_accepted() {
    var problems = new Problems();

    var accepted = Stream.of(SHOP, SLOW).map(text -> read(tree(text), problems)).toList();

    assertThat(accepted).as("%s", problems.all()).doesNotContain(Optional.empty());
  }

  private static boolean makesDifference(String path) {
    return Stream.of(SHOP, SLOW)
        .anyMatch(text -> {
          var whole = WHOLE.computeIfAbsent(text, HonouredMembersTest::effects);
          return variants(text, path).stream()
              .flatMap(variant -> read(variant, new Problems()).stream())
              .anyMatch(other -> !effects(other).equals(whole));
        });
  }

  private static List<String> told(String path) {
    return Stream.of(SHOP, SLOW)
        .flatMap(text -> variants(text, path).stream())
        .flatMap(variant -> {
          var problems = new Problems();
          var _ = read(variant, problems);
          return problems.all().stream().map(d -> d.code() + " " + d.what());
        })
        .distinct()
        .toList();
  }

  /// The tree without a member, and with another value, for each place where it stands.
  private static List<JsonNode> variants(String text, String path) {
    var variants = new ArrayList<JsonNode>();
    int places = holders(tree(text), path).size();
    for (int place = 0; place < places; place++) {
      var without = tree(text);
      holders(without, path).get(place).remove(name(path));
      variants.add(without);
      var other = tree(text);
      if (change(holders(other, path).get(place), path)) {
        variants.add(other);
      }
    }
    return variants;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /// The objects that have the member of a path, as `containerDefinitions[].portMappings[].name`.
  private static List<ObjectNode> holders(JsonNode root, String path) {
    var nodes = List.of(root);
    var steps = path.split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      var step = steps[i];
      nodes =
          nodes.stream()
              .flatMap(node ->
                  step.endsWith("[]")
                      ? elements(node.path(step.substring(0, step.length() - 2)))
                      : Stream.of(node.path(step)))
              .toList();
    }
    return nodes.stream().filter(node -> node.has(name(path))).map(ObjectNode.class::cast).toList();
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    var elements = new ArrayList<JsonNode>();
    list.forEach(elements::add);
    return elements.stream();
  }

  private static boolean change(ObjectNode holder, String path) {
    var name = name(path);
    switch (holder.get(name)) {
      case ArrayNode list when list.get(list.size() - 1).isTextual() ->
          list.set(list.size() - 1, list.get(list.size() - 1).asText() + "2");
      case ArrayNode list -> list.remove(list.size() - 1);
      case ObjectNode _ -> {
        return false;
      }
      case JsonNode scalar when scalar.isBoolean() -> holder.put(name, !scalar.asBoolean());
      case JsonNode scalar when scalar.isNumber() -> holder.put(name, scalar.asInt() + 1);
      case JsonNode scalar ->
          holder.put(
              name,
              OTHERS.entrySet().stream()
                  .filter(e -> path.equals(e.getKey()) || path.endsWith("." + e.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse(scalar.asText() + "2"));
    }
    return true;
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Optional<TaskDefinition> read(JsonNode tree, Problems problems) {
    return TaskDefinitionReader.read(new Source("taskdef.json", tree.toString()), problems)
        .filter(_ -> !problems.hasErrors())
        .map(Reading::definition);
  }

  private static List<Object> effects(String text) {
    return effects(read(tree(text), new Problems()).orElseThrow());
  }

  /// All that is asked of the engine, and what happens then.
  private static List<Object> effects(TaskDefinition definition) {
    var effects = new ArrayList<Object>();
    var wanted = definition.withRouterFirst();
    wanted
        .containers()
        .forEach(c -> effects.add(told(ContainerSpecs.of(OWNER, TASK, wanted, c, PLACE))));
    effects.add(
        told(
            Sandboxes.holder(
                OWNER,
                TASK,
                wanted,
                new ImageReference("holder:1"),
                "network",
                Optional.empty(),
                new Publishing(true, List.of()).of(TASK, wanted),
                Optional.empty())));
    Volumes.of(OWNER, TASK, wanted, PLACE.terms()).forEach(v -> effects.add(v.name()));
    RouterFile.of(Locality.NOWHERE, TASK, wanted).ifPresent(f -> effects.add(f.text()));
    effects.add(variables(wanted));
    // As they are, in the task's metadata.
    effects.add(wanted.options().tags());
    effects.add(life(wanted));
    return effects;
  }

  private static List<Object> told(ContainerSpec spec) {
    var labels = new HashMap<>(spec.labels());
    labels.keySet().removeIf(label -> label.startsWith(Labels.PREFIX));
    return List.of(
        spec.name(),
        spec.image(),
        spec.platform(),
        labels,
        spec.invocation(),
        spec.environment(),
        spec.networking(),
        spec.limits(),
        spec.probe(),
        spec.surroundings());
  }

  /// What is fetched for it, or why it cannot be.
  private static Object variables(TaskDefinition definition) {
    var secrets =
        new LocalSecrets(
            List.of(
                Map.of(
                    "/shop/password",
                    LocalSecret.of(new Kept.Here(new SecretValue("of the shop"))))));
    var files = new LocalFiles(Map.of("arn:aws:s3:::shop/app.env", folder.resolve("app.env")));
    try {
      return new Supply(secrets, files, Map.of()).fetch(definition);
    } catch (Unavailable e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// What is done when, until some time after the task was asked to stop.
  private static String life(TaskDefinition definition) {
    var world = World.of(definition);
    IMAGES.forEach(world::image);
    return world.stopAt(LIFE).playFor(LIFE.plusMinutes(5)).turns().stream()
        .map(turn ->
            "%s %s %s"
                .formatted(
                    turn.at(),
                    turn.snapshot().plan().actions(),
                    turn.snapshot().observed().task(TASK).containers()))
        .collect(Collectors.joining("\n"));
  }

  private static ScriptedImage ends(int code, Duration after) {
    return ScriptedImage.of(SERVES.exits(code, after));
  }
}
