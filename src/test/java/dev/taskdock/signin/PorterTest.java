package dev.taskdock.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import dev.taskdock.model.RuleAction.AuthenticateOidc.Unauthenticated;
import dev.taskdock.model.RuleAction.FixedResponse;
import dev.taskdock.model.RuleAction.JwtValidation;
import dev.taskdock.model.SecretValue;
import dev.taskdock.proxy.Gatekeeper;
import dev.taskdock.proxy.Gatekeeper.Outcome;
import dev.taskdock.proxy.Gatekeeper.Verdict;
import dev.taskdock.proxy.Gatekeeper.Visitor;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Metric;
import dev.taskdock.routing.Route;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// People and tokens at the gate, before a provider that does what it likes.
@Timeout(60)
final class PorterTest {
  private static final Instant NOW = Instant.parse("2026-11-24T17:00:00Z");
  private static final Route THEN =
      new Route.Answer(5, new FixedResponse(200, Optional.empty(), "in"));
  private static final Duration PATIENCE = Duration.ofMillis(700);

  @TempDir Path folder;
  private FakeProvider provider;
  private Keys keys;
  private Porter porter;

  @BeforeEach
  void open() throws IOException {
    provider = FakeProvider.open();
    provider.says("/token", 200, tokens("access-1", "refresh-1", 300));
    provider.says("/user", 200, "{\"sub\":\"jane\",\"email\":\"jane@id.test\",\"name\":\"Jäne\"}");
    keys = Keys.in(folder.resolve("signin"));
    porter = porter(Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    porter.close();
    provider.close();
  }

  @Test
  void a_stranger_is_sent_to_the_provider() {
    var verdict = now(authenticate(), visitor("/a/b", "c=d"));

    var query = Form.read(URI.create(location(verdict)).getRawQuery());
    assertThat(location(verdict)).startsWith("https://id.test/authorize?p=q&client_id=client+1&");
    assertThat(query)
        .containsEntry("redirect_uri", "https://app.test:8443/oauth2/idpresponse")
        .containsEntry("response_type", "code")
        .containsEntry("scope", "openid email")
        .containsEntry("prompt", "login")
        .containsKey("state");
    assertThat(verdict.cookies())
        .singleElement()
        .asString()
        .matches(
            "AWSALBAuthNonce=[-_\\w]{22}; Max-Age=900; Path=/; SameSite=None; Secure; HttpOnly");
  }

  @Test
  void who_signs_in_comes_back_to_where_it_began_and_the_target_is_told_who_it_is()
      throws Exception {
    var signedIn = signIn(authenticate());

    assertThat(location(signedIn)).isEqualTo("https://App.test:8443/a?b=c");
    assertThat(signedIn.finding().counts()).containsExactly(Metric.ELBAuthSuccess);
    assertThat(signedIn.finding().latency()).isPresent();
    assertThat(signedIn.cookies().getLast()).startsWith("AWSALBAuthNonce=; Expires=Thu, 01 Jan");
    assertThat(provider.posted)
        .containsExactly(
            "grant_type=authorization_code&code=the+code&redirect_uri="
                + "https%3A%2F%2Fapp.test%3A8443%2Foauth2%2Fidpresponse");
    assertThat(provider.asked)
        .containsExactly(
            "/token Basic "
                + Base64.getEncoder().encodeToString("client+1:s%2Fecret".getBytes(UTF_8)),
            "/user Bearer access-1");

    var fields = identity(now(authenticate(), visitor("/", "", sent(signedIn))));
    assertThat(fields.keySet())
        .containsExactly("x-amzn-oidc-accesstoken", "x-amzn-oidc-identity", "x-amzn-oidc-data");
    assertThat(fields)
        .containsEntry("x-amzn-oidc-accesstoken", "access-1")
        .containsEntry("x-amzn-oidc-identity", "jane");
    var parts = fields.getOrDefault("x-amzn-oidc-data", "").split("\\.");
    // With its padding, which libraries do not expect.
    assertThat(parts).allMatch(part -> part.length() % 4 == 0);
    assertThat(decoded(parts[0]))
        .containsEntry("alg", "ES256")
        .containsEntry("kid", keys.signing().getKeyID())
        .containsEntry("signer", "arn of web")
        .containsEntry("iss", provider.url(""))
        .containsEntry("client", "client 1")
        .containsKey("exp");
    assertThat(decoded(parts[1])).containsEntry("sub", "jane").containsEntry("name", "Jäne");
    var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(keys.signing().toECPublicKey());
    signature.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void a_session_outlives_the_process_but_not_its_time() throws Exception {
    var cookies = sent(signIn(authenticate()));

    var next = porter(PATIENCE);
    assertThat(identity(asked(next, authenticate(), visitor("/", "", cookies)))).isNotEmpty();
    next.close();
    var late = at(NOW.plus(Duration.ofHours(1)), visitor("/", "", cookies));
    assertThat(now(authenticate(), late).outcome()).isInstanceOf(Outcome.Redirect.class);
  }

  @Test
  void a_session_is_good_for_its_own_provider_only() throws Exception {
    var cookies = sent(signIn(authenticate()));
    var other =
        new AuthenticateOidc(
            "https://other.test",
            authenticate().endpoints(),
            "client 1",
            new SecretValue("s/ecret"),
            "openid",
            "AWSELBAuthSessionCookie",
            Duration.ofMinutes(30),
            Unauthenticated.DENY,
            Map.of());

    assertThat(status(now(other, visitor("/", "", cookies)))).isEqualTo(401);
  }

  @Test
  void a_stranger_is_let_in_or_refused_where_the_rule_says_so() {
    assertThat(identity(now(authenticate(Unauthenticated.ALLOW), visitor("/", "")))).isEmpty();
    assertThat(status(now(authenticate(Unauthenticated.DENY), visitor("/", "")))).isEqualTo(401);
  }

  @Test
  void a_cookie_that_somebody_made_up_is_nobodys() {
    var verdict =
        now(
            authenticate(Unauthenticated.DENY),
            visitor("/", "", "AWSELBAuthSessionCookie-0=bm90IG91cnM="));

    assertThat(status(verdict)).isEqualTo(401);
    assertThat(verdict.finding().reason()).contains("AuthInvalidCookie");
  }

  @Test
  void a_request_without_a_host_cannot_come_back() {
    var hostless =
        new Visitor(
            new ListenerId(new LoadBalancerName("web"), 443),
            "",
            "/",
            "",
            List.of(),
            Optional.empty(),
            NOW);

    var verdict = now(authenticate(), hostless);
    assertThat(status(verdict)).isEqualTo(401);
    assertThat(verdict.finding().reason()).contains("AuthMissingHostHeader");
  }

  @Test
  void the_way_back_is_only_for_the_browser_that_went() {
    var gone = now(authenticate(), visitor("/a", "b=c"));
    var state = state(gone);

    assertThat(refused(back("code=x", sent(gone)), 401)).isEqualTo("AuthMissingStateParam");
    assertThat(refused(back("code=x&state=abc", sent(gone)), 401))
        .isEqualTo("AuthInvalidStateParam");
    assertThat(refused(back("code=x&state=" + state), 401)).isEqualTo("AuthMissingAWSALBAuthNonce");
    assertThat(refused(back("code=x&state=" + state, "AWSALBAuthNonce=abc"), 401))
        .isEqualTo("AuthInvalidAWSALBAuthNonce");
    assertThat(refused(back("state=" + state, sent(gone)), 401)).isEqualTo("AuthMissingCodeParam");
    var late = visitor(Route.SignInPage.CALLBACK, "code=x&state=" + state, sent(gone));
    assertThat(
            refused(verdict(porter.judge(page(), at(NOW.plus(Duration.ofMinutes(16)), late))), 401))
        .isEqualTo("AuthInvalidStateParam");
    assertThat(provider.asked).isEmpty();
  }

  @Test
  void a_provider_is_asked_once_about_a_code() {
    var gone = now(authenticate(), visitor("/a", "b=c"));
    var query = "code=the+code&state=" + state(gone);

    assertThat(location(back(query, sent(gone)))).isEqualTo("https://App.test:8443/a?b=c");
    var again = back(query, sent(gone));

    assertThat(refused(again, 561)).isEqualTo("AuthInvalidGrantError");
    assertThat(again.finding().counts()).containsExactly(Metric.ELBAuthFailure);
    assertThat(provider.posted).hasSize(1);
  }

  @Test
  void who_guesses_codes_is_cut_short_and_keeps_nobody_else_out() {
    provider.says("/token", 400, "{\"error\":\"invalid_grant\"}");
    var gone = now(authenticate(), visitor("/a", "b=c"));

    for (int i = 0; i < 50; i++) {
      var guess = back("code=guess-" + i + "&state=" + state(gone), sent(gone));
      boolean isAsked = i < Exchanges.MOST_CODES;
      assertThat(refused(guess, isAsked ? 561 : 401))
          .isEqualTo(isAsked ? "AuthInvalidGrantError" : "AuthInvalidStateParam");
    }

    assertThat(provider.posted).hasSize(Exchanges.MOST_CODES);
    provider.says("/token", 200, tokens("access-1", "refresh-1", 300));
    assertThat(location(signIn(authenticate()))).isEqualTo("https://App.test:8443/a?b=c");
  }

  @Test
  void sign_ins_that_were_begun_are_remembered_up_to_a_number() {
    var exchanges = new Exchanges();

    for (int i = 0; i < 2 * Exchanges.MOST_SIGN_INS; i++) {
      exchanges.begin(new LoginState("p", "c", "nonce-" + i, "https://a.test/", NOW), "code");
    }

    assertThat(exchanges.signIns()).isEqualTo(Exchanges.MOST_SIGN_INS);
  }

  @Test
  void no_more_than_a_number_of_questions_are_under_way_at_once() {
    provider.isSilent("/token");
    var waiting = IntStream.range(0, Provider.MOST_AT_ONCE).mapToObj(_ -> comesBack()).toList();

    var refused = verdict(comesBack());

    assertThat(refused(refused, 500)).isEqualTo("AuthTokenEpRequestFailed");
    assertThat(((Outcome.Refuse) refused.outcome()).why()).contains("128 questions are under way");
    provider.breaksOff();
    assertThat(waiting).allMatch(w -> status(verdict(w)) == 500);
    assertThat(provider.asked).hasSizeLessThanOrEqualTo(Provider.MOST_AT_ONCE);
    provider.says("/token", 200, tokens("access-1", "refresh-1", 300));
    assertThat(location(signIn(authenticate()))).isEqualTo("https://App.test:8443/a?b=c");
  }

  /// Somebody new, back from the provider.
  private Gatekeeper.Judgement comesBack() {
    var gone = now(authenticate(), visitor("/a", "b=c"));
    return porter.judge(
        page(), visitor(Route.SignInPage.CALLBACK, "code=x&state=" + state(gone), sent(gone)));
  }

  @Test
  void a_provider_that_says_no_is_believed() {
    var gone = now(authenticate(), visitor("/a", "b=c"));

    var denied = back("error=access_denied&state=" + state(gone), sent(gone));
    assertThat(status(denied)).isEqualTo(401);
    assertThat(denied.finding().counts()).containsExactly(Metric.ELBAuthFailure);
    assertThat(status(back("error=server_error&state=" + state(gone), sent(gone)))).isEqualTo(561);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"error":"invalid_grant"}         | 561 | AuthInvalidGrantError
          401 | {"error":"invalid_client"}        | 561 | AuthTokenEpRequestFailed
          500 | oops                              | 561 | AuthTokenEpRequestFailed
          200 | oops                              | 561 | AuthInvalidTokenResponse
          200 | {"token_type":"Bearer"}           | 561 | AuthInvalidTokenResponse
          200 | {"access_token":"a\\nb"}          | 561 | AuthInvalidTokenResponse
          200 | {"access_token":"a"}              | 401 | AuthInvalidIdToken
          200 | {"access_token":"a","id_token":"b"} | 401 | AuthInvalidIdToken
          """)
  void a_token_endpoint_may_answer_anything(int status, String body, int expected, String reason) {
    provider.says("/token", status, body);

    assertThat(refused(signIn(authenticate()), expected)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"iss,https://other.test", "aud,other", "exp,1"})
  void an_id_token_that_does_not_hold_is_refused(String name, String value) {
    var claims = new java.util.HashMap<>(idClaims());
    claims.put(name, name.equals("exp") ? (Object) Long.valueOf(value) : value);
    provider.says(
        "/token",
        200,
        Documents.write(Map.of("access_token", "a", "id_token", FakeProvider.token(claims))));

    assertThat(refused(signIn(authenticate()), 401)).isEqualTo("AuthInvalidIdToken");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | {}                | 561 | AuthUserinfoEpRequestFailed
          200 | oops              | 561 | AuthInvalidUserinfoResponse
          200 | {"name":"x"}      | 561 | AuthInvalidUserinfoResponse
          200 | {"sub":"a\\r\\nb"} | 561 | AuthInvalidUserinfoResponse
          200 | {"sub":"joe"}     | 561 | AuthInvalidUserinfoResponse
          """)
  void a_user_info_endpoint_may_answer_anything(
      int status, String body, int expected, String reason) {
    provider.says("/user", status, body);

    assertThat(refused(signIn(authenticate()), expected)).isEqualTo(reason);
  }

  @Test
  void claims_of_more_than_11_kb_are_too_many() {
    provider.says("/user", 200, "{\"sub\":\"jane\",\"x\":\"" + "y".repeat(11_300) + "\"}");
    var verdict = signIn(authenticate());
    assertThat(refused(verdict, 500)).isEqualTo("AuthUserinfoResponseSizeExceeded");
    assertThat(verdict.finding().counts()).containsExactly(Metric.ELBAuthUserClaimsSizeExceeded);

    provider.says("/user", 200, "{\"sub\":\"jane\",\"x\":\"" + "y".repeat(300_000) + "\"}");
    assertThat(refused(signIn(authenticate()), 500)).isEqualTo("AuthUserinfoResponseSizeExceeded");
  }

  @Test
  void claims_of_a_little_less_are_several_cookies() {
    provider.says("/user", 200, "{\"sub\":\"jane\",\"x\":\"" + "y".repeat(11_000) + "\"}");

    var cookies = sent(signIn(authenticate()));

    assertThat(cookies).contains("AWSELBAuthSessionCookie-3=");
    assertThat(identity(now(authenticate(), visitor("/", "", cookies))))
        .containsEntry("x-amzn-oidc-identity", "jane");
  }

  @Test
  void a_provider_that_does_not_answer_in_time_is_a_500() throws IOException {
    porter.close();
    porter = porter(PATIENCE);
    provider.isSilent("/user");
    assertThat(refused(signIn(authenticate()), 500)).isEqualTo("AuthUserinfoEpRequestTimeout");
    provider.isSilent("/token");
    assertThat(refused(signIn(authenticate()), 500)).isEqualTo("AuthTokenEpRequestTimeout");
    provider.isSilent("/keys");
    assertThat(refused(shown(token(Map.of())), 500)).isEqualTo("JWKSRequestTimeout");
  }

  @Test
  void a_provider_that_is_not_there_is_a_500() {
    provider.close();

    assertThat(refused(signIn(authenticate()), 500)).isEqualTo("AuthTokenEpRequestFailed");
    assertThat(refused(shown(token(Map.of())), 500)).isEqualTo("JWKSRequestFailed");
  }

  @Test
  void when_the_access_token_ends_the_refresh_token_is_used_once_for_all() {
    var cookies = sent(signIn(authenticate()));
    provider.says("/token", 200, "{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\"}");
    provider.posted.clear();
    var later = at(NOW.plusSeconds(400), visitor("/", "", cookies));

    var first = porter.judge(rule(authenticate()), later);
    var second = porter.judge(rule(authenticate()), later);

    assertThat(identity(verdict(first))).containsEntry("x-amzn-oidc-accesstoken", "access-2");
    assertThat(identity(verdict(second))).containsEntry("x-amzn-oidc-accesstoken", "access-2");
    assertThat(provider.posted).hasSize(1);
    assertThat(Form.read(provider.posted.getFirst()))
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "refresh-1");
    assertThat(verdict(first).finding().counts())
        .containsExactly(Metric.ELBAuthRefreshTokenSuccess);
    assertThat(verdict(second).finding().counts()).isEmpty();

    var next = at(NOW.plusSeconds(500), visitor("/", "", sent(verdict(first))));
    assertThat(identity(now(authenticate(), next)))
        .containsEntry("x-amzn-oidc-accesstoken", "access-2");
    // The session ends when it would have ended without.
    var over = at(NOW.plus(Duration.ofMinutes(31)), visitor("/", "", sent(verdict(first))));
    assertThat(now(authenticate(), over).outcome()).isInstanceOf(Outcome.Redirect.class);
  }

  @Test
  void who_cannot_be_refreshed_signs_in_again() {
    var cookies = sent(signIn(authenticate()));
    provider.says("/token", 400, "{\"error\":\"invalid_grant\"}");

    var verdict = now(authenticate(), at(NOW.plusSeconds(400), visitor("/", "", cookies)));

    assertThat(location(verdict)).startsWith("https://id.test/authorize?");
    assertThat(verdict.finding().reason()).contains("AuthInvalidGrantError");
  }

  @Test
  void the_public_key_is_at_a_page_of_its_own() {
    var there = visitor(Route.SignInPage.KEYS + keys.signing().getKeyID(), "");
    assertThat(verdict(porter.judge(page(), there)).outcome())
        .isEqualTo(new Outcome.Text(keys.pem()));
    assertThat(status(verdict(porter.judge(page(), visitor(Route.SignInPage.KEYS + "x", "")))))
        .isEqualTo(404);
  }

  @Test
  void a_token_is_looked_at_without_a_question_once_the_keys_are_known() {
    var first = porter.judge(jwt(), shows(token(Map.of())));
    assertThat(first).isInstanceOf(Gatekeeper.Pending.class);
    assertThat(verdict(first).outcome()).isEqualTo(new Outcome.Pass(Optional.empty()));

    var second = porter.judge(jwt(), shows(token(Map.of())));
    assertThat(second).isInstanceOf(Verdict.class);
    assertThat(verdict(second).finding().counts())
        .containsExactly(Metric.JWTValidationSuccessCount);
    assertThat(provider.asked).hasSize(1);
    assertThat(refused(shown(token(Map.of("exp", 1))), 401)).isEqualTo("JWTClaimValueInvalid");
    assertThat(verdict(porter.judge(jwt(), visitor("/", ""))).finding().counts())
        .containsExactly(Metric.JWTValidationFailureCount);
  }

  @Test
  void a_key_that_is_new_is_looked_for_after_a_while() {
    assertThat(verdict(porter.judge(jwt(), shows(token(Map.of())))).outcome())
        .isInstanceOf(Outcome.Pass.class);
    var other = FakeProvider.key("second", 2048);
    provider.says("/keys", 200, new JWKSet(other).toString());
    var shown = shows(FakeProvider.token(tokenClaims(Map.of()), other));

    assertThat(refused(verdict(porter.judge(jwt(), at(NOW.plusSeconds(9), shown))), 401))
        .isEqualTo("JWTSignatureValidationError");
    assertThat(verdict(porter.judge(jwt(), at(NOW.plusSeconds(11), shown))).outcome())
        .isInstanceOf(Outcome.Pass.class);
  }

  @Test
  void key_sets_have_their_limits() {
    provider.says("/keys", 404, "");
    assertThat(refused(shown(token(Map.of())), 562)).isEqualTo("JWKSRequestFailed");
    provider.says("/keys", 200, "oops");
    assertThat(refused(shown(token(Map.of())), 562)).isEqualTo("JWKSResponseInvalid");
    provider.says("/keys", 200, "{\"keys\":\"none\"}");
    assertThat(refused(shown(token(Map.of())), 562)).isEqualTo("JWKSResponseInvalid");
    var key = FakeProvider.KEY.toPublicJWK().toJSONString();
    provider.says(
        "/keys",
        200,
        "{\"keys\":[" + String.join(",", java.util.Collections.nCopies(11, key)) + "]}");
    assertThat(refused(shown(token(Map.of())), 500)).isEqualTo("JWKSResponseSizeExceeded");
    provider.says("/keys", 200, " ".repeat(150 * 1024) + "{\"keys\":[]}");
    assertThat(refused(shown(token(Map.of())), 500)).isEqualTo("JWKSResponseSizeExceeded");
    provider.says("/keys", 200, "{\"keys\":[" + key + "]}");
    assertThat(shown(token(Map.of())).outcome()).isInstanceOf(Outcome.Pass.class);
  }

  private Porter porter(Duration patience) {
    return Porter.open(
        keys,
        Provider.trusting(folder.resolve("none.pem"), patience),
        id -> "arn of " + id.loadBalancer());
  }

  private AuthenticateOidc authenticate() {
    return authenticate(Unauthenticated.AUTHENTICATE);
  }

  private AuthenticateOidc authenticate(Unauthenticated what) {
    return new AuthenticateOidc(
        provider.url(""),
        new AuthenticateOidc.Endpoints(
            "https://id.test/authorize?p=q", provider.url("/token"), provider.url("/user")),
        "client 1",
        new SecretValue("s/ecret"),
        "openid email",
        "AWSELBAuthSessionCookie",
        Duration.ofMinutes(30),
        what,
        Map.of("prompt", "login"));
  }

  private static Route.Authenticate rule(AuthenticateOidc provider) {
    return new Route.Authenticate(5, provider, THEN);
  }

  private Route.SignInPage page() {
    return new Route.SignInPage(5, List.of(authenticate()));
  }

  private Route.Validate jwt() {
    return new Route.Validate(
        5, new JwtValidation(provider.url("/keys"), "https://id.test", List.of()), THEN);
  }

  private static Visitor visitor(String path, String query, String... cookies) {
    return new Visitor(
        new ListenerId(new LoadBalancerName("web"), 443),
        "App.test:8443",
        path,
        query,
        List.of(cookies),
        Optional.empty(),
        NOW);
  }

  private static Visitor shows(String token) {
    var nobody = visitor("/", "");
    return new Visitor(
        nobody.listener(), nobody.host(), "/", "", List.of(), Optional.of("Bearer " + token), NOW);
  }

  private static Visitor at(Instant now, Visitor visitor) {
    return new Visitor(
        visitor.listener(),
        visitor.host(),
        visitor.path(),
        visitor.query(),
        visitor.cookies(),
        visitor.authorization(),
        now);
  }

  /// The whole way: to the provider, back, and what became of it.
  private Verdict signIn(AuthenticateOidc rule) {
    var gone = now(rule, visitor("/a", "b=c"));
    return back("code=the+code&state=" + state(gone), sent(gone));
  }

  private Verdict back(String query, String... cookies) {
    return verdict(porter.judge(page(), visitor(Route.SignInPage.CALLBACK, query, cookies)));
  }

  private Verdict shown(String token) {
    return verdict(porter.judge(jwt(), shows(token)));
  }

  private Verdict now(AuthenticateOidc rule, Visitor visitor) {
    return asked(porter, rule, visitor);
  }

  private static Verdict asked(Porter whom, AuthenticateOidc rule, Visitor visitor) {
    return verdict(whom.judge(rule(rule), visitor));
  }

  private static Verdict verdict(Gatekeeper.Judgement judgement) {
    return switch (judgement) {
      case Verdict verdict -> verdict;
      case Gatekeeper.Pending(var later) ->
          later.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    };
  }

  private static String location(Verdict verdict) {
    assertThat(verdict.outcome()).isInstanceOf(Outcome.Redirect.class);
    return ((Outcome.Redirect) verdict.outcome()).location();
  }

  private static String state(Verdict gone) {
    return Form.read(URI.create(location(gone)).getRawQuery()).getOrDefault("state", "");
  }

  private static int status(Verdict verdict) {
    assertThat(verdict.outcome()).isInstanceOf(Outcome.Refuse.class);
    return ((Outcome.Refuse) verdict.outcome()).status();
  }

  private static String refused(Verdict verdict, int status) {
    assertThat(status(verdict)).isEqualTo(status);
    return verdict.finding().reason().orElse("");
  }

  private static Map<String, String> identity(Verdict verdict) {
    assertThat(verdict.outcome()).isInstanceOf(Outcome.Pass.class);
    return ((Outcome.Pass) verdict.outcome()).identity().orElseThrow();
  }

  /// What a browser sends that was told to keep these cookies.
  private static String sent(Verdict verdict) {
    return Stream.concat(Stream.of("other=1"), verdict.cookies().stream())
        .map(cookie -> cookie.split(";", 2)[0])
        .reduce((a, b) -> a + "; " + b)
        .orElse("");
  }

  private String tokens(String access, String refresh, int seconds) {
    return Documents.write(
        Map.of(
            "access_token", access,
            "refresh_token", refresh,
            "expires_in", seconds,
            "token_type", "Bearer",
            "id_token", FakeProvider.token(idClaims())));
  }

  private Map<String, Object> idClaims() {
    return Map.of(
        "iss",
        provider.url(""),
        "aud",
        "client 1",
        "sub",
        "jane",
        "exp",
        NOW.getEpochSecond() + 300);
  }

  private static String token(Map<String, Object> others) {
    return FakeProvider.token(tokenClaims(others));
  }

  private static Map<String, Object> tokenClaims(Map<String, Object> others) {
    var claims = new java.util.HashMap<String, Object>();
    claims.put("iss", "https://id.test");
    claims.put("exp", NOW.getEpochSecond() + 300);
    claims.putAll(others);
    return claims;
  }

  private static Map<String, Object> decoded(String part) {
    return Documents.read(new String(Base64.getUrlDecoder().decode(part), UTF_8)).orElseThrow();
  }
}
