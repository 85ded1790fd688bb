package dev.taskdock.input.cloudformation;

import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import java.util.Optional;

/// What a developer keeps for values of Parameter Store and Secrets Manager.
public interface LocalValues {
  /// Keeps nothing.
  LocalValues NONE = _ -> Optional.empty();

  /// The value that `reference` means; empty where it is not kept here.
  Optional<SecretValue> find(SecretReference reference);
}
