package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a container or task waits for.
public sealed interface Waiting {
  /// The words for it, following "waits for".
  String words();

  /// The namespace of its task.
  record ForSandbox() implements Waiting {
    @Override
    public String words() {
      return "the task's network namespace";
    }
  }

  /// Its image.
  record ForImage(ImageReference image) implements Waiting {
    @Override
    public String words() {
      return "image " + image;
    }
  }

  /// A sibling to be made, whose volumes it gets.
  record ForVolumes(ContainerName container) implements Waiting {
    @Override
    public String words() {
      return "the volumes of " + container;
    }
  }

  /// A sibling; `until` is when it gives up.
  record ForDependency(
      ContainerName container, DependencyCondition condition, Optional<Instant> until)
      implements Waiting {
    @Override
    public String words() {
      return container + " " + condition;
    }
  }

  /// The targets of its task to drain.
  record ForDrain(Instant until) implements Waiting {
    @Override
    public String words() {
      return "its targets to drain";
    }
  }

  /// Containers that depend on it, which stop first.
  record ForDependents(List<ContainerName> containers) implements Waiting {
    public ForDependents {
      containers = List.copyOf(containers);
    }

    @Override
    public String words() {
      return String.join(", ", containers.stream().map(ContainerName::name).toList()) + " to stop";
    }
  }
}
