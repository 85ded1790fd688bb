package dev.taskdock.input.taskdefinition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every value of a full definition replaced by every other kind of value.
final class WrongTypesTest {
  private static final String SECRET = "hunter2";
  private static final String FULL =
      """
      {
        "family": "web", "revision": 3, "networkMode": "awsvpc", "cpu": "512", "memory": "1024",
        "requiresCompatibilities": ["FARGATE"], "taskRoleArn": "r", "pidMode": "task",
        "executionRoleArn": "e", "ephemeralStorage": {"sizeInGiB": 30},
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "volumes": [
          {"name": "data", "host": {}}, {"name": "disk", "configuredAtLaunch": true},
          {
            "name": "efs",
            "efsVolumeConfiguration": {
              "fileSystemId": "fs-1", "rootDirectory": "/", "transitEncryption": "ENABLED",
              "transitEncryptionPort": 2049,
              "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}
            }
          },
          {
            "name": "s3",
            "s3filesVolumeConfiguration": {
              "fileSystemArn": "arn", "rootDirectory": "/", "transitEncryptionPort": 2049
            }
          }
        ],
        "tags": [{"key": "a", "value": "b"}],
        "containerDefinitions": [
          {
            "name": "web", "image": "nginx:1", "essential": true, "entryPoint": ["sh"],
            "command": ["-c", "x"], "workingDirectory": "/", "user": "1:1",
            "environment": [{"name": "A", "value": "hunter2"}],
            "portMappings": [
              {"containerPort": 80, "hostPort": 80, "protocol": "tcp", "name": "a", "appProtocol": "http"},
              {"containerPortRange": "90-91"}
            ],
            "cpu": 1, "memory": 64, "memoryReservation": 32, "startTimeout": 5, "stopTimeout": 5,
            "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}],
            "linuxParameters": {
              "capabilities": {"add": ["SYS_PTRACE"], "drop": ["ALL"]}, "initProcessEnabled": true,
              "tmpfs": [{"containerPath": "/run", "size": 16, "mountOptions": ["noexec"]}]
            },
            "mountPoints": [
              {"sourceVolume": "data", "containerPath": "/data", "readOnly": true},
              {"sourceVolume": "disk", "containerPath": "/disk"}
            ],
            "ulimits": [{"name": "nofile", "softLimit": 1, "hardLimit": 2}],
            "systemControls": [{"namespace": "net.core.somaxconn", "value": "1"}],
            "dockerLabels": {"a": "b"}, "interactive": true, "pseudoTerminal": true,
            "readonlyRootFilesystem": true,
            "restartPolicy": {
              "enabled": true, "ignoredExitCodes": [1], "restartAttemptPeriod": 60
            },
            "environmentFiles": [{"value": "arn:aws:s3:::bucket/hunter2.env", "type": "s3"}],
            "logConfiguration": {
              "logDriver": "splunk",
              "options": {"splunk-url": "https://splunk", "splunk-index": "hunter2"},
              "secretOptions": [{"name": "splunk-token", "valueFrom": "x"}]
            }
          },
          {
            "name": "db", "image": "mysql:8", "secrets": [{"name": "S", "valueFrom": "x"}],
            "volumesFrom": [{"sourceContainer": "web", "readOnly": true}],
            "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "hunter2"}},
            "healthCheck": {
              "command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 0
            }
          },
          {
            "name": "router", "image": "fluent-bit:3",
            "firelensConfiguration": {
              "type": "fluentbit",
              "options": {"config-file-type": "file", "config-file-value": "/hunter2.conf"}
            },
            "logConfiguration": {
              "logDriver": "awslogs",
              "options": {
                "awslogs-group": "hunter2", "awslogs-region": "r", "awslogs-stream-prefix": "p",
                "mode": "blocking"
              }
            }
          }
        ]
      }
      """;
  private static final String OVERRIDES =
      """
      {
        "cpu": "512", "memory": "2048", "taskRoleArn": "r", "executionRoleArn": "e",
        "ephemeralStorage": {"sizeInGiB": 30},
        "containerOverrides": [
          {
            "name": "web", "command": ["x"], "cpu": 2, "memory": 64, "memoryReservation": 32,
            "environment": [{"name": "A", "value": "hunter2"}],
            "environmentFiles": [{"value": "arn:aws:s3:::bucket/a.env", "type": "s3"}]
          }
        ]
      }
      """;
  private static final List<String> OTHERS =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1",
          "80.5",
          "1e999",
          "99999999999999999999",
          "\"\"",
          "\"x\"",
          "\"80\"",
          "\"\\u0000\\n\\u202e\"",
          "[]",
          "[null]",
          "[1]",
          "[\"x\"]",
          "[[]]",
          "[{}]",
          "{}",
          "{\"a\": 1}",
          "{\"name\": {}}",
          "[{\"name\": []}]");

  @Test
  void no_value_in_the_place_of_another_ends_in_an_exception_or_without_a_word() {
    var whole = new Problems();
    assertThat(read(FULL, whole)).isPresent();
    assertThat(whole.all()).isEmpty();

    for (var text : variants(FULL)) {
      var problems = new Problems();
      var reading = read(text, problems);

      assertThat(reading.isPresent()).as(text).isNotEqualTo(problems.hasErrors());
      assertThat(problems.all()).as(text).allMatch(d -> d.location().isPresent());
      assertThat(report(text, problems)).as(text).doesNotContain(SECRET);
    }
  }

  @Test
  void overrides_hold_the_same() {
    var definition = read(FULL, new Problems()).orElseThrow().definition();

    for (var text : variants(OVERRIDES)) {
      var problems = new Problems();
      var override = TaskOverrideReader.read(new Source("web.json", text), definition, problems);

      assertThat(override.isPresent()).as(text).isNotEqualTo(problems.hasErrors());
      assertThat(report(text, problems)).as(text).doesNotContain(SECRET);
      override.ifPresent(o ->
          assertThat(o.appliedTo(definition).containers())
              .extracting(ContainerDefinition::name)
              .hasSize(3));
    }
  }

  private static java.util.Optional<Reading> read(String text, Problems problems) {
    return TaskDefinitionReader.read(new Source("web.json", text), problems);
  }

  private static String report(String text, Problems problems) {
    return Report.text(problems.all(), Map.of("web.json", text), false);
  }

  /// The text with one value replaced, for each value and each other one.
  private static List<String> variants(String text) {
    var compact = new StringBuilder();
    text.lines().forEach(line -> compact.append(line.strip()).append(' '));
    var line = compact.toString();
    var root = JsonReader.read(new Source("web.json", line), new Problems()).orElseThrow();
    var variants = new ArrayList<String>();
    for (var span : spans(root, line)) {
      for (var other : OTHERS) {
        variants.add(line.substring(0, span.start()) + other + line.substring(span.end()));
      }
    }
    return variants;
  }

  private record Span(int start, int end) {}

  private static List<Span> spans(Node node, String line) {
    var spans = new ArrayList<Span>();
    int start = node.location().column() - 1;
    switch (node) {
      case Node.Scalar scalar -> spans.add(new Span(start, start + scalar.location().length()));
      case Node.Sequence list -> {
        spans.add(new Span(start, end(line, start)));
        list.items().forEach(item -> spans.addAll(spans(item, line)));
      }
      case Node.Mapping object -> {
        spans.add(new Span(start, end(line, start)));
        object.members().forEach(member -> spans.addAll(spans(member.value(), line)));
      }
    }
    return spans;
  }

  /// After the bracket that closes the one at `start`; no text of the examples holds a bracket.
  private static int end(String line, int start) {
    int depth = 0;
    for (int at = start; ; at++) {
      depth += "{[".indexOf(line.charAt(at)) >= 0 ? 1 : 0;
      depth -= "}]".indexOf(line.charAt(at)) >= 0 ? 1 : 0;
      if (depth == 0) {
        return at + 1;
      }
    }
  }
}
