package dev.taskdock.signin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskdock.routing.Seal;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Texts of any letters under a seal, each with a nonce of its own.
final class Sealed {
  private final Seal seal;

  // The key outlives the process, so a count from zero would use nonces again.
  private final AtomicLong nonces = new AtomicLong(new SecureRandom().nextLong());

  Sealed(Seal seal) {
    this.seal = seal;
  }

  String close(String text) {
    return seal.seal(new String(text.getBytes(UTF_8), ISO_8859_1), nonces.incrementAndGet());
  }

  /// What is in `text`; empty where it is not of this seal.
  Optional<String> open(String text) {
    return seal.open(text).map(plain -> new String(plain.getBytes(ISO_8859_1), UTF_8));
  }
}
