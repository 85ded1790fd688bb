package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2016;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.Ulimit;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a container asks of the kernel and the engine: `linuxParameters` but its tmpfs, `ulimits`,
/// `systemControls`, terminals and labels.
///
/// Source: RegisterTaskDefinition, KernelCapabilities, Ulimit and SystemControl.
final class Kernel {
  private static final List<String> LIMITS =
      List.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private Kernel() {}

  /// What `container` asks for.
  static ContainerOptions read(Fields container) {
    var parameters = container.object("linuxParameters");
    parameters.ifPresent(Vocabulary::tell);
    return new ContainerOptions(
        parameters
            .flatMap(p -> p.object("capabilities"))
            .map(Kernel::capabilities)
            .orElse(Capabilities.DEFAULT),
        parameters.flatMap(p -> p.flag("initProcessEnabled")).orElse(false),
        ulimits(container),
        systemControls(container),
        container.flag("interactive").orElse(false),
        container.flag("pseudoTerminal").orElse(false),
        container.textsByName("dockerLabels"));
  }

  private static Capabilities capabilities(Fields fields) {
    Vocabulary.tell(fields);
    var add = fields.texts("add", "[\"SYS_PTRACE\"]");
    for (var capability : add) {
      if (!capability.equals("SYS_PTRACE")) {
        fields.add(
            Diagnostic.error(
                    TD2016, "the capability " + Quoted.of(capability) + " is refused on Fargate")
                .at(fields.locationOf("add"))
                .becauseAwsSays(capability + " is not allowed on Fargate.")
                .fixedBy("remove it"));
      }
    }
    return new Capabilities(add, fields.texts("drop", "[\"ALL\"]"));
  }

  private static List<Ulimit> ulimits(Fields container) {
    var ulimits = new ArrayList<Ulimit>();
    for (var fields : container.objectsBy("name", "ulimits")) {
      Vocabulary.tell(fields);
      var soft = fields.whole("softLimit");
      var hard = fields.whole("hardLimit");
      fields
          .word("name", LIMITS)
          .filter(_ -> soft.isPresent() && hard.isPresent())
          .map(name -> new Ulimit(name, soft.orElseThrow(), hard.orElseThrow()))
          .ifPresent(ulimits::add);
    }
    return ulimits;
  }

  private static Map<String, String> systemControls(Fields container) {
    var controls = new LinkedHashMap<String, String>();
    for (var fields : container.objectsBy("namespace", "systemControls")) {
      Vocabulary.tell(fields);
      Optional<String> value = fields.text("value");
      fields.text("namespace").ifPresent(name -> value.ifPresent(v -> controls.put(name, v)));
    }
    return controls;
  }
}
