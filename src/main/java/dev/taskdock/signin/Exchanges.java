package dev.taskdock.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The codes that have come back from providers, as far as they decide whether one is asked about.
///
/// A provider is asked once about a code, and about a handful for each sign-in: who goes back to
/// its page and on again has another code with the same state, who guesses has many. AWS does not
/// say how often it asks. Only the last sign-ins are remembered, so that nobody can fill this; what
/// was forgotten is the provider's to refuse.
final class Exchanges {
  static final int MOST_CODES = 5;
  static final int MOST_SIGN_INS = 10_000;

  /// Hashes of codes by the nonce of their sign-in, which is no secret of ours to keep either.
  private final Map<String, Set<String>> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
          return size() > MOST_SIGN_INS;
        }
      };

  /// Takes note of a code.
  ///
  /// @throws Refusal where its provider is not to be asked about it
  synchronized void begin(LoginState state, String code) {
    var codes = seen.computeIfAbsent(state.nonce(), _ -> new HashSet<>());
    var hash = hash(code);
    if (codes.contains(hash)) {
      throw new Refusal(561, Reason.AuthInvalidGrantError, "the code came back once before");
    }
    if (codes.size() >= MOST_CODES) {
      throw new Refusal(
          401,
          Reason.AuthInvalidStateParam,
          "more than %d codes came back for one sign-in".formatted(MOST_CODES));
    }
    codes.add(hash);
  }

  synchronized int signIns() {
    return seen.size();
  }

  private static String hash(String code) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(code.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
