package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The patterns of aws-cdk-lib for services on Fargate, synthesised by it: what comes out is read,
/// holds together, and nothing of it is lost unsaid.
final class CdkPatternsIT {
  private static Path assembly = Path.of("");

  /// Synthesising takes ten seconds, so once for each state of the sources.
  @BeforeAll
  static void synthesise() throws IOException, InterruptedException {
    var folder = NodeProject.installed("cdk-patterns");
    assembly = folder.resolve("cdk.out");
    var sources =
        Files.readString(folder.resolve("app.js"))
            + Files.readString(folder.resolve("package-lock.json"));
    var stamp = folder.resolve("synthesised");
    if (!Files.exists(stamp) || !Files.readString(stamp).equals(sources)) {
      NodeProject.run(folder, "node", "app.js", "cdk.out");
      Files.writeString(stamp, sources);
    }
  }

  @Test
  void all_stacks_of_the_assembly_are_valid_and_only_the_queues_name_is_made_up() {
    var validated = Commands.run("validate", assembly.toString());

    assertThat(validated.code()).as(validated.all()).isZero();
    assertThat(validated.out())
        .containsOnlyOnce("warning TD3031: a made-up value of ")
        .contains("fed-by-a-queue.template.json")
        .endsWith("1 warning in 4 files\n");
  }

  @ParameterizedTest
  @CsvSource({
    "WebTaskDef, web  nginx:1.27, ports: 80/tcp",
    "CacheTaskDef, web  redis:7, ports: 6379/tcp",
    "WorkerQueueProcessingTaskDef, QueueProcessingContainer  busybox:1.36, environment: QUEUE_NAME",
    "NightlyScheduledTaskDef, ScheduledContainer  busybox:1.36, command: echo tidied"
  })
  void each_pattern_has_a_task_that_would_run(String id, String container, String line)
      throws IOException {
    var planned = Commands.run("plan", assembly.toString(), "--task-definition", definition(id));

    assertThat(planned.code()).as(planned.all()).isZero();
    assertThat(planned.out().lines().map(String::strip)).contains(container, line);
  }

  @Test
  void services_stand_behind_the_load_balancers_of_their_patterns() {
    var config = Commands.run("config", assembly.toString());

    assertThat(config.code()).as(config.all()).isZero();
    assertThat(values(config.out(), "services"))
        .contains(
            "[0].desiredCount: 2",
            "[0].deploymentConfiguration.deploymentCircuitBreaker.rollback: true",
            "[0].healthCheckGracePeriodSeconds: 60",
            "[0].loadBalancers[0].containerPort: 80",
            "[1].loadBalancers[0].containerPort: 6379",
            "[2].launchType: FARGATE");
    assertThat(values(config.out(), "loadBalancers"))
        .anyMatch(l -> l.endsWith(".Type: application"))
        .anyMatch(l -> l.endsWith(".Type: network"))
        .anyMatch(l -> l.endsWith(".Listeners[0].Port: 6379"));
    assertThat(values(config.out(), "targetGroups"))
        .anyMatch(l -> l.endsWith(".HealthCheckPath: /healthy"))
        .anyMatch(l -> l.endsWith(".Protocol: TCP"));
    assertThat(values(config.out(), "scalableTargets"))
        .anyMatch(l -> l.endsWith(".MaxCapacity: 4"))
        .anyMatch(l -> l.endsWith(".MaxCapacity: 3"));
  }

  @Test
  void what_of_the_patterns_does_not_run_is_said() {
    var config = Commands.run("config", assembly.toString());

    assertThat(config.err())
        .contains(
            "detected: 4 CloudFormation templates, 4 task definitions, 3 services",
            "scaling by ApproximateNumberOfMessagesVisible",
            "AWS::SQS::Queue (",
            "AWS::Events::Rule (NightlyScheduledEventRule");
  }

  /// Lines of a section, without it and without the places that they are from.
  private static List<String> values(String config, String section) {
    return config
        .lines()
        .filter(l -> l.startsWith(section))
        .map(l -> l.substring(section.length()).replaceFirst("  # .*", ""))
        .toList();
  }

  /// The whole of a logical id, which ends in a number of the library's.
  private static String definition(String id) throws IOException {
    var whole = Pattern.compile("\"(" + id + "[0-9A-F]{8})\"");
    for (var template : CdkAssembly.templates(assembly)) {
      var found = whole.matcher(Files.readString(Path.of(DefinitionOptions.path(template))));
      if (found.find()) {
        return found.group(1);
      }
    }
    throw new AssertionError("no resource " + id);
  }
}
