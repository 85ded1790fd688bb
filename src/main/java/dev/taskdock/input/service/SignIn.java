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
  private static final int MOST_VALUES = 10;
  private static final int MOST_PARAMETERS = 10;
  private static final List<String> CHECKED_ANYWAY = List.of("exp", "iss", "nbf", "iat");
  private static final int LONGEST_SESSION = 604_800;

  private SignIn() {}

  static Optional<RuleAction> oidc(Members config) {
    var issuer = url(config, "Issuer");
    var authorization = url(config, "AuthorizationEndpoint");
    var token = url(config, "TokenEndpoint");
    var userInfo = url(config, "UserInfoEndpoint");
    var client = config.due("ClientId", "NAME");
    var secret = config.due("ClientSecret", "SECRET");
    var parameters = config.fields().textsByName("AuthenticationRequestExtraParams");
    if (parameters.size() > MOST_PARAMETERS) {
      config.tell(
          TD4021,
          parameters.size() + " parameters for the authorization endpoint",
          "AuthenticationRequestExtraParams",
          "AWS takes at most " + MOST_PARAMETERS + ".",
          "remove some");
    }
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
            parameters));
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
    name.filter(CHECKED_ANYWAY::contains)
        .ifPresent(n ->
            claim.tell(
                TD4023,
                Quoted.of(n) + " as an additional claim",
                "Name",
                "exp, iss, nbf and iat are looked at anyway, and AWS does not take them here.",
                "remove it"));
    if (values.isEmpty() || values.size() > MOST_VALUES) {
      claim.tell(
          values.isEmpty() ? TD4023 : TD4021,
          values.isEmpty() ? "a claim without values" : "a claim with " + values.size() + " values",
          "Values",
          "AWS takes one to " + MOST_VALUES + ".",
          values.isEmpty() ? "write those that are good" : "remove some");
    }
    if (format.filter(f -> f == JwtValidation.Format.SPACE_SEPARATED_VALUES).isPresent()
        && values.stream().anyMatch(v -> v.contains(" "))) {
      claim.tell(
          TD4023,
          "a value with a space among values that spaces separate",
          "Values",
          "No token could hold it.",
          "write one value for each word");
    }
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
