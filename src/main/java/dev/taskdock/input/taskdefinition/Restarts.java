package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2076;
import static dev.taskdock.problem.Code.TD2077;

import dev.taskdock.input.Fields;
import dev.taskdock.model.RestartPolicy;
import dev.taskdock.problem.Diagnostic;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/// The `restartPolicy` of a container. Source: RegisterTaskDefinition, ContainerRestartPolicy.
final class Restarts {
  private static final int SHORTEST = 60;
  private static final int LONGEST = 1800;
  private static final int USUAL = 300;
  private static final int MOST_CODES = 50;

  private Restarts() {}

  /// The policy of `container`; empty where it has none, or one that is not enabled.
  static Optional<RestartPolicy> read(Fields container) {
    return container.object("restartPolicy").flatMap(fields -> policy(fields, container.title()));
  }

  private static Optional<RestartPolicy> policy(Fields fields, String title) {
    Vocabulary.tell(fields);
    if (!fields.has("enabled")) {
      fields.add(
          Diagnostic.error(TD2077, title + " has a restart policy without \"enabled\"")
              .at(fields.location())
              .because("ECS requires \"enabled\", true or false.")
              .fixedBy("add \"enabled\": true"));
    }
    boolean enabled = fields.flag("enabled").orElse(false);
    var codes = fields.wholes("ignoredExitCodes", "[0]");
    if (codes.size() > MOST_CODES) {
      fields.add(
          Diagnostic.error(TD2076, title + " ignores " + codes.size() + " exit codes")
              .at(fields.locationOf("ignoredExitCodes"))
              .because("ECS takes 50 of them.")
              .fixedBy("leave some out"));
    }
    long period = fields.whole("restartAttemptPeriod").orElse(USUAL);
    if (period < SHORTEST || period > LONGEST) {
      fields.add(
          Diagnostic.error(TD2076, title + " has restartAttemptPeriod " + period)
              .at(fields.locationOf("restartAttemptPeriod"))
              .because("ECS takes 60 to 1800 seconds.")
              .fixedBy("write a number of seconds from 60 to 1800"));
    }
    return enabled
        ? Optional.of(
            new RestartPolicy(
                codes.stream().map(Long::intValue).collect(Collectors.toSet()),
                Duration.ofSeconds(period)))
        : Optional.empty();
  }
}
