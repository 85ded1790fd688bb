package dev.taskdock.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.taskdock.model.RuleAction.JwtValidation;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The token in an Authorization header: `jwt-validation` looks at its signature and its claims.
///
/// Source: the guide to JWT verification. RS256 with keys of 2048 bits; `iss` and `exp` must be
/// there, `nbf` and `iat` must hold where they are. That one of the values of an additional claim
/// is enough is our reading: the guide does not say.
final class BearerToken {
  private static final String SCHEME = "Bearer ";
  private static final int KEY_BITS = 2048;

  private final SignedJWT token;
  private final Map<String, Object> claims;

  private BearerToken(SignedJWT token, Map<String, Object> claims) {
    this.token = token;
    this.claims = claims;
  }

  /// The token of a header.
  ///
  /// @throws Refusal where there is none
  static BearerToken of(Optional<String> authorization) {
    var value =
        authorization.orElseThrow(
            () -> refused(Reason.JWTHeaderNotPresent, "the request has no Authorization header"));
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw refused(Reason.JWTRequestFormatInvalid, "Authorization does not begin with Bearer");
    }
    try {
      var token = SignedJWT.parse(value.substring(SCHEME.length()).strip());
      if (!JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())) {
        throw refused(
            Reason.JWTRequestFormatInvalid,
            "the token is signed with " + token.getHeader().getAlgorithm() + ", not RS256");
      }
      var claims = token.getPayload().toJSONObject();
      if (claims != null) {
        return new BearerToken(token, claims);
      }
    } catch (ParseException _) {
      // Told below.
    }
    throw refused(Reason.JWTRequestFormatInvalid, "what is shown is no signed JWT");
  }

  /// Whether one of these keys could be the one it is signed with.
  boolean isKnownTo(JWKSet keys) {
    var id = token.getHeader().getKeyID();
    return id == null || keys.getKeyByKeyId(id) != null;
  }

  /// Looks at everything.
  ///
  /// @throws Refusal where something does not hold
  void check(JwtValidation rule, JWKSet keys, Instant now) {
    if (!isSigned(keys)) {
      throw refused(
          Reason.JWTSignatureValidationError, "no key of the provider's has signed the token");
    }
    if (!text("iss").equals(rule.issuer())) {
      throw refused(Reason.JWTClaimValueInvalid, "the token is of another issuer");
    }
    if (!now.isBefore(moment("exp"))) {
      throw refused(Reason.JWTClaimValueInvalid, "the token has ended");
    }
    for (var name : List.of("nbf", "iat")) {
      if (claims.containsKey(name) && now.isBefore(moment(name))) {
        throw refused(Reason.JWTClaimValueInvalid, "the token's " + name + " is still to come");
      }
    }
    rule.additionalClaims().forEach(this::check);
  }

  private void check(JwtValidation.Claim claim) {
    var there =
        switch (claim.format()) {
          case SINGLE_STRING -> List.of(text(claim.name()));
          case SPACE_SEPARATED_VALUES -> Arrays.asList(text(claim.name()).split(" +"));
          case STRING_ARRAY -> {
            if (!(present(claim.name()) instanceof List<?> many)) {
              throw misshapen(claim.name(), "an array");
            }
            if (!many.stream().allMatch(String.class::isInstance)) {
              throw misshapen(claim.name(), "an array of strings");
            }
            yield many.stream().map(String.class::cast).toList();
          }
        };
    if (claim.values().stream().noneMatch(there::contains)) {
      throw refused(
          Reason.JWTClaimValueInvalid,
          "the token's " + claim.name() + " has no value of the rule's");
    }
  }

  private boolean isSigned(JWKSet keys) {
    var id = token.getHeader().getKeyID();
    return keys.getKeys().stream()
        .filter(RSAKey.class::isInstance)
        .map(RSAKey.class::cast)
        .filter(key -> id == null || id.equals(key.getKeyID()))
        .filter(key -> key.size() == KEY_BITS)
        .anyMatch(this::isSigned);
  }

  private boolean isSigned(RSAKey key) {
    try {
      return token.verify(new RSASSAVerifier(key));
    } catch (JOSEException _) {
      return false;
    }
  }

  private Object present(String name) {
    return Optional.ofNullable(claims.get(name))
        .orElseThrow(() -> refused(Reason.JWTClaimNotPresent, "the token has no " + name));
  }

  private String text(String name) {
    if (present(name) instanceof String text) {
      return text;
    }
    throw misshapen(name, "a string");
  }

  private Instant moment(String name) {
    return Documents.seconds(present(name))
        .map(Instant::ofEpochSecond)
        .orElseThrow(() -> misshapen(name, "a number"));
  }

  private static Refusal misshapen(String name, String wanted) {
    return refused(Reason.JWTClaimFormatInvalid, "the token's " + name + " is not " + wanted);
  }

  private static Refusal refused(Reason reason, String why) {
    return new Refusal(401, reason, why);
  }
}
