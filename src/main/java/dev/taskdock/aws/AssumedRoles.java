package dev.taskdock.aws;

import dev.taskdock.metadata.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/// Credentials of roles, kept in memory until they are about to end.
final class AssumedRoles {
  /// SDKs in containers want new ones from a quarter of an hour before the end.
  private static final Duration EARLY = Duration.ofMinutes(20);

  /// How CloudTrail names who used the role.
  private static final String SESSION = "taskdock";

  private final Clients clients;
  private final Map<String, Credentials> had = new HashMap<>();

  AssumedRoles(Clients clients) {
    this.clients = clients;
  }

  /// Empty where the role cannot be assumed. What still holds is given as long as it does.
  synchronized Optional<Credentials> of(String roleArn, Instant now) {
    var known = Optional.ofNullable(had.get(roleArn)).filter(c -> isGood(c, now));
    if (known.filter(c -> isGood(c, now.plus(EARLY))).isPresent()) {
      return known;
    }
    var fresh = assume(roleArn);
    fresh.ifPresent(c -> had.put(roleArn, c));
    return fresh.or(() -> known);
  }

  private static boolean isGood(Credentials credentials, Instant at) {
    return at.isBefore(credentials.expiration());
  }

  private Optional<Credentials> assume(String roleArn) {
    try (var sts = clients.sts()) {
      var given =
          sts.assumeRole(request -> request.roleArn(roleArn).roleSessionName(SESSION))
              .credentials();
      return Optional.of(
          new Credentials(
              given.accessKeyId(),
              given.secretAccessKey(),
              given.sessionToken(),
              given.expiration()));
    } catch (SdkException _) {
      return Optional.empty();
    }
  }
}
