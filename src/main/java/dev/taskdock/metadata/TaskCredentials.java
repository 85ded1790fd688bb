package dev.taskdock.metadata;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whose credentials the containers of a task get as those of its role.
@FunctionalInterface
public interface TaskCredentials {
  /// How long credentials without an end of their own are good for: SDKs ask again before that.
  Duration LIFETIME = Duration.ofHours(1);

  /// Credentials that open nothing, and look it.
  TaskCredentials FAKE =
      (_, now) ->
          Optional.of(
              new Credentials(
                  "ASIAFAKETASKDOCK0000",
                  "fake-secret-access-key-of-taskdock",
                  "fake-session-token-of-taskdock",
                  now.plus(LIFETIME)));

  /// Credentials for a role at `now`, empty while there are none. Asked anew each time.
  Optional<Credentials> of(String roleArn, Instant now);
}
