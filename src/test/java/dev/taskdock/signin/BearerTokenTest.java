package dev.taskdock.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.taskdock.model.RuleAction.JwtValidation;
import dev.taskdock.model.RuleAction.JwtValidation.Claim;
import dev.taskdock.model.RuleAction.JwtValidation.Format;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which tokens `jwt-validation` takes.
final class BearerTokenTest {
  private static final Instant NOW = Instant.parse("2026-11-24T17:00:00Z");
  private static final long SOON = NOW.getEpochSecond() + 60;
  private static final long AGO = NOW.getEpochSecond() - 60;
  private static final JWKSet KEYS = new JWKSet(FakeProvider.KEY);

  @Test
  void one_that_holds_is_taken() {
    assertThat(why(Map.of())).isEmpty();
    assertThat(why(Map.of("nbf", AGO, "iat", AGO))).isEmpty();
  }

  @Test
  void a_header_that_holds_none_is_refused() {
    assertThat(reason(Optional.empty())).isEqualTo(Reason.JWTHeaderNotPresent);
    assertThat(reason(Optional.of("Basic abc"))).isEqualTo(Reason.JWTRequestFormatInvalid);
    assertThat(reason(Optional.of("Bearer abc"))).isEqualTo(Reason.JWTRequestFormatInvalid);
    var unsigned = new PlainJWT(new JWTClaimsSet.Builder().issuer("https://id.test").build());
    assertThat(reason(Optional.of("Bearer " + unsigned.serialize())))
        .isEqualTo(Reason.JWTRequestFormatInvalid);
  }

  @Test
  void another_algorithm_than_rs256_is_refused() {
    var token = FakeProvider.token(claims(Map.of()));
    var parts = token.split("\\.", 3);
    var header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(reason(Optional.of("Bearer " + header + "." + parts[1] + "." + parts[2])))
        .isEqualTo(Reason.JWTRequestFormatInvalid);
  }

  @Test
  void a_signature_of_another_key_is_refused() {
    assertThat(reason(claims(Map.of()), FakeProvider.key("first", 2048)))
        .isEqualTo(Reason.JWTSignatureValidationError);
    assertThat(reason(claims(Map.of()), FakeProvider.key("second", 2048)))
        .isEqualTo(Reason.JWTSignatureValidationError);
  }

  @Test
  void a_key_of_another_length_than_2048_bits_is_none() {
    var longer = FakeProvider.key("longer", 3072);

    assertThatThrownBy(() -> token(claims(Map.of()), longer).check(rule(), new JWKSet(longer), NOW))
        .isInstanceOfSatisfying(
            Refusal.class,
            r -> assertThat(r.reason()).isEqualTo(Reason.JWTSignatureValidationError));
  }

  @Test
  void issuer_and_end_must_be_there_and_hold() {
    assertThat(whyWithout("iss")).contains(Reason.JWTClaimNotPresent);
    assertThat(whyWithout("exp")).contains(Reason.JWTClaimNotPresent);
    assertThat(why(Map.of("iss", "https://other.test"))).contains(Reason.JWTClaimValueInvalid);
    assertThat(why(Map.of("iss", List.of("https://id.test"))))
        .contains(Reason.JWTClaimFormatInvalid);
    assertThat(why(Map.of("exp", NOW.getEpochSecond()))).contains(Reason.JWTClaimValueInvalid);
  }

  @Test
  void what_is_still_to_come_is_refused() {
    assertThat(why(Map.of("nbf", SOON))).contains(Reason.JWTClaimValueInvalid);
    assertThat(why(Map.of("iat", SOON))).contains(Reason.JWTClaimValueInvalid);
  }

  @Test
  void additional_claims_come_in_three_formats() {
    var single = new Claim("role", Format.SINGLE_STRING, List.of("admin", "root"));
    assertThat(why(Map.of("role", "root"), single)).isEmpty();
    assertThat(why(Map.of("role", "admin root"), single)).contains(Reason.JWTClaimValueInvalid);
    assertThat(why(Map.of("role", List.of("root")), single)).contains(Reason.JWTClaimFormatInvalid);
    assertThat(why(Map.of(), single)).contains(Reason.JWTClaimNotPresent);

    var spaced = new Claim("scope", Format.SPACE_SEPARATED_VALUES, List.of("read"));
    assertThat(why(Map.of("scope", "write read"), spaced)).isEmpty();
    assertThat(why(Map.of("scope", "reader"), spaced)).contains(Reason.JWTClaimValueInvalid);

    var array = new Claim("groups", Format.STRING_ARRAY, List.of("a", "b"));
    assertThat(why(Map.of("groups", List.of("b", "c")), array)).isEmpty();
    assertThat(why(Map.of("groups", List.of("c")), array)).contains(Reason.JWTClaimValueInvalid);
    assertThat(why(Map.of("groups", List.of(1, 2)), array)).contains(Reason.JWTClaimFormatInvalid);
    assertThat(why(Map.of("groups", "b"), array)).contains(Reason.JWTClaimFormatInvalid);
  }

  private static JwtValidation rule(Claim... claims) {
    return new JwtValidation("https://id.test/keys", "https://id.test", List.of(claims));
  }

  private static Map<String, Object> claims(Map<String, Object> others) {
    var claims = new HashMap<String, Object>(Map.of("iss", "https://id.test", "exp", SOON));
    claims.putAll(others);
    return claims;
  }

  private static Optional<Reason> whyWithout(String name) {
    var claims = claims(Map.of());
    claims.remove(name);
    return judged(claims);
  }

  private static Optional<Reason> why(Map<String, Object> others, Claim... wanted) {
    return judged(claims(others), wanted);
  }

  private static Optional<Reason> judged(Map<String, Object> claims, Claim... wanted) {
    try {
      token(claims, FakeProvider.KEY).check(rule(wanted), KEYS, NOW);
      return Optional.empty();
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isEqualTo(401);
      return Optional.of(refusal.reason());
    }
  }

  private static Reason reason(Map<String, Object> claims, RSAKey key) {
    return reason(Optional.of("Bearer " + FakeProvider.token(claims, key)));
  }

  private static Reason reason(Optional<String> authorization) {
    try {
      BearerToken.of(authorization).check(rule(), KEYS, NOW);
      throw new AssertionError("it was taken");
    } catch (Refusal refusal) {
      return refusal.reason();
    }
  }

  private static BearerToken token(Map<String, Object> claims, RSAKey key) {
    return BearerToken.of(Optional.of("bearer " + FakeProvider.token(claims, key)));
  }
}
