package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2016;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;

/// What becomes of each member that RegisterTaskDefinition knows in one kind of object.
///
/// @param honoured read into the model
/// @param harmless mean nothing to a task that runs here, or only describe a registered definition
/// @param unhandled honoured by ECS, not yet here
/// @param refused refused on Fargate
record Vocabulary(
    List<String> honoured, List<String> harmless, List<String> unhandled, List<Refusal> refused) {
  Vocabulary {
    honoured = List.copyOf(honoured);
    harmless = List.copyOf(harmless);
    unhandled = List.copyOf(unhandled);
    refused = List.copyOf(refused);
  }

  /// A member that Fargate does not take.
  ///
  /// @param message what AWS answers; empty where its words are not known
  record Refusal(String member, String message, String fix) {}

  private static final String REMOVE = "remove it";

  static final Vocabulary TASK =
      new Vocabulary(
          List.of(
              "family",
              "revision",
              "cpu",
              "memory",
              "runtimePlatform",
              "containerDefinitions",
              "networkMode",
              "requiresCompatibilities"),
          List.of(
              "tags",
              "executionRoleArn",
              "taskDefinitionArn",
              "status",
              "requiresAttributes",
              "compatibilities",
              "registeredAt",
              "registeredBy",
              "deregisteredAt",
              "deleteRequestedAt"),
          List.of(
              "taskRoleArn",
              "volumes",
              "proxyConfiguration",
              "ephemeralStorage",
              "pidMode",
              "enableFaultInjection"),
          List.of(
              new Refusal("placementConstraints", "", REMOVE),
              new Refusal(
                  "ipcMode", "Tasks using the Fargate launch type do not support ipcMode.", REMOVE),
              new Refusal(
                  "inferenceAccelerators", "Unsupported field 'inferenceAccelerators'", REMOVE)));

  static final Vocabulary CONTAINER =
      new Vocabulary(
          List.of(
              "name",
              "image",
              "essential",
              "command",
              "entryPoint",
              "workingDirectory",
              "user",
              "environment",
              "portMappings",
              "cpu",
              "memory",
              "memoryReservation",
              "dependsOn",
              "healthCheck",
              "startTimeout",
              "stopTimeout"),
          List.of(),
          List.of(
              "mountPoints",
              "volumesFrom",
              "linuxParameters",
              "secrets",
              "environmentFiles",
              "repositoryCredentials",
              "restartPolicy",
              "versionConsistency",
              "readonlyRootFilesystem",
              "interactive",
              "pseudoTerminal",
              "dockerLabels",
              "ulimits",
              "logConfiguration",
              "systemControls",
              "resourceRequirements",
              "firelensConfiguration",
              "credentialSpecs"),
          List.of(
              new Refusal(
                  "links",
                  "Links are not supported when networkMode=awsvpc.",
                  "remove it; containers of one task reach each other at 127.0.0.1"),
              new Refusal(
                  "hostname",
                  "hostname is not supported on container when networkMode=awsvpc.",
                  REMOVE),
              new Refusal(
                  "dnsServers",
                  "DNS servers are not supported on container when networkMode=awsvpc",
                  REMOVE),
              new Refusal(
                  "dnsSearchDomains",
                  "DNS servers are not supported on container when networkMode=awsvpc",
                  REMOVE),
              new Refusal(
                  "extraHosts",
                  "Extra hosts are not supported on container when networkMode=awsvpc",
                  REMOVE),
              new Refusal(
                  "disableNetworking",
                  "Disable Networking is not supported on container when networkMode=awsvpc",
                  REMOVE),
              new Refusal(
                  "privileged",
                  "Fargate requires that the 'privileged' setting be 'false'",
                  REMOVE),
              unsupported("dockerSecurityOptions")));

  static final Vocabulary LINUX_PARAMETERS =
      new Vocabulary(
          List.of("initProcessEnabled", "tmpfs", "swappiness", "capabilities"),
          List.of(),
          List.of(),
          List.of(unsupported("devices"), unsupported("sharedMemorySize"), unsupported("maxSwap")));

  static final Vocabulary VOLUME =
      new Vocabulary(
          List.of(
              "name",
              "host",
              "efsVolumeConfiguration",
              "s3filesVolumeConfiguration",
              "configuredAtLaunch"),
          List.of(),
          List.of(),
          List.of(
              unsupported("dockerVolumeConfiguration"),
              new Refusal("fsxWindowsFileServerVolumeConfiguration", "", REMOVE)));

  private static Refusal unsupported(String member) {
    return new Refusal(
        member, "Fargate compatible task definitions do not support " + member, REMOVE);
  }

  /// Tells which members of `fields` are refused or unknown.
  ///
  /// @return those that are written and not honoured
  List<String> sort(Fields fields) {
    fields.expectOnly(known());
    for (var refusal : refused) {
      if (isSet(fields, refusal.member())) {
        fields.add(refused(fields, refusal));
      }
    }
    return unhandled.stream().filter(member -> isSet(fields, member)).toList();
  }

  private static Diagnostic refused(Fields fields, Refusal refusal) {
    boolean named = !fields.title().equals(fields.place().toString());
    var of = named ? " of " + fields.title() : "";
    var diagnostic =
        Diagnostic.error(TD2016, Quoted.of(refusal.member()) + of + " is refused on Fargate")
            .at(fields.locationOf(refusal.member()))
            .fixedBy(refusal.fix());
    return refusal.message().isEmpty()
        ? diagnostic.because("Fargate does not take it.")
        : diagnostic.becauseAwsSays(refusal.message());
  }

  /// Whether `member` is written and says something: `false` is what is not written means too.
  private static boolean isSet(Fields fields, String member) {
    return fields.has(member) && !fields.isFalse(member);
  }

  private List<String> known() {
    var known = new ArrayList<>(honoured);
    known.addAll(harmless);
    known.addAll(unhandled);
    refused.forEach(refusal -> known.add(refusal.member()));
    return known;
  }
}
