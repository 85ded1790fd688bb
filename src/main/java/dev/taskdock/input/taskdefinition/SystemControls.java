package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2133;
import static dev.taskdock.problem.Code.TD2134;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The `systemControls` of a task's containers. Source: RegisterTaskDefinition, SystemControl.
///
/// Those of `net.` belong to the network namespace, which a task has one of; the others to the IPC
/// namespace, which each container has for itself.
final class SystemControls {
  private static final String NETWORK = "net.";
  private static final List<String> KERNEL =
      List.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  private SystemControls() {}

  /// The controls of `container` by name.
  static Map<String, String> read(Fields container) {
    var controls = new LinkedHashMap<String, String>();
    for (var fields : container.objectsBy("namespace", "systemControls")) {
      Vocabulary.tell(fields);
      var namespace = fields.text("namespace");
      var value = fields.text("value");
      missing(fields, "namespace", container);
      missing(fields, "value", container);
      namespace.filter(n -> !isAllowed(n)).ifPresent(n -> fields.add(refused(fields, n)));
      namespace.ifPresent(n -> value.ifPresent(v -> controls.put(n, v)));
    }
    return controls;
  }

  /// Tells which control of the network several containers set.
  static void tellRepeated(List<Draft> drafts) {
    var byName = new HashMap<String, Fields>();
    for (var draft : drafts) {
      for (var fields : draft.fields().objectsBy("namespace", "systemControls")) {
        var name = fields.text("namespace").orElse("");
        var earlier = name.startsWith(NETWORK) ? byName.putIfAbsent(name, fields) : null;
        if (earlier != null) {
          fields.add(
              Diagnostic.warning(TD2134, fields.title() + " is set more than once in the task")
                  .at(fields.locationOf("namespace"))
                  .because("The containers share one network; who is started last decides.")
                  .fixedBy("set it in one container only")
                  .seeAlso(earlier.locationOf("namespace"), "set here too"));
        }
      }
    }
  }

  private static boolean isAllowed(String namespace) {
    return namespace.startsWith(NETWORK)
        || namespace.startsWith("fs.mqueue.")
        || KERNEL.contains(namespace);
  }

  private static void missing(Fields fields, String member, Fields container) {
    if (!fields.has(member)) {
      fields.add(
          Diagnostic.error(
                  TD2133, container.title() + " has a system control without " + Quoted.of(member))
              .at(fields.location())
              .because("Each entry has a namespace, as in net.core.somaxconn, and a value.")
              .fixedBy("add " + Quoted.of(member)));
    }
  }

  private static Diagnostic refused(Fields fields, String namespace) {
    return Diagnostic.error(TD2133, "the system control " + Quoted.of(namespace) + " is refused")
        .at(fields.locationOf("namespace"))
        .because("ECS takes those of net. and fs.mqueue., and the IPC ones of kernel.")
        .fixedBy(
            Nearest.of(namespace, KERNEL)
                .map(near -> "write " + Quoted.of(near))
                .orElse("remove it; the rest of the kernel belongs to the machine"));
  }
}
