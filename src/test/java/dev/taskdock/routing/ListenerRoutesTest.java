package dev.taskdock.routing;

import static dev.taskdock.routing.Rules.header;
import static dev.taskdock.routing.Rules.host;
import static dev.taskdock.routing.Rules.method;
import static dev.taskdock.routing.Rules.path;
import static dev.taskdock.routing.Rules.pathRegex;
import static dev.taskdock.routing.Rules.query;
import static dev.taskdock.routing.Rules.routes;
import static dev.taskdock.routing.Rules.rule;
import static dev.taskdock.routing.Rules.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.Patterns;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.Transforms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenerRoutesTest {
  @Test
  void the_lowest_priority_that_applies_wins_and_not_the_most_specific() {
    var routes = routes(rule(20, path("/a/b")), rule(10, path("/a/*")));

    var route = routes.route(Asked.get("http://h/a/b"));

    assertThat(route.priority()).isEqualTo(10);
  }

  @Test
  void a_request_that_no_rule_applies_to_takes_the_default() {
    var routes = routes(rule(10, path("/a")));

    var route = routes.route(Asked.get("http://h/b"));

    assertThat(route)
        .isEqualTo(new Route.Answer(0, new RuleAction.FixedResponse(404, Optional.empty(), "")));
  }

  @ParameterizedTest
  @CsvSource({
    "*.example.com, a.example.com, true",
    "*.example.com, example.com, false",
    "*.example.com, a.b.example.com, true",
    "example.com, EXAMPLE.com:8080, true",
    "exam?le.com, example.com, true",
    "example.com, example.org, false",
    "a-*.example.com, a-1.example.com, true",
  })
  void hosts_are_compared_in_any_case_and_without_their_port(
      String pattern, String asked, boolean applies) {
    var routes = routes(rule(1, host(pattern)));

    var route = routes.route(Asked.get("http://" + asked + "/"));

    assertThat(route.priority() == 1).isEqualTo(applies);
  }

  @Test
  void a_request_without_a_host_meets_no_host_condition() {
    var routes = routes(rule(1, host("*")), rule(2, path("/*")));

    var route = routes.route(Asked.get("/x"));

    assertThat(route.priority()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "/img/*, /img, false",
    "/img/*, /img/, true",
    "/img/*, /IMG/a, false",
    "/img/*, /img/a/b.png, true",
    "/*, /, true",
    "/a/b, /a%2Fb, false",
    "/b, /a/../b, true",
    "/a/, /a/., true",
    "/b, /./b, true",
    "/a, //a, false",
    "*.php, /x/y.php, true",
    "/a?c, /abc, true",
  })
  void paths_are_compared_as_sent_but_for_their_dots(
      String pattern, String asked, boolean applies) {
    var routes = routes(rule(1, path(pattern)));

    var route = routes.route(new Asked("GET", "h", asked, "", List.of(), Asked.get("/").source()));

    assertThat(route.priority() == 1).isEqualTo(applies);
  }

  @Test
  void an_expression_is_found_anywhere_in_a_path() {
    var routes = routes(rule(1, pathRegex("^/api/v[0-9]+/")), rule(2, pathRegex("\\.(gif|png)$")));

    assertThat(routes.route(Asked.get("http://h/api/v12/x")).priority()).isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/x/api/v1/")).priority()).isZero();
    assertThat(routes.route(Asked.get("http://h/x/a.png")).priority()).isEqualTo(2);
  }

  @Test
  void expressions_ignore_the_case_of_hosts_and_header_values() {
    var routes =
        routes(
            rule(1, new RuleCondition.HostHeader(new Patterns.Regexes(List.of("^API\\.")))),
            rule(2, new RuleCondition.HttpHeader("X", new Patterns.Regexes(List.of("mobi+le")))));

    assertThat(routes.route(Asked.get("http://api.h/")).priority()).isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/").with("x", "MOBIIILE")).priority()).isEqualTo(2);
  }

  @Test
  void each_line_of_a_header_is_compared_as_a_whole() {
    var routes = routes(rule(1, header("X-Kind", "b")));

    assertThat(routes.route(Asked.get("http://h/").with("x-kind", "a").with("X-KIND", "B")))
        .matches(r -> r.priority() == 1);
    assertThat(routes.route(Asked.get("http://h/").with("x-kind", "a, b")).priority()).isZero();
  }

  @Test
  void methods_are_compared_exactly() {
    var routes = routes(rule(1, method("GET", "PURGE")));

    assertThat(routes.route(Asked.get("http://h/").by("PURGE")).priority()).isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/").by("get")).priority()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "version=v1, version=v1, true",
    "version=v1, a=b&VERSION=V1, true",
    "version=v1, version=v12, false",
    "*example*, q=an-example-here, true",
    "version=*, version, true",
    "a=1, a=2&a=1, true",
    "a=\\*, a=*, true",
    "a=\\*, a=x, false",
    "a=b, c=a=b, false",
    "a=b=c, a=b=c, true",
  })
  void pairs_of_the_query_are_compared_as_sent_in_any_case(
      String pattern, String query, boolean applies) {
    var routes = routes(rule(1, query(pattern)));

    var route = routes.route(Asked.get("http://h/?" + query));

    assertThat(route.priority() == 1).isEqualTo(applies);
  }

  @Test
  void the_source_is_the_peer_whatever_its_form_and_whatever_a_header_says() {
    var routes = routes(rule(1, source("192.0.2.0/24", "2001:db8::/32")));

    assertThat(routes.route(Asked.get("http://h/").from("192.0.2.9")).priority()).isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/").from("::ffff:192.0.2.9")).priority())
        .isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/").from("2001:db8::7")).priority()).isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/").with("X-Forwarded-For", "192.0.2.9")).priority())
        .isZero();
  }

  @Test
  void conditions_of_a_rule_must_all_hold() {
    var routes = routes(rule(1, path("/a"), method("POST"), header("X", "1")));

    assertThat(routes.route(Asked.get("http://h/a").by("POST").with("x", "1")).priority())
        .isEqualTo(1);
    assertThat(routes.route(Asked.get("http://h/a").by("POST")).priority()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS, #{host}, 443, /#{path}, #{query}, http://Example.com/a/b?c=d,"
        + " https://example.com:443/a/b?c=d",
    "'#{protocol}', #{host}, '#{port}', /new/#{path}, #{query}, http://h:8080/x, http://h:80/new/x",
    "'#{protocol}', www.h, '#{port}', '/#{host}/#{port}/#{path}', from=#{host}&#{query},"
        + " http://h/x?y, http://www.h:80/h/80/x?from=h&y",
    "'#{protocol}', #{host}, 81, /#{path}, '#{query}', http://h/, http://h:81/",
  })
  void a_redirect_fills_in_its_placeholders_and_always_writes_the_port(
      String protocol,
      String host,
      String port,
      String path,
      String query,
      String asked,
      String location) {
    var redirect = new RuleAction.Redirect(protocol, host, port, path, query, 301);
    var routes = routes(rule(1, redirect, path("/*")));

    var route = routes.route(Asked.get(asked));

    assertThat(route).isEqualTo(new Route.RedirectTo(1, 301, location));
  }

  @Test
  void a_redirect_leads_to_the_port_that_stands_in_for_the_one_it_names() {
    var redirect = new RuleAction.Redirect("HTTPS", "#{host}", "443", "/#{path}", "#{query}", 301);
    var listener =
        new Listener(
            80,
            Optional.empty(),
            List.of(rule(1, redirect, path("/*"))),
            Rules.fixed(404),
            ListenerAttributes.DEFAULT);

    var route = routes(listener, Map.of(443, 8443)).route(Asked.get("http://h:8080/x"));

    assertThat(route).isEqualTo(new Route.RedirectTo(1, 301, "https://h:8443/x"));
  }

  @Test
  void a_redirect_repeats_no_control_character_of_the_host() {
    var redirect = new RuleAction.Redirect("HTTPS", "#{host}", "443", "/#{path}", "#{query}", 301);
    var asked =
        new Asked("GET", "a\u001b[2J\tb\u007f", "/x", "", List.of(), IpAddress.v4(0x7f000001));

    var route = routes(rule(1, redirect, path("/*"))).route(asked);

    assertThat(route).isEqualTo(new Route.RedirectTo(1, 301, "https://a%1B[2j%09b%7F:443/x"));
  }

  @Test
  void a_redirect_whose_location_is_too_long_is_507() {
    var redirect = new RuleAction.Redirect("HTTPS", "#{host}", "443", "/#{path}", "#{query}", 302);
    var routes = routes(rule(1, redirect, path("/*")));

    var route = routes.route(Asked.get("http://h/" + "x".repeat(8200)));

    assertThat(route)
        .isEqualTo(new Route.Failed(1, 507, Rewritten.NOTHING, "the Location is longer than 8 KB"));
  }

  @Test
  void transforms_replace_what_they_find_in_host_path_and_query() {
    var transforms =
        new Transforms(
            List.of(new Transforms.Rewrite("^api\\.(.+)$", "$1.internal")),
            List.of(new Transforms.Rewrite("^/v1/([^?]*)(.*)", "/$1$2&from=v1")));
    var routes = transforming(transforms);

    var route = routes.route(Asked.get("http://API.example.com/v1/users?id=7"));

    assertThat(rewritten(route))
        .isEqualTo(
            new Rewritten(
                Optional.of("example.com.internal"),
                Optional.of("/users?id=7&from=v1"),
                Optional.of(TransformStatus.SUCCESS)));
  }

  @Test
  void a_transform_that_finds_nothing_changes_nothing() {
    var routes =
        transforming(new Transforms(List.of(), List.of(new Transforms.Rewrite("^/x", "/y"))));

    var route = routes.route(Asked.get("http://h/a"));

    assertThat(rewritten(route)).isEqualTo(Rewritten.NOTHING);
  }

  @Test
  void a_transform_that_makes_no_path_is_500() {
    var routes =
        transforming(new Transforms(List.of(), List.of(new Transforms.Rewrite("^/a", "a b"))));

    var route = routes.route(Asked.get("http://h/a"));

    assertThat(route)
        .isEqualTo(
            new Route.Failed(
                1,
                500,
                Rewritten.failed(TransformStatus.INVALID_PATH),
                "the rewrite makes no path"));
  }

  private static RuleAction.AuthenticateOidc provider() {
    return new RuleAction.AuthenticateOidc(
        "https://i",
        new RuleAction.AuthenticateOidc.Endpoints("https://a", "https://t", "https://u"),
        "me",
        new SecretValue("s"),
        "openid",
        "AWSELBAuthSessionCookie",
        Duration.ofDays(7),
        RuleAction.AuthenticateOidc.Unauthenticated.AUTHENTICATE,
        Map.of());
  }

  @Test
  void who_must_sign_in_is_told_what_comes_after() {
    var provider = provider();
    var routes =
        routes(
            new ListenerRule(
                1,
                List.of(path("/*")),
                Transforms.NONE,
                new RuleActions(Optional.of(provider), Rules.forward("web"))));

    var route = routes.route(Asked.get("http://h/"));

    assertThat(route)
        .isEqualTo(
            new Route.Authenticate(
                1,
                provider,
                new Route.Forward(1, Shares.of(Rules.forward("web")), Rewritten.NOTHING)));
  }

  @Test
  void where_one_signs_in_two_pages_are_the_load_balancers_whatever_the_rules_say() {
    var routes =
        routes(
            rule(1, path("/*")),
            new ListenerRule(
                2,
                List.of(path("/app")),
                Transforms.NONE,
                new RuleActions(Optional.of(provider()), Rules.forward("web"))));
    var page = new Route.SignInPage(2, List.of(provider()));

    assertThat(routes.route(Asked.get("http://h/oauth2/idpresponse?code=1"))).isEqualTo(page);
    assertThat(routes.route(Asked.get("http://h/oauth2/public-keys/1"))).isEqualTo(page);
    assertThat(routes.explain(Asked.get("http://h/oauth2/idpresponse")).lines())
        .containsExactly("rule 2 applies: a page of the load balancer's own, for signing in");
    assertThat(routes.route(Asked.get("http://h/oauth2/idpresponses")).priority()).isEqualTo(1);
    assertThat(
            routes(rule(1, path("/*"))).route(Asked.get("http://h/oauth2/idpresponse")).priority())
        .isEqualTo(1);
  }

  @Test
  void an_explanation_says_for_each_rule_before_which_conditions_failed() {
    var routes =
        routes(
            rule(10, host("api.h"), path("/a/*")),
            rule(20, header("X-Kind", "a", "b")),
            rule(30, query("v=1"), method("POST")),
            rule(40, source("10.0.0.0/8")),
            rule(50, path("/x")),
            rule(60, path("/y")));

    var explanation = routes.explain(Asked.get("http://h/x").with("x-kind", "c"));

    assertThat(explanation.lines())
        .containsExactly(
            "rule 10: host h is not api.h; path /x is not /a/*",
            "rule 20: header x-kind c is not a or b",
            "rule 30: the request has no query; method GET is not POST",
            "rule 40: source 127.0.0.1 is not in 10.0.0.0/8",
            "rule 50 applies: forward to p50");
  }

  private static ListenerRoutes transforming(Transforms transforms) {
    return routes(
        new ListenerRule(1, List.of(path("/*")), transforms, RuleActions.of(Rules.forward("web"))));
  }

  private static Rewritten rewritten(Route route) {
    assertThat(route).isInstanceOf(Route.Forward.class);
    return ((Route.Forward) route).rewritten();
  }
}
