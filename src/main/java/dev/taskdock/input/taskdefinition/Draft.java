package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Environment;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Resources;
import dev.taskdock.model.Timeouts;
import java.util.List;
import java.util.Optional;

/// A container as far as it could be read. What is wrong with it has been told and is absent here,
/// so rules over several containers can go on.
///
/// @param fields what was written, and where
record Draft(
    Fields fields,
    Optional<ImageReference> image,
    boolean essential,
    Invocation invocation,
    Environment environment,
    List<Ports.Claim> ports,
    Resources resources,
    List<Waits.Wait> waits,
    Optional<HealthCheck> healthCheck,
    Timeouts timeouts) {
  Draft {
    ports = List.copyOf(ports);
    waits = List.copyOf(waits);
  }

  /// Its name, if it is one.
  Optional<ContainerName> name() {
    return fields.text("name").filter(ContainerName::isValid).map(ContainerName::new);
  }

  /// Whether `other` is this container's name.
  boolean isCalled(String other) {
    return name().filter(own -> own.name().equals(other)).isPresent();
  }

  /// How a sentence names it: by its name, or by its place where it has none.
  String title() {
    return fields.title();
  }

  /// The container; only for a definition without errors.
  ContainerDefinition definition() {
    return new ContainerDefinition(
        name().orElseThrow(),
        image.orElseThrow(),
        essential,
        invocation,
        environment,
        ports.stream().map(Ports.Claim::mapping).toList(),
        resources,
        waits.stream().flatMap(wait -> wait.dependency().stream()).toList(),
        healthCheck,
        timeouts);
  }
}
