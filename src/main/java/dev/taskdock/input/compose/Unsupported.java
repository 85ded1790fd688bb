package dev.taskdock.input.compose;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /// Members of compose for which ECS on Fargate has no word at all.
  private static final Set<String> WITHOUT_A_WORD =
      Set.of(
          "annotations",
          "attach",
          "blkio_config",
          "cgroup",
          "cgroup_parent",
          "cpu_count",
          "cpu_percent",
          "cpu_period",
          "cpu_quota",
          "cpu_rt_period",
          "cpu_rt_runtime",
          "cpu_shares",
          "cpuset",
          "credential_spec",
          "device_cgroup_rules",
          "dns_opt",
          "domainname",
          "isolation",
          "label_file",
          "mac_address",
          "mem_swappiness",
          "memswap_limit",
          "models",
          "oom_kill_disable",
          "oom_score_adj",
          "pids_limit",
          "post_start",
          "pre_stop",
          "provider",
          "pull_refresh_after",
          "runtime",
          "storage_opt",
          "use_api_socket",
          "userns_mode",
          "uts",
          "volume_driver");

  /// How members are written that are no single value.
  private static final Map<String, String> FORMS =
      Map.ofEntries(
          Map.entry("environment", "{NAME: value} or [NAME=value]"),
          Map.entry("labels", "{NAME: value} or [NAME=value]"),
          Map.entry("sysctls", "{NAME: value} or [NAME=value]"),
          Map.entry("depends_on", "[NAME] or {NAME: {condition: service_started}}"),
          Map.entry("ports", "[\"8080:80\"]"),
          Map.entry("expose", "[\"80\"]"),
          Map.entry("volumes", "[\"name:/path\"]"),
          Map.entry("secrets", "[NAME]"),
          Map.entry("links", "[NAME]"),
          Map.entry("healthcheck", "{test: curl -f http://localhost}"),
          Map.entry("deploy", "{resources: {limits: {memory: 512m}}}"),
          Map.entry("ulimits", "{nofile: 1024}"));

  private static final List<String> DRIVERS = List.of("awslogs", "splunk", "awsfirelens");

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

  /// Whether compose has no such member.
  static boolean isUnknown(String member) {
    return !READ.contains(member)
        && !WHY.containsKey(member)
        && !WITHOUT_A_WORD.contains(member)
        && !member.startsWith("x-");
  }

  /// The member of compose that was most likely meant.
  static Optional<String> nearest(String member) {
    var known = new ArrayList<>(READ);
    known.addAll(WHY.keySet());
    known.addAll(WITHOUT_A_WORD);
    return Nearest.of(member, known);
  }

  /// Whether a member that is no single value is written as none.
  static boolean isInItsForm(Node.Member member) {
    return !FORMS.containsKey(member.name())
        || member.value().isEmpty()
        || !(member.value() instanceof Node.Scalar);
  }

  /// How such a member is written.
  static String form(String member) {
    return FORMS.getOrDefault(member, "");
  }

  /// Whether Fargate has the driver of a section `logging` too.
  static boolean isDriverOfFargate(Node.Mapping logging) {
    return ComposeFile.text(logging, "driver").filter(DRIVERS::contains).isPresent();
  }

  /// Why a member becomes nothing; empty where it is read, or where leaving it out changes nothing.
  static Optional<String> why(Node.Member member) {
    var name = member.name();
    if (name.startsWith("x-aws-")) {
      return Optional.of("No tool reads it any more: write a service in taskdock.yaml.");
    }
    return READ.contains(name) || name.startsWith("x-") || isNothing(member)
        ? Optional.empty()
        : Optional.of(WHY.getOrDefault(name, "ECS has no such member on Fargate."));
  }

  private static boolean isNothing(Node.Member member) {
    var text = member.value() instanceof Node.Scalar scalar ? scalar.text() : "";
    return switch (member.name()) {
      case "restart" -> List.of("no", "false").contains(text);
      // What the containers of a task share is the network of each other.
      case "network_mode" -> text.equals("bridge") || text.startsWith("service:");
      case "logging" ->
          member.value() instanceof Node.Mapping logging && isDriverOfFargate(logging);
      case "privileged", "oom_kill_disable" -> text.equals("false");
      default -> false;
    };
  }
}
