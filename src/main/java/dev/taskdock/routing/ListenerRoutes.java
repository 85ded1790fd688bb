package dev.taskdock.routing;

import dev.taskdock.model.Listener;
import dev.taskdock.model.RuleAction.AuthenticateOidc;
import dev.taskdock.model.RuleActions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The rules of one listener, compiled: request → route.
///
/// The first rule, by priority, whose conditions all hold; else the default. [RuleIndex] says which
/// rules are worth asking, so a hundred cost little more than one.
public final class ListenerRoutes {
  private final List<Rule> rules;
  private final Rule last;
  private final RuleIndex index;
  private final Optional<Route.SignInPage> page;

  private ListenerRoutes(List<Rule> rules, Rule last, Optional<Route.SignInPage> page) {
    this.rules = rules;
    this.last = last;
    this.page = page;
    index = new RuleIndex(rules.stream().map(Rule::conditions).toList());
  }

  static ListenerRoutes of(Listener listener, Door door) {
    return new ListenerRoutes(
        listener.rules().stream().map(rule -> Rule.of(rule, door)).toList(),
        Rule.ofDefault(listener.defaultActions(), door),
        page(listener));
  }

  private static Optional<Route.SignInPage> page(Listener listener) {
    var providers =
        Stream.concat(
                listener.rules().stream().map(rule -> rule.actions()),
                Stream.of(listener.defaultActions()))
            .flatMap(actions -> provider(actions).stream())
            .distinct()
            .toList();
    int priority =
        listener.rules().stream()
            .filter(rule -> provider(rule.actions()).isPresent())
            .mapToInt(rule -> rule.priority())
            .min()
            .orElse(Route.DEFAULT_RULE);
    return providers.isEmpty()
        ? Optional.empty()
        : Optional.of(new Route.SignInPage(priority, providers));
  }

  private static Optional<AuthenticateOidc> provider(RuleActions actions) {
    return actions
        .authentication()
        .filter(AuthenticateOidc.class::isInstance)
        .map(AuthenticateOidc.class::cast);
  }

  /// What is to be done with `request`.
  public Route route(Request request) {
    if (page.isPresent() && isPage(request.path())) {
      return page.get();
    }
    return rule(Subject.of(request)).route(request);
  }

  /// For each rule up to the one that applies, which of its conditions failed.
  public Explanation explain(Request request) {
    if (page.isPresent() && isPage(request.path())) {
      return new Explanation(List.of(), page.get());
    }
    var subject = Subject.of(request);
    var applying = rule(subject);
    var verdicts =
        Stream.concat(rules.stream(), Stream.of(last))
            .takeWhile(rule -> rule != applying)
            .map(rule -> Explanation.Refused.of(rule, subject))
            .toList();
    return new Explanation(verdicts, applying.route(request));
  }

  private static boolean isPage(CharSequence path) {
    return begins(path, Route.SignInPage.CALLBACK)
        ? path.length() == Route.SignInPage.CALLBACK.length()
        : begins(path, Route.SignInPage.KEYS);
  }

  private static boolean begins(CharSequence path, String with) {
    return path.length() >= with.length()
        && CharSequence.compare(path.subSequence(0, with.length()), with) == 0;
  }

  private Rule rule(Subject subject) {
    var candidates = new long[index.words()];
    index.narrow(subject, candidates);
    for (int w = 0; w < candidates.length; w++) {
      for (long left = candidates[w]; left != 0; left &= left - 1) {
        var rule = rules.get(w * Long.SIZE + Long.numberOfTrailingZeros(left));
        if (rule.applies(subject)) {
          return rule;
        }
      }
    }
    return last;
  }
}
