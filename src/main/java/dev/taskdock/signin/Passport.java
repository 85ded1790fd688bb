package dev.taskdock.signin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a target is told about who has signed in.
///
/// Source: the guide to authentication, "user claims encoding and signature verification". The
/// parts of `x-amzn-oidc-data` have their padding, as AWS's have, which JWT libraries stumble over
/// here as there.
///
/// @param signer the ARN of the load balancer
record Passport(ECKey key, String signer) {
  /// As long may a target take for it.
  private static final Duration LIFE = Duration.ofMinutes(2);

  /// The fields, by their names.
  Map<String, String> fields(Session session, AuthenticateOidc rule, Instant now) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("x-amzn-oidc-accesstoken", session.accessToken());
    fields.put("x-amzn-oidc-identity", session.subject());
    fields.put("x-amzn-oidc-data", data(session, rule, now));
    return fields;
  }

  private String data(Session session, AuthenticateOidc rule, Instant now) {
    var header = new LinkedHashMap<String, Object>();
    header.put("typ", "JWT");
    header.put("kid", key.getKeyID());
    header.put("alg", "ES256");
    header.put("iss", rule.issuer());
    header.put("client", rule.clientId());
    header.put("signer", signer);
    header.put("exp", now.plus(LIFE).getEpochSecond());
    var signed = encoded(Documents.write(header)) + "." + encoded(session.claims());
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.toECPrivateKey());
      signature.update(signed.getBytes(US_ASCII));
      return signed + "." + Base64.getUrlEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder().encodeToString(json.getBytes(UTF_8));
  }
}
