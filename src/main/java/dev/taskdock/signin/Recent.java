package dev.taskdock.signin;

import dev.taskdock.model.RuleAction.AuthenticateOidc;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The fields of sessions that were looked at a moment ago: to open a cookie and to sign its claims
/// costs more than all else that is done with a request.
final class Recent {
  private static final Duration FOR = Duration.ofMinutes(1);
  private static final int MOST = 1_000;

  private final Map<Key, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
          return size() > MOST;
        }
      };

  private record Key(String sealed, String provider, String signer) {}

  private record Kept(Map<String, String> fields, Instant until) {
    private Kept {
      fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  synchronized Optional<Map<String, String>> fields(
      String sealed, AuthenticateOidc rule, String signer, Instant now) {
    return Optional.ofNullable(kept.get(new Key(sealed, Session.name(rule), signer)))
        .filter(k -> now.isBefore(k.until()))
        .map(Kept::fields);
  }

  /// Keeps them, at most until a moment, and hands them back.
  synchronized Map<String, String> keep(
      String sealed,
      AuthenticateOidc rule,
      String signer,
      Map<String, String> fields,
      Instant until,
      Instant now) {
    var end = now.plus(FOR);
    var last = until.isBefore(end) ? until : end;
    kept.put(new Key(sealed, Session.name(rule), signer), new Kept(fields, last));
    return fields;
  }
}
