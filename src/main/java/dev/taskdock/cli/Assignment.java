package dev.taskdock.cli;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import java.util.Optional;

/// One `-e [CONTAINER:]K[=V]`.
///
/// A prefix counts as a container only if the task has one of that name, so values and names with
/// colons pass.
record Assignment(Optional<ContainerName> container, String name, String value) {
  static Optional<Assignment> parse(String text, TaskDefinition definition) {
    int colon = text.indexOf(':');
    var prefix = colon > 0 ? text.substring(0, colon) : "";
    var container =
        Optional.of(prefix)
            .filter(ContainerName::isValid)
            .map(ContainerName::new)
            .filter(name -> definition.container(name).isPresent());
    var rest = container.isPresent() ? text.substring(colon + 1) : text;
    int equals = rest.indexOf('=');
    if (equals > 0) {
      return Optional.of(
          new Assignment(container, rest.substring(0, equals), rest.substring(equals + 1)));
    }
    return equals == 0
        ? Optional.empty()
        : Optional.ofNullable(System.getenv(rest))
            .map(value -> new Assignment(container, rest, value));
  }
}
