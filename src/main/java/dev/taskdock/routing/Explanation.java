package dev.taskdock.routing;

import dev.taskdock.model.RuleCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why a request takes the route it takes, for a person: what `lb why URL` prints and what stands
/// in the log beside a 404 or 503.
///
/// @param refused the rules before the one that applies, in their order
public record Explanation(List<Refused> refused, Route route) {
  public Explanation {
    refused = List.copyOf(refused);
  }

  /// A rule that does not apply.
  ///
  /// @param failures for each condition that does not hold, what was asked for and what is there
  public record Refused(int priority, List<String> failures) {
    public Refused {
      failures = List.copyOf(failures);
    }

    static Refused of(Rule rule, Subject subject) {
      return new Refused(
          rule.priority(),
          rule.conditions().stream()
              .filter(condition -> !condition.holds(subject))
              .map(condition -> failure(condition.source(), subject))
              .toList());
    }
  }

  /// One line for each rule, the last for the one that applies.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (var rule : refused) {
      lines.add("rule " + rule.priority() + ": " + String.join("; ", rule.failures()));
    }
    lines.add(name(route.priority()) + " applies: " + words(route));
    return lines;
  }

  /// What the rule that applies does, in words.
  public String action() {
    return words(route);
  }

  private static String name(int priority) {
    return priority == Route.DEFAULT_RULE ? "the default rule" : "rule " + priority;
  }

  private static String words(Route route) {
    return switch (route) {
      case Route.Forward(_, var shares, var rewritten) ->
          "forward to "
              + shares
              + rewritten.host().map(host -> ", host " + host).orElse("")
              + rewritten.uri().map(uri -> ", as " + uri).orElse("");
      case Route.RedirectTo(_, var status, var location) -> "redirect " + status + " " + location;
      case Route.Answer(_, var response) -> "fixed response " + response.status();
      case Route.Authenticate(_, var provider, var then) ->
          "authenticate-oidc with "
              + provider.issuer()
              + ", then "
              + words(then)
              + "; without a session "
              + switch (provider.onUnauthenticated()) {
                case AUTHENTICATE -> "302 to " + provider.endpoints().authorization();
                case DENY -> "401";
                case ALLOW -> "the same, without x-amzn-oidc-…";
              };
      case Route.Validate(_, var token, var then) ->
          "jwt-validation with the keys of "
              + token.jwksEndpoint()
              + ", then "
              + words(then)
              + "; without a token that holds 401";
      case Route.SignInPage _ -> "a page of the load balancer's own, for signing in";
      case Route.Failed(_, var status, _, var why) -> status + ", since " + why;
    };
  }

  private static String failure(RuleCondition condition, Subject subject) {
    var request = subject.request();
    return switch (condition) {
      case RuleCondition.HostHeader(var patterns) ->
          subject.host().isEmpty()
              ? "the request has no host"
              : mismatch("host", subject.host(), patterns.values());
      case RuleCondition.PathPattern(var patterns) ->
          mismatch("path", subject.path(), patterns.values());
      case RuleCondition.HttpHeader(var name, var patterns) ->
          header(request, name, patterns.values());
      case RuleCondition.HttpRequestMethod(var values) ->
          mismatch("method", request.method(), values);
      case RuleCondition.QueryString(var pairs) ->
          request.query().isEmpty()
              ? "the request has no query"
              : mismatch("query", request.query(), pairs);
      case RuleCondition.SourceIp(var blocks) ->
          "source " + request.source() + " is not in " + either(blocks);
    };
  }

  private static String header(Request request, String name, List<String> patterns) {
    var values =
        Stream.iterate(0, i -> i < request.headers(), i -> i + 1)
            .filter(i -> Ascii.isName(request.headerName(i), name))
            .map(i -> request.headerValue(i).toString())
            .toList();
    return values.isEmpty()
        ? "the request has no header " + name
        : mismatch("header " + name, String.join(" | ", values), patterns);
  }

  private static String mismatch(String what, CharSequence seen, List<?> wanted) {
    return what + " " + seen + " is not " + either(wanted);
  }

  private static String either(List<?> wanted) {
    return wanted.stream().map(Object::toString).collect(Collectors.joining(" or "));
  }
}
