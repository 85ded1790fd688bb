package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.Shares;
import java.util.Optional;

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
  record Fixed(Route.Answer answer) implements Destination {}

  /// Nowhere: the load balancer answers with an error.
  ///
  /// @param why for who reads the log of taskdock
  /// @param route what the rules said; empty where none was asked
  record Refusal(int status, String why, Optional<Route> route) implements Destination {}
}
