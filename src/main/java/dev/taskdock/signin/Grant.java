package dev.taskdock.signin;

import com.nimbusds.jwt.JWTParser;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a token endpoint answered, once it is looked at.
///
/// @param subject who the ID token is about; empty where there is none, as after a refresh
record Grant(
    String accessToken,
    Optional<String> refreshToken,
    Optional<Instant> ends,
    Optional<String> subject) {
  private static final int BAD_ANSWER = 561;

  /// Reads the answer to a code.
  ///
  /// @throws Refusal where it is of no use
  static Grant ofCode(String body, AuthenticateOidc rule, Instant now) {
    var grant = of(body, rule, now);
    if (grant.subject().isEmpty()) {
      throw new Refusal(401, Reason.AuthInvalidIdToken, "the provider gave no ID token");
    }
    return grant;
  }

  /// Reads the answer to a refresh token, which need not hold an ID token.
  ///
  /// @throws Refusal where it is of no use
  static Grant of(String body, AuthenticateOidc rule, Instant now) {
    var answer =
        Documents.read(body).orElseThrow(() -> unusable("the token endpoint answered no JSON"));
    var token =
        Documents.text(answer, "access_token")
            .filter(Grant::isWord)
            .orElseThrow(() -> unusable("the token endpoint gave no access token"));
    return new Grant(
        token,
        Documents.text(answer, "refresh_token"),
        Documents.seconds(answer.get("expires_in")).map(now::plusSeconds),
        Documents.text(answer, "id_token").map(id -> subject(id, rule, now)));
  }

  /// Makes a session of it.
  ///
  /// @param before the one that is refreshed
  /// @throws Refusal where the user info is of no use, or too long
  Session session(String userInfo, AuthenticateOidc rule, Optional<Session> before, Instant now) {
    var claims =
        Documents.read(userInfo)
            .orElseThrow(() -> stranger("the user info endpoint answered no JSON"));
    var sub =
        Documents.text(claims, "sub")
            .filter(Grant::isWord)
            .orElseThrow(() -> stranger("the user info has no sub that fits into a header"));
    var expected = subject.or(() -> before.map(Session::subject));
    if (expected.filter(e -> !e.equals(sub)).isPresent()) {
      throw stranger("the user info is about somebody else than the ID token");
    }
    return new Session(
        Session.name(rule),
        sub,
        accessToken,
        refreshToken.or(() -> before.flatMap(Session::refreshToken)),
        Documents.write(claims),
        ends,
        before.map(Session::ends).orElseGet(() -> now.plus(rule.sessionTimeout())));
  }

  /// Who an ID token is about.
  ///
  /// Source: OpenID Connect Core 1.0, 3.1.3.7; the signature of one that comes from the token
  /// endpoint itself need not be checked.
  private static String subject(String token, AuthenticateOidc rule, Instant now) {
    Map<String, Object> claims;
    try {
      claims = JWTParser.parse(token).getJWTClaimsSet().toJSONObject();
    } catch (ParseException _) {
      throw invalid("it is no JWT");
    }
    if (!rule.issuer().equals(claims.get("iss"))) {
      throw invalid("it is of another issuer than " + rule.issuer());
    }
    boolean meant =
        claims.get("aud") instanceof List<?> many
            ? many.contains(rule.clientId())
            : rule.clientId().equals(claims.get("aud"));
    if (!meant) {
      throw invalid("it is for another client");
    }
    var ends = Documents.seconds(claims.get("exp")).map(Instant::ofEpochSecond);
    if (ends.filter(now::isBefore).isEmpty()) {
      throw invalid("it has ended");
    }
    return Documents.text(claims, "sub").orElseThrow(() -> invalid("it has no sub"));
  }

  /// Whether a text can be the value of a header.
  private static boolean isWord(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  private static Refusal invalid(String why) {
    return new Refusal(401, Reason.AuthInvalidIdToken, "the ID token is not valid: " + why);
  }

  private static Refusal unusable(String why) {
    return new Refusal(BAD_ANSWER, Reason.AuthInvalidTokenResponse, why);
  }

  private static Refusal stranger(String why) {
    return new Refusal(BAD_ANSWER, Reason.AuthInvalidUserinfoResponse, why);
  }
}
