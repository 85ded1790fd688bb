package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4021;
import static dev.taskdock.problem.Code.TD4023;

import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import dev.taskdock.model.RuleAction.JwtValidation;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the actions that ask who is there.
///
/// Source: the shapes `AuthenticateOidcActionConfig` and `JwtValidationActionConfig`. AWS takes
/// `https://` URLs only; a provider on this machine may speak HTTP.
final class SignIn {
  private static final int MOST_CLAIMS = 10;
  private static final int LONGEST_SESSION = 604_800;

  private SignIn() {}

  static Optional<RuleAction> oidc(Members config) {
    var issuer = url(config, "Issuer");
    var authorization = url(config, "AuthorizationEndpoint");
    var token = url(config, "TokenEndpoint");
    var userInfo = url(config, "UserInfoEndpoint");
    var client = config.due("ClientId", "NAME");
    var secret = config.due("ClientSecret", "SECRET");
    if (List.of(issuer, authorization, token, userInfo, client, secret).stream()
        .anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        new AuthenticateOidc(
            issuer.get(),
            new AuthenticateOidc.Endpoints(authorization.get(), token.get(), userInfo.get()),
            client.get(),
            new SecretValue(secret.get()),
            config.text("Scope").orElse("openid"),
            config.text("SessionCookieName").orElse("AWSELBAuthSessionCookie"),
            config.seconds("SessionTimeout", 1, LONGEST_SESSION, Duration.ofDays(7)),
            config
                .word("OnUnauthenticatedRequest", List.of("authenticate", "deny", "allow"))
                .map(
                    word -> AuthenticateOidc.Unauthenticated.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(AuthenticateOidc.Unauthenticated.AUTHENTICATE),
            config.fields().textsByName("AuthenticationRequestExtraParams")));
  }

  static Optional<RuleAction> jwt(Members config) {
    var keys = url(config, "JwksEndpoint");
    var issuer = config.due("Issuer", "https://issuer.example.com");
    var claims =
        config.objects("AdditionalClaims", Shape.CLAIM).stream()
            .flatMap(claim -> claim(claim).stream())
            .toList();
    if (claims.size() > MOST_CLAIMS) {
      config.tell(
          TD4021,
          claims.size() + " additional claims",
          "AdditionalClaims",
          "AWS takes at most " + MOST_CLAIMS + ".",
          "remove some");
    }
    return keys.flatMap(k -> issuer.map(i -> new JwtValidation(k, i, claims)));
  }

  private static Optional<JwtValidation.Claim> claim(Members claim) {
    var name = claim.due("Name", "scope");
    claim.expect("Format", "single-string");
    var format =
        claim
            .word("Format", List.of("single-string", "string-array", "space-separated-values"))
            .map(word ->
                JwtValidation.Format.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
    var values = claim.fields().texts("Values", "[a, b]");
    return name.flatMap(n -> format.map(f -> new JwtValidation.Claim(n, f, values)));
  }

  private static Optional<String> url(Members config, String name) {
    var url = config.due(name, "https://…");
    if (url.filter(u -> !u.matches("https?://[^\\s/]+.*")).isPresent()) {
      config.tell(
          TD4023,
          Quoted.of(name) + " is not a URL",
          name,
          "It is asked as it is written.",
          "write it as https://…");
      return Optional.empty();
    }
    return url;
  }
}
