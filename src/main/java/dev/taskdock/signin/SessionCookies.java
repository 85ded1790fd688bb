package dev.taskdock.signin;

import dev.taskdock.routing.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cookies of a session, `NAME-0`, `NAME-1`, …, of at most 4 KB each; and the one that joins a
/// sign-in to the browser that began it.
///
/// Source: the guide to authentication, "authentication flow" and "session timeout": how long a
/// session lasts is inside; the browser is always told seven days.
final class SessionCookies {
  static final String NONCE = "AWSALBAuthNonce";

  private static final int LONGEST = 4096;
  private static final int MOST = 16;
  private static final Duration TOLD = Duration.ofDays(7);
  private static final String ATTRIBUTES = "; Path=/; SameSite=None; Secure; HttpOnly";

  private SessionCookies() {}

  /// The pieces that a browser sent, joined; empty where there are none.
  static Optional<String> joined(String name, List<String> cookies) {
    var whole = new StringBuilder();
    for (int i = 0; i < MOST; i++) {
      var piece = value(name + "-" + i, cookies);
      if (piece.isEmpty()) {
        break;
      }
      whole.append(piece.get());
    }
    return whole.isEmpty() ? Optional.empty() : Optional.of(whole.toString());
  }

  /// The Set-Cookie values with which a browser keeps `sealed`, and forgets pieces of before that
  /// are more than that.
  static List<String> set(String name, String sealed, List<String> sent, Instant now) {
    var expires = "; Expires=" + HttpDate.of(now.plus(TOLD)) + ATTRIBUTES;
    int room = LONGEST - name.length() - "-00=".length() - expires.length();
    var set = new ArrayList<String>();
    for (int from = 0; from < sealed.length(); from += room) {
      set.add(
          "%s-%d=%s%s"
              .formatted(
                  name,
                  set.size(),
                  sealed.substring(from, Math.min(sealed.length(), from + room)),
                  expires));
    }
    for (int i = set.size(); i < MOST && value(name + "-" + i, sent).isPresent(); i++) {
      set.add(forget(name + "-" + i));
    }
    return set;
  }

  /// The Set-Cookie value of a nonce that is good for `window`.
  static String nonce(String nonce, Duration window) {
    return "%s=%s; Max-Age=%d%s".formatted(NONCE, nonce, window.toSeconds(), ATTRIBUTES);
  }

  /// The Set-Cookie value after which a cookie is no more.
  static String forget(String name) {
    return name + "=; Expires=" + HttpDate.of(Instant.EPOCH) + ATTRIBUTES;
  }

  /// The value of the first cookie of this name.
  static Optional<String> value(String name, List<String> cookies) {
    for (var line : cookies) {
      for (var cookie : line.split(";", -1)) {
        var pair = cookie.strip();
        if (pair.startsWith(name) && pair.startsWith("=", name.length())) {
          return Optional.of(pair.substring(name.length() + 1));
        }
      }
    }
    return Optional.empty();
  }
}
