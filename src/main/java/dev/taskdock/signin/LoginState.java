package dev.taskdock.signin;

import dev.taskdock.model.RuleAction.AuthenticateOidc;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What goes to the provider and comes back with whoever signs in: `state`.
///
/// @param provider see [Session#name(AuthenticateOidc)]
/// @param nonce what the browser has in a cookie too
/// @param url where it all began
/// @param cookie the name of the session's cookies
/// @param begun when
record LoginState(String provider, String cookie, String nonce, String url, Instant begun) {
  /// As long may a sign-in take.
  ///
  /// Source: the guide to authentication, "client login timeout".
  static final Duration WINDOW = Duration.ofMinutes(15);

  /// Whether it began at a rule like this.
  boolean isOf(AuthenticateOidc rule) {
    return provider.equals(Session.name(rule)) && cookie.equals(rule.cookie());
  }

  boolean isLate(Instant now) {
    return now.isAfter(begun.plus(WINDOW));
  }

  /// As a query parameter, which needs no escapes.
  String text(Sealed seal) {
    return seal.close(
            Documents.write(
                Map.of(
                    "provider", provider,
                    "cookie", cookie,
                    "nonce", nonce,
                    "url", url,
                    "begun", begun.getEpochSecond())))
        .replace('+', '-')
        .replace('/', '_')
        .replace("=", "");
  }

  /// The state that `text` is; empty where it is none of ours.
  static Optional<LoginState> parse(String text, Sealed seal) {
    return seal.open(text.replace('-', '+').replace('_', '/'))
        .flatMap(Documents::read)
        .flatMap(members ->
            Documents.seconds(members.get("begun"))
                .map(begun ->
                    new LoginState(
                        Documents.text(members, "provider").orElse(""),
                        Documents.text(members, "cookie").orElse(""),
                        Documents.text(members, "nonce").orElse(""),
                        Documents.text(members, "url").orElse(""),
                        Instant.ofEpochSecond(begun))));
  }
}
