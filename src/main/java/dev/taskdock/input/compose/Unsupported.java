package dev.taskdock.input.compose;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Members of a service in a compose file that become nothing, and why.
final class Unsupported {
  /// Read elsewhere.
  private static final List<String> READ =
      List.of(
          "image",
          "build",
          "command",
          "entrypoint",
          "environment",
          "env_file",
          "ports",
          "expose",
          "volumes",
          "healthcheck",
          "depends_on",
          "links",
          "deploy",
          "mem_limit",
          "mem_reservation",
          "cpus",
          "secrets",
          "profiles",
          "user",
          "working_dir",
          "ulimits",
          "tmpfs",
          "cap_add",
          "cap_drop",
          "init",
          "read_only",
          "stop_grace_period",
          "tty",
          "stdin_open",
          "sysctls",
          "labels",
          "platform",
          "extends",
          "scale",
          "container_name",
          "hostname",
          "networks");

  private static final Map<String, String> WHY = new HashMap<>();

  static {
    WHY.put("privileged", "Fargate has no privileged containers.");
    WHY.put("network_mode", "Every task on Fargate has a network interface of its own: awsvpc.");
    WHY.put("devices", "A task on Fargate sees no devices.");
    WHY.put("gpus", "A task on Fargate sees no devices.");
    WHY.put("configs", "ECS mounts no configurations; an image or a variable has them.");
    WHY.put("restart", "A service of ECS replaces a task whose essential container ends.");
    WHY.put("logging", "Logs are shown and kept here; on AWS logConfiguration says where they go.");
    WHY.put("stop_signal", "ECS stops a container with the STOPSIGNAL of its image.");
    WHY.put("pull_policy", "The command line says so here: --pull.");
    WHY.put("extra_hosts", "ECS takes no extraHosts in the network mode awsvpc.");
    WHY.put("dns", "ECS takes no dnsServers in the network mode awsvpc.");
    WHY.put("dns_search", "ECS takes no dnsSearchDomains in the network mode awsvpc.");
    WHY.put("shm_size", "Fargate refuses sharedMemorySize.");
    WHY.put("security_opt", "Fargate refuses dockerSecurityOptions.");
    WHY.put("pid", "Fargate knows pidMode task only; say it in the definition if it is meant.");
    WHY.put("ipc", "Fargate refuses ipcMode.");
    WHY.put("volumes_from", "The containers of a task share a volume by mountPoints.");
    WHY.put("external_links", "No container of another task has a name here.");
    WHY.put("group_add", "ECS has no such member; the user of the image counts.");
    WHY.put("develop", "taskdock up --watch looks at the contexts of builds by itself.");
  }

  private Unsupported() {}

  /// Why a member becomes nothing; empty where it is read.
  static Optional<String> why(String member) {
    return READ.contains(member) || member.startsWith("x-")
        ? Optional.empty()
        : Optional.of(WHY.getOrDefault(member, "ECS has no such member on Fargate."));
  }
}
