package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Rewrite;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Rewritten;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.Shares;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /// Not known yet: the gatekeeper asks somebody.
  ///
  /// @param route the rule that wants to know who is there
  record Waiting(Route route, CompletionStage<Gatekeeper.Verdict> verdict) implements Destination {}

  /// Where the gatekeeper has it.
  ///
  /// @param route the rule that wanted to know who is there
  /// @param then neither this nor waiting
  record Judged(Route route, Gatekeeper.Verdict verdict, Destination then) implements Destination {
    /// The cookies of the session, and these.
    List<String> withCookies(List<String> others) {
      return Stream.concat(verdict.cookies().stream(), others.stream()).toList();
    }

    /// What takes the place of what the client sent.
    ///
    /// @param judged null where nobody was asked
    static Rewrite rewrite(@Nullable Judged judged, Rewritten rewritten) {
      if (judged != null && judged.verdict.outcome() instanceof Gatekeeper.Outcome.Pass pass) {
        return new Rewrite(rewritten.host(), rewritten.uri(), pass.identity());
      }
      return rewritten.equals(Rewritten.NOTHING)
          ? Rewrite.NOTHING
          : new Rewrite(rewritten.host(), rewritten.uri());
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
