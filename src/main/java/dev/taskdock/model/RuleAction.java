package dev.taskdock.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is done with a request that a rule applies to.
///
/// Source: the `Action` shape. AuthenticateCognito is not among them: taskdock has no user pools.
public sealed interface RuleAction {
  /// Its `Type`, as written in a rule.
  String type();

  /// What ends a rule: each has exactly one of these.
  sealed interface Routing extends RuleAction {}

  /// What may stand before it: whether the client is who it says.
  sealed interface Authenticating extends RuleAction {}

  /// To one of several target groups.
  ///
  /// @param stickiness how long a client stays with the group it got; empty where it does not
  record Forward(List<Weighted> groups, Optional<Duration> stickiness) implements Routing {
    public Forward {
      groups = List.copyOf(groups);
      if (groups.isEmpty()) {
        throw new IllegalArgumentException("forwards to nobody");
      }
    }

    /// A group and its share: `weight` of the sum of all weights, 0–999.
    public record Weighted(TargetGroupName group, int weight) {}

    /// To one group.
    public static Forward to(TargetGroupName group) {
      return new Forward(List.of(new Weighted(group, 1)), Optional.empty());
    }

    @Override
    public String type() {
      return "forward";
    }
  }

  /// To another URL. The texts hold AWS's placeholders, as `#{host}`; the query has no `?`.
  ///
  /// @param status 301 or 302
  record Redirect(String protocol, String host, String port, String path, String query, int status)
      implements Routing {
    @Override
    public String type() {
      return "redirect";
    }
  }

  /// An answer of the load balancer's own.
  ///
  /// @param contentType one of five; empty where there is none
  record FixedResponse(int status, Optional<String> contentType, String body) implements Routing {
    @Override
    public String type() {
      return "fixed-response";
    }
  }

  /// Only for who has signed in with an OpenID provider.
  ///
  /// @param endpoints where the provider is asked
  /// @param cookie the name of the session's cookies, before `-0`, `-1`, …
  /// @param extraParameters more query parameters for the authorization endpoint
  record AuthenticateOidc(
      String issuer,
      Endpoints endpoints,
      String clientId,
      SecretValue clientSecret,
      String scope,
      String cookie,
      Duration sessionTimeout,
      Unauthenticated onUnauthenticated,
      Map<String, String> extraParameters)
      implements Authenticating {
    public AuthenticateOidc {
      extraParameters = Collections.unmodifiableMap(new LinkedHashMap<>(extraParameters));
    }

    /// The URLs of a provider.
    public record Endpoints(String authorization, String token, String userInfo) {}

    /// What becomes of a request without a session.
    public enum Unauthenticated {
      /// It is sent to the provider.
      AUTHENTICATE,
      /// It is refused with 401.
      DENY,
      /// It goes on without the headers of a session.
      ALLOW
    }

    @Override
    public String type() {
      return "authenticate-oidc";
    }
  }

  /// Only with a signed token in `Authorization`.
  record JwtValidation(String jwksEndpoint, String issuer, List<Claim> additionalClaims)
      implements Authenticating {
    public JwtValidation {
      additionalClaims = List.copyOf(additionalClaims);
    }

    /// A claim that must be there, with one of `values`.
    public record Claim(String name, Format format, List<String> values) {
      public Claim {
        values = List.copyOf(values);
      }
    }

    /// What the value of a claim is.
    public enum Format {
      SINGLE_STRING,
      STRING_ARRAY,
      SPACE_SEPARATED_VALUES
    }

    @Override
    public String type() {
      return "jwt-validation";
    }
  }
}
