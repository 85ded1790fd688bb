package dev.taskdock.signin;

import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The keys of providers, as they were when they were last asked. Those who want the same keys at
/// once ask once.
///
/// How long AWS keeps them is not written; here it is five minutes, or ten seconds where a token
/// names a key that is not among them.
final class KeySets {
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final Provider provider;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<JWKSet>> asked = new ConcurrentHashMap<>();

  KeySets(Provider provider) {
    this.provider = provider;
  }

  private record Known(JWKSet keys, Instant since) {}

  /// The keys with which `token` can be judged now; empty where the provider has to be asked.
  Optional<JWKSet> of(String endpoint, BearerToken token, Instant now) {
    return Optional.ofNullable(known.get(endpoint))
        .filter(k -> now.isBefore(k.since().plus(FRESH)))
        .filter(k -> token.isKnownTo(k.keys()) || now.isBefore(k.since().plus(SETTLED)))
        .map(Known::keys);
  }

  /// Asks for them.
  CompletableFuture<JWKSet> fetch(String endpoint, Instant now) {
    var mine = new CompletableFuture<JWKSet>();
    var before = asked.putIfAbsent(endpoint, mine);
    if (before != null) {
      return before;
    }
    var _ =
        provider
            .keys(endpoint)
            .whenComplete((keys, failure) -> {
              asked.remove(endpoint);
              if (keys != null) {
                known.put(endpoint, new Known(keys, now));
                mine.complete(keys);
              } else {
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }
}
