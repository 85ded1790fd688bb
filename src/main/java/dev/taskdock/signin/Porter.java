package dev.taskdock.signin;

import dev.taskdock.model.RuleAction.AuthenticateOidc;
import dev.taskdock.proxy.Gatekeeper;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Metric;
import dev.taskdock.routing.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The gatekeeper of listeners whose rules ask who is there.
public final class Porter implements Gatekeeper, AutoCloseable {
  /// Claims and access token together; more is not passed on.
  private static final int MOST_CLAIMS = 11 * 1024;

  /// So long, requests with the cookie of before get what a refresh gave: a browser that asks for
  /// several things at once sends it with each, and a refresh token may be good only once.
  private static final long REFRESHED_FOR = 30;

  private static final int NONCE_BYTES = 16;

  private final Keys keys;
  private final Provider provider;
  private final KeySets keySets;
  private final Function<ListenerId, String> signers;
  private final Recent recent = new Recent();
  private final Exchanges exchanges = new Exchanges();
  private final Map<String, CompletableFuture<Refreshed>> refreshed = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  private Porter(Keys keys, Provider provider, Function<ListenerId, String> signers) {
    this.keys = keys;
    this.provider = provider;
    this.signers = signers;
    keySets = new KeySets(provider);
  }

  /// A session after its refresh token was used.
  private record Refreshed(Session session, String sealed, Duration took) {}

  /// Begins.
  ///
  /// @param folder where its keys are, or are to be
  /// @param authority the certificate of our own authority, whom providers may have theirs from
  /// @param signers the ARN of a listener's load balancer
  /// @throws IOException where there are no keys to be had
  public static Porter open(Path folder, Path authority, Function<ListenerId, String> signers)
      throws IOException {
    return new Porter(Keys.in(folder), Provider.trusting(authority), signers);
  }

  static Porter open(Keys keys, Provider provider, Function<ListenerId, String> signers) {
    return new Porter(keys, provider, signers);
  }

  @Override
  public Judgement judge(Route.Validate rule, Visitor visitor) {
    try {
      var token = BearerToken.of(visitor.authorization());
      var now = visitor.now();
      var known = keySets.of(rule.token().jwksEndpoint(), token, now);
      if (known.isPresent()) {
        token.check(rule.token(), known.get(), now);
        return valid();
      }
      return new Pending(
          keySets
              .fetch(rule.token().jwksEndpoint(), now)
              .thenApply(fetched -> {
                token.check(rule.token(), fetched, now);
                return valid();
              })
              .exceptionally(
                  failure -> refused(refusal(failure, Reason.JWTValidationInternalError))));
    } catch (Refusal refusal) {
      return refused(refusal);
    }
  }

  @Override
  public Judgement judge(Route.Authenticate rule, Visitor visitor) {
    var provider = rule.provider();
    if (visitor.host().isEmpty()) {
      return refused(
          new Refusal(401, Reason.AuthMissingHostHeader, "the request has no Host header"));
    }
    var sealed = SessionCookies.joined(provider.cookie(), visitor.cookies());
    if (sealed.isEmpty()) {
      return stranger(provider, visitor, Optional.empty());
    }
    var now = visitor.now();
    var fields = recent.fields(sealed.get(), provider, signer(visitor), now);
    if (fields.isPresent()) {
      return passed(fields.get(), List.of(), Finding.of(true));
    }
    var session = keys.seal().open(sealed.get()).flatMap(Session::parse);
    if (session.isEmpty()) {
      return stranger(provider, visitor, Optional.of(Reason.AuthInvalidCookie));
    }
    if (!session.get().holds(provider, now)) {
      return stranger(provider, visitor, Optional.empty());
    }
    return session.get().wantsRefresh(now)
        ? new Pending(refreshed(session.get(), sealed.get(), provider, visitor))
        : known(session.get(), sealed.get(), provider, visitor);
  }

  @Override
  public Judgement judge(Route.SignInPage page, Visitor visitor) {
    if (visitor.path().startsWith(Route.SignInPage.KEYS)) {
      var id = visitor.path().substring(Route.SignInPage.KEYS.length());
      return id.equals(keys.signing().getKeyID())
          ? verdict(new Outcome.Text(keys.pem()), List.of(), Finding.of(false))
          : verdict(
              new Outcome.Refuse(404, "no key has this id: " + visitor.path()),
              List.of(),
              Finding.of(false));
    }
    try {
      return back(page, visitor);
    } catch (Refusal refusal) {
      return refused(refusal);
    }
  }

  /// Somebody comes back from a provider.
  private Judgement back(Route.SignInPage page, Visitor visitor) {
    var query = Form.read(visitor.query());
    var sent =
        Optional.ofNullable(query.get("state"))
            .orElseThrow(() -> denied(Reason.AuthMissingStateParam, "no state came back"));
    var state =
        LoginState.parse(sent, keys.seal())
            .orElseThrow(
                () -> denied(Reason.AuthInvalidStateParam, "the state is none of this machine's"));
    var rule =
        page.providers().stream()
            .filter(state::isOf)
            .findFirst()
            .orElseThrow(
                () -> denied(Reason.AuthInvalidStateParam, "no rule has the provider any more"));
    if (state.isLate(visitor.now())) {
      throw denied(Reason.AuthInvalidStateParam, "the sign-in took longer than 15 minutes");
    }
    var nonce =
        SessionCookies.value(SessionCookies.NONCE, visitor.cookies())
            .orElseThrow(() ->
                denied(
                    Reason.AuthMissingAWSALBAuthNonce,
                    "the browser that comes back has no cookie " + SessionCookies.NONCE));
    if (!nonce.equals(state.nonce())) {
      throw denied(Reason.AuthInvalidAWSALBAuthNonce, "another browser comes back than had gone");
    }
    var error = query.get("error");
    if (error != null) {
      return failed(error);
    }
    var code =
        Optional.ofNullable(query.get("code"))
            .orElseThrow(() -> denied(Reason.AuthMissingCodeParam, "no code came back"));
    exchanges.begin(state, code);
    return new Pending(signedIn(rule, state, code, visitor));
  }

  /// A provider sent somebody back with an error.
  private static Verdict failed(String error) {
    boolean denied = error.equals("access_denied");
    return verdict(
        new Outcome.Refuse(
            denied ? 401 : 561,
            "the provider said " + error.replaceAll("[^ -~]", "?") + " to a sign-in"),
        List.of(),
        new Finding(false, Optional.empty(), List.of(Metric.ELBAuthFailure), Optional.empty()));
  }

  private CompletableFuture<Verdict> signedIn(
      AuthenticateOidc rule, LoginState state, String code, Visitor visitor) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", callback(visitor));
    long begun = System.nanoTime();
    var now = visitor.now();
    return provider
        .token(rule, parameters)
        .thenApply(body -> Grant.ofCode(body, rule, now))
        .thenCompose(grant ->
            provider
                .userInfo(rule, grant.accessToken())
                .thenApply(info -> fitting(grant.session(info, rule, Optional.empty(), now))))
        .thenApply(session -> {
          var cookies =
              new ArrayList<>(
                  SessionCookies.set(
                      rule.cookie(), keys.seal().close(session.text()), visitor.cookies(), now));
          cookies.add(SessionCookies.forget(SessionCookies.NONCE));
          return verdict(
              new Outcome.Redirect(state.url()),
              cookies,
              new Finding(
                  false,
                  Optional.empty(),
                  List.of(Metric.ELBAuthSuccess),
                  Optional.of(Duration.ofNanos(System.nanoTime() - begun))));
        })
        .exceptionally(failure -> refused(refusal(failure, Reason.AuthUnhandledException)));
  }

  private CompletableFuture<Verdict> refreshed(
      Session session, String sealed, AuthenticateOidc rule, Visitor visitor) {
    var first = new CompletableFuture<Refreshed>();
    var before = refreshed.putIfAbsent(sealed, first);
    if (before != null) {
      return before.handle((done, failure) -> with(done, failure, false, rule, visitor));
    }
    long begun = System.nanoTime();
    var now = visitor.now();
    var form =
        Map.of("grant_type", "refresh_token", "refresh_token", session.refreshToken().orElse(""));
    var _ =
        CompletableFuture.completedFuture(form)
            .thenCompose(asked -> provider.token(rule, asked))
            .thenApply(body -> Grant.of(body, rule, now))
            .thenCompose(grant ->
                provider
                    .userInfo(rule, grant.accessToken())
                    .thenApply(
                        info -> fitting(grant.session(info, rule, Optional.of(session), now))))
            .thenApply(next ->
                new Refreshed(
                    next,
                    keys.seal().close(next.text()),
                    Duration.ofNanos(System.nanoTime() - begun)))
            .whenComplete((next, failure) -> {
              CompletableFuture.delayedExecutor(REFRESHED_FOR, TimeUnit.SECONDS)
                  .execute(() -> refreshed.remove(sealed));
              if (next == null) {
                first.completeExceptionally(failure);
              } else {
                first.complete(next);
              }
            });
    return first.handle((done, failure) -> with(done, failure, true, rule, visitor));
  }

  /// What becomes of a request whose session was refreshed, or was to be.
  private Verdict with(
      @Nullable Refreshed done,
      @Nullable Throwable failure,
      boolean first,
      AuthenticateOidc rule,
      Visitor visitor) {
    if (done == null) {
      var why = refusal(failure, Reason.AuthUnhandledException);
      return stranger(rule, visitor, Optional.of(why.reason()));
    }
    return passed(
        recent.keep(
            done.sealed(),
            rule,
            signer(visitor),
            passport(visitor).fields(done.session(), rule, visitor.now()),
            until(done.session()),
            visitor.now()),
        SessionCookies.set(rule.cookie(), done.sealed(), visitor.cookies(), visitor.now()),
        new Finding(
            true,
            Optional.empty(),
            first ? List.of(Metric.ELBAuthRefreshTokenSuccess) : List.of(),
            first ? Optional.of(done.took()) : Optional.empty()));
  }

  private Verdict known(Session session, String sealed, AuthenticateOidc rule, Visitor visitor) {
    var fields = passport(visitor).fields(session, rule, visitor.now());
    return passed(
        recent.keep(sealed, rule, signer(visitor), fields, until(session), visitor.now()),
        List.of(),
        Finding.of(true));
  }

  /// When a session has to be looked at again.
  private static Instant until(Session session) {
    return session
        .tokenEnds()
        .filter(end -> session.refreshToken().isPresent() && end.isBefore(session.ends()))
        .orElse(session.ends());
  }

  private Passport passport(Visitor visitor) {
    return new Passport(keys.signing(), signer(visitor));
  }

  private String signer(Visitor visitor) {
    return signers.apply(visitor.listener());
  }

  /// Somebody without a session.
  ///
  /// @param reason what is wrong with the one that was shown
  private Verdict stranger(AuthenticateOidc rule, Visitor visitor, Optional<Reason> reason) {
    var words = reason.map(Reason::name);
    return switch (rule.onUnauthenticated()) {
      case ALLOW ->
          passed(Map.of(), List.of(), new Finding(true, words, List.of(), Optional.empty()));
      case DENY ->
          verdict(
              new Outcome.Refuse(401, "nobody is signed in"),
              List.of(),
              new Finding(false, words, List.of(), Optional.empty()));
      case AUTHENTICATE -> sent(rule, visitor, words);
    };
  }

  /// Sends somebody to the provider.
  private Verdict sent(AuthenticateOidc rule, Visitor visitor, Optional<String> reason) {
    var bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    var nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var state =
        new LoginState(
            Session.name(rule),
            rule.cookie(),
            nonce,
            "https://"
                + visitor.host()
                + visitor.path()
                + (visitor.query().isEmpty() ? "" : "?" + visitor.query()),
            visitor.now());
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("client_id", rule.clientId());
    parameters.put("redirect_uri", callback(visitor));
    parameters.put("response_type", "code");
    parameters.put("scope", rule.scope());
    parameters.put("state", state.text(keys.seal()));
    parameters.putAll(rule.extraParameters());
    var to = rule.endpoints().authorization();
    return verdict(
        new Outcome.Redirect(to + (to.contains("?") ? "&" : "?") + Form.of(parameters)),
        List.of(SessionCookies.nonce(nonce, LoginState.WINDOW)),
        new Finding(false, reason, List.of(), Optional.empty()));
  }

  private static String callback(Visitor visitor) {
    return "https://" + visitor.host().toLowerCase(Locale.ROOT) + Route.SignInPage.CALLBACK;
  }

  private static Session fitting(Session session) {
    if (session.claims().length() + session.accessToken().length() > MOST_CLAIMS) {
      throw new Refusal(
          500,
          Reason.AuthUserinfoResponseSizeExceeded,
          "claims and access token are longer than 11 KB");
    }
    return session;
  }

  private static Refusal denied(Reason reason, String why) {
    return new Refusal(401, reason, why);
  }

  private static Refusal refusal(@Nullable Throwable failure, Reason otherwise) {
    var cause = failure;
    while (cause instanceof CompletionException wrapped && wrapped.getCause() != null) {
      cause = wrapped.getCause();
    }
    return cause instanceof Refusal refusal
        ? refusal
        : new Refusal(500, otherwise, "a question that went wrong: " + kind(cause));
  }

  private static String kind(@Nullable Throwable cause) {
    return cause == null ? "nothing is known" : cause.getClass().getName();
  }

  private static Verdict valid() {
    return verdict(
        new Outcome.Pass(Optional.empty()),
        List.of(),
        new Finding(
            true, Optional.empty(), List.of(Metric.JWTValidationSuccessCount), Optional.empty()));
  }

  private static Verdict refused(Refusal refusal) {
    return verdict(
        new Outcome.Refuse(refusal.status(), refusal.reason() + ": " + refusal.why()),
        List.of(),
        new Finding(
            false,
            Optional.of(refusal.reason().name()),
            List.of(counted(refusal)),
            Optional.empty()));
  }

  /// Where a refusal is counted.
  ///
  /// Source: the guide to CloudWatch metrics: a failure is the provider's no, or a code that was
  /// used before; what is not the visitor's doing is an error.
  private static Metric counted(Refusal refusal) {
    return switch (refusal.reason()) {
      case AuthUserinfoResponseSizeExceeded -> Metric.ELBAuthUserClaimsSizeExceeded;
      case AuthInvalidGrantError -> Metric.ELBAuthFailure;
      case AuthInvalidAWSALBAuthNonce,
          AuthInvalidCookie,
          AuthInvalidIdToken,
          AuthInvalidStateParam,
          AuthInvalidTokenResponse,
          AuthInvalidUserinfoResponse,
          AuthMissingAWSALBAuthNonce,
          AuthMissingCodeParam,
          AuthMissingHostHeader,
          AuthMissingStateParam,
          AuthTokenEpRequestFailed,
          AuthTokenEpRequestTimeout,
          AuthUnhandledException,
          AuthUserinfoEpRequestFailed,
          AuthUserinfoEpRequestTimeout ->
          Metric.ELBAuthError;
      case JWKSRequestFailed,
          JWKSRequestTimeout,
          JWKSResponseInvalid,
          JWKSResponseSizeExceeded,
          JWTClaimFormatInvalid,
          JWTClaimNotPresent,
          JWTClaimValueInvalid,
          JWTHeaderNotPresent,
          JWTRequestFormatInvalid,
          JWTSignatureValidationError,
          JWTValidationInternalError ->
          Metric.JWTValidationFailureCount;
    };
  }

  private static Verdict passed(
      Map<String, String> identity, List<String> cookies, Finding finding) {
    return verdict(new Outcome.Pass(Optional.of(identity)), cookies, finding);
  }

  private static Verdict verdict(Outcome outcome, List<String> cookies, Finding finding) {
    return new Verdict(outcome, cookies, finding);
  }

  @Override
  public void close() {
    provider.close();
  }
}
