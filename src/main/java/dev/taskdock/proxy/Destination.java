package dev.taskdock.proxy;

import dev.taskdock.model.RuleAction;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.Shares;

/// Where one request goes.
sealed interface Destination {
  /// To a target.
  ///
  /// @param rule what sends it there
  record Target(TargetId id, Pool pool, Route.Forward rule) implements Destination {
    Shares shares() {
      return rule.shares();
    }

    /// Whether the client is to stay with what it got.
    boolean isSticky() {
      return shares().stickiness().isPresent()
          || pool.group().attributes().stickiness().isPresent();
    }
  }

  /// Elsewhere, which the client is told.
  record Elsewhere(Route.RedirectTo redirect) implements Destination {}

  /// Nowhere: the rule itself is the answer.
  record Fixed(RuleAction.FixedResponse response) implements Destination {}

  /// Nowhere: the load balancer answers with an error.
  ///
  /// @param why for who reads the log of taskdock
  record Refusal(int status, String why) implements Destination {}
}
