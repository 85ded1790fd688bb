package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Lifecycle;
import dev.taskdock.model.Logging;
import dev.taskdock.model.Resources;
import dev.taskdock.model.RestartPolicy;
import dev.taskdock.model.Storage;
import dev.taskdock.model.Timeouts;
import dev.taskdock.model.Variables;
import java.util.List;
import java.util.Optional;

/// A container as far as it could be read. What is wrong with it has been told and is absent here,
/// so rules over several containers can go on.
///
/// @param fields what was written, and where
record Draft(
    Fields fields,
    Optional<ImageReference> image,
    Invocation invocation,
    Variables variables,
    List<Ports.Claim> ports,
    Resources resources,
    Lives lives,
    Storage storage,
    ContainerOptions options,
    Logging logging) {
  Draft {
    ports = List.copyOf(ports);
  }

  /// A container's lifecycle as far as it could be read.
  record Lives(
      boolean essential,
      List<Waits.Wait> waits,
      Optional<HealthCheck> healthCheck,
      Timeouts timeouts,
      Optional<RestartPolicy> restart) {
    Lives {
      waits = List.copyOf(waits);
    }

    Lifecycle lifecycle() {
      var dependencies = waits.stream().flatMap(wait -> wait.dependency().stream()).toList();
      return new Lifecycle(essential, dependencies, healthCheck, timeouts, restart);
    }
  }

  boolean essential() {
    return lives.essential();
  }

  List<Waits.Wait> waits() {
    return lives.waits();
  }

  Optional<HealthCheck> healthCheck() {
    return lives.healthCheck();
  }

  /// Its name, if it is one.
  Optional<ContainerName> name() {
    return fields.text("name").filter(ContainerName::isValid).map(ContainerName::new);
  }

  /// Whether `other` is this container's name.
  boolean isCalled(String other) {
    return name().filter(own -> own.name().equals(other)).isPresent();
  }

  /// Whether it mounts the volume of this name.
  boolean mounts(String volume) {
    return storage.mounts().stream().anyMatch(mount -> mount.volume().equals(volume));
  }

  /// Whether its output goes to this log driver.
  boolean logsTo(String driver) {
    return logging.configuration().filter(logs -> logs.driver().equals(driver)).isPresent();
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
        invocation,
        variables,
        ports.stream().map(Ports.Claim::mapping).toList(),
        resources,
        lives.lifecycle(),
        storage,
        options,
        logging);
  }
}
