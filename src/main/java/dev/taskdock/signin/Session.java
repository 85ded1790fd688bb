package dev.taskdock.signin;

import dev.taskdock.model.RuleAction.AuthenticateOidc;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Somebody who has signed in: what the cookies hold.
///
/// @param provider see [#name(AuthenticateOidc)]
/// @param subject `sub`
/// @param refreshToken where the provider gave one
/// @param claims what the provider says about the person, in JSON
/// @param tokenEnds when the access token does, where the provider said it
/// @param ends when the session does, whatever else holds
record Session(
    String provider,
    String subject,
    String accessToken,
    Optional<String> refreshToken,
    String claims,
    Optional<Instant> tokenEnds,
    Instant ends) {
  /// Which rules it is good for: those with the same client of the same provider.
  static String name(AuthenticateOidc provider) {
    return provider.issuer() + " " + provider.clientId();
  }

  /// Whether it lets somebody in.
  boolean holds(AuthenticateOidc rule, Instant now) {
    return provider.equals(name(rule)) && now.isBefore(ends);
  }

  /// Whether the access token is over and there is another to be had.
  boolean wantsRefresh(Instant now) {
    return refreshToken.isPresent() && tokenEnds.filter(end -> !now.isBefore(end)).isPresent();
  }

  String text() {
    var members = new LinkedHashMap<String, Object>();
    members.put("provider", provider);
    members.put("sub", subject);
    members.put("token", accessToken);
    refreshToken.ifPresent(token -> members.put("refresh", token));
    members.put("claims", claims);
    tokenEnds.ifPresent(end -> members.put("tokenEnds", end.getEpochSecond()));
    members.put("ends", ends.getEpochSecond());
    return Documents.write(members);
  }

  /// The session that `text` is; empty where it is none.
  static Optional<Session> parse(String text) {
    return Documents.read(text)
        .flatMap(members ->
            Documents.seconds(members.get("ends"))
                .map(ends ->
                    new Session(
                        Documents.text(members, "provider").orElse(""),
                        Documents.text(members, "sub").orElse(""),
                        Documents.text(members, "token").orElse(""),
                        Documents.text(members, "refresh"),
                        Documents.text(members, "claims").orElse("{}"),
                        Documents.seconds(members.get("tokenEnds")).map(Instant::ofEpochSecond),
                        Instant.ofEpochSecond(ends))));
  }
}
