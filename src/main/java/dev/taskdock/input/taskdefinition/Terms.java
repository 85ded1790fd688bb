package dev.taskdock.input.taskdefinition;

import static dev.taskdock.input.taskdefinition.Treatment.APPROXIMATED;
import static dev.taskdock.input.taskdefinition.Treatment.DESCRIBED;
import static dev.taskdock.input.taskdefinition.Treatment.HONOURED;
import static dev.taskdock.input.taskdefinition.Treatment.IGNORED;
import static dev.taskdock.input.taskdefinition.Treatment.REFUSED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The table of all members that a task definition can have.
///
/// Source: RegisterTaskDefinition of the service model; what Fargate refuses is from the developer
/// guide and from answers of the service.
final class Terms {
  private static final String CONTAINER = "containerDefinitions[]";
  private static final String REMOVE = "remove it";
  private static final String MACHINE = "the machine under a Fargate task is not yours to shape";
  private static final String AWSVPC = "names and addresses are given by the task's own interface";

  private Terms() {}

  /// Each member once, a container's after the task's.
  static List<Term> all() {
    return Stream.of(
            task(),
            volumes(),
            container(),
            lifecycle(),
            variables(),
            files(),
            linuxParameters(),
            logging(),
            refusedParts(),
            ignoredParts())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Term> task() {
    return new Group("")
        .honoured("family", "containerDefinitions", "volumes", "cpu", "memory", "tags")
        .honoured("networkMode", "requiresCompatibilities", "pidMode", "runtimePlatform")
        .approximated(
            "taskRoleArn",
            "credentials of this machine stand for those of the role, unless --aws assumes it")
        .approximated(
            "executionRoleArn",
            "images, secrets and files are fetched with what this machine may do")
        .approximated("ephemeralStorage", "reported to the task; the disk here has no quota")
        .ignored("proxyConfiguration", "App Mesh has ended; no proxy is put before the containers")
        .ignored("enableFaultInjection", "the endpoints of fault injection do not answer here")
        .refused(
            "placementConstraints",
            "tasks of Fargate have no instances to choose from",
            unsupported("constraints"))
        .refused("ipcMode", MACHINE, "Tasks using the Fargate launch type do not support ipcMode.")
        .refused(
            "inferenceAccelerators",
            "the service behind it has ended",
            "Unsupported field 'inferenceAccelerators'")
        .described("taskDefinitionArn", "revision", "status", "requiresAttributes")
        .described("compatibilities", "registeredAt", "registeredBy", "deregisteredAt")
        .described("deleteRequestedAt")
        .and("ephemeralStorage")
        .approximated("sizeInGiB", "reported to the task; the disk here has no quota")
        .and("runtimePlatform")
        .honoured("cpuArchitecture", "operatingSystemFamily")
        .and("tags[]")
        .honoured("key", "value")
        .terms();
  }

  private static List<Term> volumes() {
    var local = "a folder of this machine stands for the file system";
    var untravelled = "nothing travels over a network here";
    var unguarded = "whoever runs taskdock may read the folder";
    return new Group("volumes[]")
        .honoured("name", "host")
        .approximated("efsVolumeConfiguration", local)
        .approximated("s3filesVolumeConfiguration", "a folder of this machine stands for it")
        .approximated("configuredAtLaunch", "an empty volume stands for that of EBS")
        .refused("dockerVolumeConfiguration", MACHINE, unsupported("dockerVolumeConfiguration"))
        .refused("fsxWindowsFileServerVolumeConfiguration", "it is for Windows on EC2", "")
        .and("volumes[].host")
        .refused(
            "sourcePath",
            MACHINE,
            "Fargate compatible task definitions do not support sourcePath",
            "remove \"host\"; the volume is then empty and lives as long as the task")
        .and("volumes[].efsVolumeConfiguration")
        .approximated("fileSystemId", local)
        .approximated("rootDirectory", "a folder in the folder that stands for the file system")
        .approximated("transitEncryption", untravelled)
        .approximated("transitEncryptionPort", untravelled)
        .approximated("authorizationConfig", unguarded)
        .and("volumes[].efsVolumeConfiguration.authorizationConfig")
        .approximated("accessPointId", "a folder of its own stands for the access point")
        .approximated("iam", unguarded)
        .and("volumes[].s3filesVolumeConfiguration")
        .approximated("fileSystemArn", local)
        .approximated("rootDirectory", "a folder in the folder that stands for the file system")
        .approximated("transitEncryptionPort", untravelled)
        .approximated("accessPointArn", unguarded)
        .terms();
  }

  private static List<Term> container() {
    return new Group(CONTAINER)
        .honoured("name", "image", "essential", "entryPoint", "command", "workingDirectory")
        .honoured("user", "environment", "environmentFiles", "secrets", "portMappings", "cpu")
        .honoured("memory", "memoryReservation", "dependsOn", "startTimeout", "stopTimeout")
        .honoured("healthCheck", "restartPolicy", "mountPoints", "volumesFrom")
        .honoured("readonlyRootFilesystem", "linuxParameters", "ulimits", "systemControls")
        .honoured("interactive", "pseudoTerminal", "dockerLabels", "logConfiguration")
        .honoured("firelensConfiguration", "repositoryCredentials")
        .ignored("versionConsistency", "each task runs the image that its tag names at its start")
        .ignored("credentialSpecs", "there is no Active Directory to join here")
        .refused(
            "links",
            "containers of one task share one address",
            "Links are not supported when networkMode=awsvpc.",
            "remove it; containers of one task reach each other at 127.0.0.1")
        .refused(
            "hostname", AWSVPC, "hostname is not supported on container when networkMode=awsvpc.")
        .refused(
            "dnsServers",
            AWSVPC,
            "DNS servers are not supported on container when networkMode=awsvpc")
        .refused(
            "dnsSearchDomains",
            AWSVPC,
            "DNS servers are not supported on container when networkMode=awsvpc")
        .refused(
            "extraHosts",
            AWSVPC,
            "Extra hosts are not supported on container when networkMode=awsvpc")
        .refused(
            "disableNetworking",
            AWSVPC,
            "Disable Networking is not supported on container when networkMode=awsvpc")
        .refused("privileged", MACHINE, "Fargate requires that the 'privileged' setting be 'false'")
        .refused("dockerSecurityOptions", MACHINE, unsupported("dockerSecurityOptions"))
        .refused("resourceRequirements", "no task of Fargate has such a device", "")
        .terms();
  }

  private static List<Term> lifecycle() {
    return new Group(CONTAINER + ".dependsOn[]")
        .honoured("containerName", "condition")
        .and(CONTAINER + ".healthCheck")
        .honoured("command", "interval", "timeout", "retries", "startPeriod")
        .and(CONTAINER + ".restartPolicy")
        .honoured("enabled", "ignoredExitCodes", "restartAttemptPeriod")
        .and(CONTAINER + ".portMappings[]")
        .honoured("containerPort", "hostPort", "protocol", "name", "containerPortRange")
        .approximated("appProtocol", "one proxy in taskdock stands for Service Connect's sidecars")
        .terms();
  }

  private static List<Term> variables() {
    return new Group(CONTAINER + ".environment[]")
        .honoured("name", "value")
        .and(CONTAINER + ".environmentFiles[]")
        .honoured("type")
        .approximated("value", "a file of this machine may stand for the object in S3")
        .and(CONTAINER + ".secrets[]")
        .honoured("name")
        .approximated("valueFrom", "a value of this machine may stand for the secret")
        .terms();
  }

  private static List<Term> files() {
    return new Group(CONTAINER + ".mountPoints[]")
        .honoured("sourceVolume", "containerPath", "readOnly")
        .and(CONTAINER + ".volumesFrom[]")
        .honoured("sourceContainer", "readOnly")
        .terms();
  }

  private static List<Term> linuxParameters() {
    var parameters = CONTAINER + ".linuxParameters";
    return new Group(parameters)
        .honoured("capabilities", "initProcessEnabled", "tmpfs")
        .refused("devices", MACHINE, unsupported("devices"))
        .refused(
            "sharedMemorySize",
            "/dev/shm has 64 MiB on Fargate",
            unsupported("sharedMemorySize"),
            "remove it; a tmpfs at another path can be larger")
        .refused("maxSwap", "Fargate has no swap", unsupported("maxSwap"))
        .refused("swappiness", "Fargate has no swap", "")
        .and(parameters + ".capabilities")
        .honoured("add", "drop")
        .and(parameters + ".tmpfs[]")
        .honoured("containerPath", "size", "mountOptions")
        .and(CONTAINER + ".ulimits[]")
        .honoured("name", "softLimit", "hardLimit")
        .and(CONTAINER + ".systemControls[]")
        .honoured("namespace", "value")
        .terms();
  }

  private static List<Term> logging() {
    return new Group(CONTAINER + ".logConfiguration")
        .approximated(
            "logDriver",
            "awsfirelens sends to the router; output of awslogs and splunk is kept on this machine")
        .approximated(
            "options",
            "those of awslogs shape the files that stand for its streams, an event of at most 262118"
                + " bytes each; splunk gets nothing")
        .approximated(
            "secretOptions",
            "those of awsfirelens reach the router; others are for a service that gets nothing")
        .and(CONTAINER + ".logConfiguration.secretOptions[]")
        .honoured("name")
        .approximated("valueFrom", "a value of this machine may stand for the secret")
        .and(CONTAINER + ".firelensConfiguration")
        .honoured("type", "options")
        .and(CONTAINER + ".repositoryCredentials")
        .approximated(
            "credentialsParameter",
            "a value of this machine may stand for the secret; an image at hand needs neither")
        .terms();
  }

  /// What is written inside of what Fargate refuses.
  private static List<Term> refusedParts() {
    return new Group("placementConstraints[]")
        .partsOfRefused("type", "expression")
        .and("inferenceAccelerators[]")
        .partsOfRefused("deviceName", "deviceType")
        .and("volumes[].dockerVolumeConfiguration")
        .partsOfRefused("scope", "autoprovision", "driver", "driverOpts", "labels")
        .and("volumes[].fsxWindowsFileServerVolumeConfiguration")
        .partsOfRefused("fileSystemId", "rootDirectory", "authorizationConfig")
        .and("volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig")
        .partsOfRefused("credentialsParameter", "domain")
        .and(CONTAINER + ".extraHosts[]")
        .partsOfRefused("hostname", "ipAddress")
        .and(CONTAINER + ".resourceRequirements[]")
        .partsOfRefused("type", "value")
        .and(CONTAINER + ".linuxParameters.devices[]")
        .partsOfRefused("hostPath", "containerPath", "permissions")
        .terms();
  }

  /// What is written inside of what has no effect here.
  private static List<Term> ignoredParts() {
    return new Group("proxyConfiguration")
        .partsOfIgnored("type", "containerName", "properties")
        .and("proxyConfiguration.properties[]")
        .partsOfIgnored("name", "value")
        .terms();
  }

  private static String unsupported(String member) {
    return "Fargate compatible task definitions do not support " + member;
  }

  /// Gathers the members of one object, then of the next.
  private static final class Group {
    private final List<Term> terms = new ArrayList<>();
    private String object;

    Group(String object) {
      this.object = object;
    }

    /// Goes on with the members of `next`.
    Group and(String next) {
      object = next;
      return this;
    }

    Group honoured(String... names) {
      return add(HONOURED, "", names);
    }

    Group approximated(String name, String reason) {
      return add(APPROXIMATED, reason, name);
    }

    Group ignored(String name, String reason) {
      return add(IGNORED, reason, name);
    }

    Group refused(String name, String reason, String message) {
      return refused(name, reason, message, REMOVE);
    }

    Group refused(String name, String reason, String message, String fix) {
      terms.add(
          new Term(object, name, REFUSED, reason, Optional.of(new Term.Refusal(message, fix))));
      return this;
    }

    Group described(String... names) {
      return add(DESCRIBED, "describe-task-definition adds it to what was registered", names);
    }

    Group partsOfRefused(String... names) {
      return add(REFUSED, "part of what Fargate refuses", names);
    }

    Group partsOfIgnored(String... names) {
      return add(IGNORED, "part of what has no effect here", names);
    }

    private Group add(Treatment treatment, String reason, String... names) {
      for (var name : names) {
        terms.add(new Term(object, name, treatment, reason, Optional.empty()));
      }
      return this;
    }

    List<Term> terms() {
      return terms;
    }
  }
}
