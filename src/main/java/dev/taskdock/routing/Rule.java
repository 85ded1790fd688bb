package dev.taskdock.routing;

import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.Transforms;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A rule, compiled. The order in which its conditions are asked is of no consequence but speed.
final class Rule {
  private static final int LONGEST_LOCATION = 8 * 1024;

  private final int priority;
  private final List<Condition> conditions;
  private final List<Condition> byCost;
  private final Function<Request, Route> outcome;

  private Rule(int priority, List<Condition> conditions, Function<Request, Route> outcome) {
    this.priority = priority;
    this.conditions = conditions;
    this.outcome = outcome;
    byCost = conditions.stream().sorted(Comparator.comparingInt(Condition::cost)).toList();
  }

  static Rule of(ListenerRule rule, Door door) {
    var conditions = rule.conditions().stream().map(Condition::of).toList();
    return new Rule(
        rule.priority(),
        conditions,
        outcome(rule.priority(), rule.actions(), rule.transforms(), door));
  }

  /// The default rule, which always applies.
  static Rule ofDefault(RuleActions actions, Door door) {
    return new Rule(
        Route.DEFAULT_RULE, List.of(), outcome(Route.DEFAULT_RULE, actions, Transforms.NONE, door));
  }

  int priority() {
    return priority;
  }

  /// In the order written.
  List<Condition> conditions() {
    return conditions;
  }

  boolean applies(Subject subject) {
    for (int i = 0; i < byCost.size(); i++) {
      if (!byCost.get(i).holds(subject)) {
        return false;
      }
    }
    return true;
  }

  Route route(Request request) {
    return outcome.apply(request);
  }

  private static Function<Request, Route> outcome(
      int priority, RuleActions actions, Transforms transforms, Door door) {
    var routing = outcome(priority, actions.routing(), transforms, door);
    return actions
        .authentication()
        .map(first -> authenticated(priority, first, routing))
        .orElse(routing);
  }

  private static Function<Request, Route> authenticated(
      int priority, RuleAction.Authenticating first, Function<Request, Route> then) {
    return switch (first) {
      case RuleAction.AuthenticateOidc provider ->
          request -> new Route.Authenticate(priority, provider, then.apply(request));
      case RuleAction.JwtValidation token ->
          request -> new Route.Validate(priority, token, then.apply(request));
    };
  }

  private static Function<Request, Route> outcome(
      int priority, RuleAction.Routing action, Transforms transforms, Door door) {
    return switch (action) {
      case RuleAction.Forward forward -> forward(priority, forward, transforms);
      case RuleAction.Redirect redirect -> redirect(priority, redirect, door);
      case RuleAction.FixedResponse response -> {
        var answer = new Route.Answer(priority, response);
        yield _ -> answer;
      }
    };
  }

  private static Function<Request, Route> forward(
      int priority, RuleAction.Forward forward, Transforms transforms) {
    var plain = new Route.Forward(priority, Shares.of(forward), Rewritten.NOTHING);
    if (transforms.isEmpty()) {
      return _ -> plain;
    }
    var rewriting = Rewriting.of(transforms);
    return request -> {
      var rewritten = rewriting.appliedTo(request);
      return fault(rewritten)
          .<Route>map(status -> new Route.Failed(priority, 500, rewritten, why(status)))
          .orElseGet(() -> new Route.Forward(priority, plain.shares(), rewritten));
    };
  }

  private static Optional<TransformStatus> fault(Rewritten rewritten) {
    return rewritten.status().filter(status -> status != TransformStatus.SUCCESS);
  }

  private static String why(TransformStatus status) {
    return switch (status) {
      case INVALID_HOST -> "the rewrite makes no host name";
      case INVALID_PATH -> "the rewrite makes no path";
      case BUFFER_TOO_SMALL -> "the rewrite makes more than 16 KB";
      case SUCCESS -> "the rewrite succeeds";
    };
  }

  private static Function<Request, Route> redirect(
      int priority, RuleAction.Redirect redirect, Door door) {
    var redirection = Redirection.of(redirect, door);
    return request -> {
      var location = redirection.location(request, door);
      return location.length() > LONGEST_LOCATION
          ? new Route.Failed(priority, 507, Rewritten.NOTHING, "the Location is longer than 8 KB")
          : new Route.RedirectTo(priority, redirection.status(), location);
    };
  }
}
