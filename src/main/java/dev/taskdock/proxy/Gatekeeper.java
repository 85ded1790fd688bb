package dev.taskdock.proxy;

import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Metric;
import dev.taskdock.routing.Request;
import dev.taskdock.routing.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Decides about requests of rules that ask who is there.
///
/// It is asked on the event loops and may not wait: where somebody else has to be asked first, it
/// says so, and decides later.
public interface Gatekeeper {
  /// Somebody who wants to be let in by a rule with `authenticate-oidc`.
  Judgement judge(Route.Authenticate rule, Visitor visitor);

  /// Somebody who shows a token, or should.
  Judgement judge(Route.Validate rule, Visitor visitor);

  /// Somebody at one of the load balancer's own pages for signing in.
  Judgement judge(Route.SignInPage page, Visitor visitor);

  /// What a request says about who sends it; a copy, for the request's bytes do not stay.
  ///
  /// @param host as it was sent, empty where there is none
  /// @param cookies the values of its Cookie fields
  /// @param authorization the value of its first Authorization field
  record Visitor(
      ListenerId listener,
      String host,
      String path,
      String query,
      List<String> cookies,
      Optional<String> authorization,
      Instant now) {
    public Visitor {
      cookies = List.copyOf(cookies);
    }

    static Visitor of(ListenerId listener, Request request, Instant now) {
      var cookies = new ArrayList<String>();
      var authorization = Optional.<String>empty();
      for (int i = 0; i < request.headers(); i++) {
        var name = request.headerName(i).toString();
        if (name.equalsIgnoreCase("cookie")) {
          cookies.add(request.headerValue(i).toString());
        } else if (authorization.isEmpty() && name.equalsIgnoreCase("authorization")) {
          authorization = Optional.of(request.headerValue(i).toString());
        }
      }
      return new Visitor(
          listener,
          request.host().toString(),
          request.path().toString(),
          request.query().toString(),
          cookies,
          authorization,
          now);
    }
  }

  /// A verdict, or the promise of one.
  sealed interface Judgement {}

  /// Somebody has to be asked first.
  record Pending(CompletionStage<Verdict> verdict) implements Judgement {}

  /// What becomes of a request.
  ///
  /// @param cookies the values of Set-Cookie fields that go with whatever it is answered
  record Verdict(Outcome outcome, List<String> cookies, Finding finding) implements Judgement {
    public Verdict {
      cookies = List.copyOf(cookies);
    }
  }

  /// What becomes of a request.
  sealed interface Outcome {
    /// It goes on.
    ///
    /// @param identity the `x-amzn-oidc-…` fields in place of any that the client sent; empty where
    ///   the rule has nothing to do with them
    record Pass(Optional<Map<String, String>> identity) implements Outcome {
      public Pass {
        identity = identity.map(fields -> Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
      }
    }

    /// It is refused.
    ///
    /// @param why for who reads the log of taskdock; holds nothing that is secret
    record Refuse(int status, String why) implements Outcome {}

    /// It is sent elsewhere, with 302.
    record Redirect(String location) implements Outcome {}

    /// It is answered with a text.
    record Text(String body) implements Outcome {}
  }

  /// What metrics and the access log are told.
  ///
  /// @param passed whether the request went on
  /// @param reason AWS's word for what was wrong
  /// @param latency what it took to ask the provider
  record Finding(
      boolean passed, Optional<String> reason, List<Metric> counts, Optional<Duration> latency) {
    public Finding {
      counts = List.copyOf(counts);
    }

    /// Nothing worth telling.
    public static Finding of(boolean passed) {
      return new Finding(passed, Optional.empty(), List.of(), Optional.empty());
    }
  }
}
