package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.RestartPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// The `restartPolicy` of a container. Source: RegisterTaskDefinition, ContainerRestartPolicy.
final class Restarts {
  private static final int USUAL = 300;

  private Restarts() {}

  /// The policy of `container`; empty where it has none, or one that is not enabled.
  static Optional<RestartPolicy> read(Fields container) {
    return container.object("restartPolicy").flatMap(Restarts::policy);
  }

  private static Optional<RestartPolicy> policy(Fields fields) {
    Vocabulary.tell(fields);
    boolean enabled = fields.flag("enabled").orElse(false);
    var codes = fields.wholes("ignoredExitCodes", "[0]");
    long period = fields.whole("restartAttemptPeriod").orElse(USUAL);
    return enabled
        ? Optional.of(
            new RestartPolicy(
                codes.stream().map(Long::intValue).collect(Collectors.toSet()),
                Duration.ofSeconds(period)))
        : Optional.empty();
  }
}
