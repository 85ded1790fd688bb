package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2016;
import static dev.taskdock.problem.Code.TD2130;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.SecretReference;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a container asks of the kernel and the engine: its `capabilities`, an init process, limits,
/// `systemControls`, a terminal and labels.
///
/// Source: RegisterTaskDefinition, LinuxParameters and KernelCapabilities.
final class Kernel {
  private static final String ALLOWED = "SYS_PTRACE";
  private static final List<String> CAPABILITIES =
      List.of(
          "ALL",
          "AUDIT_CONTROL",
          "AUDIT_WRITE",
          "BLOCK_SUSPEND",
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "IPC_LOCK",
          "IPC_OWNER",
          "KILL",
          "LEASE",
          "LINUX_IMMUTABLE",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "MKNOD",
          "NET_ADMIN",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_CHROOT",
          "SYS_MODULE",
          "SYS_NICE",
          "SYS_PACCT",
          "SYS_PTRACE",
          "SYS_RAWIO",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "SYSLOG",
          "WAKE_ALARM");

  private Kernel() {}

  /// What `container` asks for.
  ///
  /// @param credentials who pulls its image
  static ContainerOptions read(Fields container, Optional<SecretReference.Asm> credentials) {
    var parameters = container.object("linuxParameters");
    parameters.ifPresent(Vocabulary::tell);
    return new ContainerOptions(
        parameters
            .flatMap(p -> p.object("capabilities"))
            .map(Kernel::capabilities)
            .orElse(Capabilities.DEFAULT),
        parameters.flatMap(p -> p.flag("initProcessEnabled")).orElse(false),
        Ulimits.read(container),
        SystemControls.read(container),
        container.flag("interactive").orElse(false),
        container.flag("pseudoTerminal").orElse(false),
        container.textsByName("dockerLabels"),
        credentials);
  }

  private static Capabilities capabilities(Fields fields) {
    Vocabulary.tell(fields);
    var add = known(fields, "add");
    for (var capability : add) {
      if (!capability.equals(ALLOWED)) {
        fields.add(
            Diagnostic.error(
                    TD2016, "the capability " + Quoted.of(capability) + " is refused on Fargate")
                .at(fields.locationOf("add"))
                .becauseAwsSays(capability + " is not allowed on Fargate.")
                .fixedBy("remove it"));
      }
    }
    return new Capabilities(add, known(fields, "drop"));
  }

  /// The capabilities in `member`, after telling what is none.
  private static List<String> known(Fields fields, String member) {
    var capabilities = fields.texts(member, "[\"" + ALLOWED + "\"]");
    for (var capability : capabilities) {
      if (!CAPABILITIES.contains(capability)) {
        var plain = capability.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
        fields.add(
            Diagnostic.error(TD2130, "there is no capability " + Quoted.of(capability))
                .at(fields.locationOf(member))
                .because("ECS writes them in capitals and without CAP_, as in NET_RAW.")
                .fixedBy(
                    Nearest.of(plain, CAPABILITIES)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    }
    return capabilities.stream().filter(CAPABILITIES::contains).toList();
  }
}
