package dev.taskdock.proxy;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.tls.TlsBack;
import dev.taskdock.routing.Draw;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Request;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.RouteTable;
import dev.taskdock.routing.Seal;
import dev.taskdock.routing.StickyCookies;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Finds the target of each request in the route table of the moment, which is read once for it.
final class Dispatcher {
  private static final int KEY = 16;

  private final TargetLoads loads = new TargetLoads();
  private final StickyCookies cookies;
  private final AtomicLong nonces = new AtomicLong();
  private final Supplier<TlsBack> back = Later.of(TlsBack::open);
  private final Optional<Gatekeeper> gatekeeper;
  private volatile RouteTable table = RouteTable.of(List.of(), java.util.Map.of());

  /// @param gatekeeper who is asked about those who come in
  Dispatcher(Optional<Gatekeeper> gatekeeper) {
    this.gatekeeper = gatekeeper;
    var key = new byte[KEY];
    new SecureRandom().nextBytes(key);
    cookies = new StickyCookies(Seal.of(key));
  }

  /// From now on, requests are routed by this table.
  void use(RouteTable next) {
    table = next;
  }

  /// How targets are spoken to in TLS, made when it is first asked for.
  TlsBack back() {
    return back.get();
  }

  TargetLoads loads() {
    return loads;
  }

  Destination destination(ListenerId listener, Request request, Instant now) {
    return destination(listener, request, false, false, now);
  }

  /// @param http2 whether the client speaks HTTP/2
  /// @param grpc whether it speaks gRPC on it
  Destination destination(
      ListenerId listener, Request request, boolean http2, boolean grpc, Instant now) {
    return fitting(find(listener, request, now), request, http2, grpc);
  }

  /// Where a request goes that had to wait.
  ///
  /// @param verdict what the gatekeeper said; empty where it failed
  Destination settled(
      Destination.Waiting waiting,
      Optional<Gatekeeper.Verdict> verdict,
      Request request,
      boolean http2,
      boolean grpc,
      Instant now) {
    var said = verdict.orElseGet(() -> refused("the gatekeeper failed"));
    return fitting(judged(table, waiting.route(), said, request, now), request, http2, grpc);
  }

  private static Destination fitting(
      Destination found, Request request, boolean http2, boolean grpc) {
    return switch (found) {
      case Destination.Target target ->
          takes(target, request, http2, grpc) ? target : misfit(target, http2, grpc);
      case Destination.Judged(var route, var verdict, var then) ->
          new Destination.Judged(route, verdict, fitting(then, request, http2, grpc));
      case Destination.Waiting _,
          Destination.Elsewhere _,
          Destination.Fixed _,
          Destination.Refusal _ ->
          found;
    };
  }

  private static Destination misfit(Destination.Target target, boolean http2, boolean grpc) {
    return new Destination.Refusal(
        464,
        "the targets of %s do not speak %s"
            .formatted(target.pool().group().name(), grpc ? "gRPC" : http2 ? "HTTP/2" : "HTTP/1.1"),
        Optional.of(target.rule()));
  }

  /// The same where what failed is tried again: those that failed are avoided while there are
  /// others.
  Destination destination(
      ListenerId listener,
      Request request,
      boolean http2,
      boolean grpc,
      Attempts attempts,
      Lane lane) {
    var found = destination(listener, request, http2, grpc, lane.instant());
    if (!(found instanceof Destination.Target(var id, var pool, var rule))
        || !attempts.avoids(id, lane.now())) {
      return found;
    }
    return another(pool, attempts, lane)
        .<Destination>map(other -> new Destination.Target(other, pool, rule))
        .orElse(found);
  }

  /// Somebody of a group for a connection whose bytes mean nothing to us.
  Optional<TargetId> target(TargetGroupName group, Attempts attempts, Lane lane) {
    return table
        .pool(group)
        .flatMap(pool -> {
          var first = pool.next(new Drawn(group, lane.instant()));
          return first
              .filter(id -> attempts.avoids(id, lane.now()))
              .flatMap(_ -> another(pool, attempts, lane))
              .or(() -> first);
        });
  }

  private Optional<TargetId> another(Pool pool, Attempts attempts, Lane lane) {
    var draw = new Drawn(pool.group().name(), lane.instant());
    for (int i = 1; i < pool.size(); i++) {
      var next = pool.next(draw).filter(id -> !attempts.avoids(id, lane.now()));
      if (next.isPresent()) {
        return next;
      }
    }
    return Optional.empty();
  }

  private static boolean takes(
      Destination.Target target, Request request, boolean http2, boolean grpc) {
    var version = target.pool().group().version();
    return (version == ProtocolVersion.HTTP1 && !http2)
        || version.takes(http2, grpc, "POST".contentEquals(request.method()));
  }

  private Destination find(ListenerId listener, Request request, Instant now) {
    var read = table;
    var routes = read.listener(listener);
    if (routes.isEmpty()) {
      return new Destination.Refusal(503, "the listener is no longer declared", Optional.empty());
    }
    return destination(read, listener, routes.get().route(request), request, now);
  }

  /// The values of the cookies by which a client stays with what it got.
  ///
  /// @param appCookies the names of the cookies that the target sets
  List<String> cookies(
      Destination.Target target, List<String> appCookies, boolean secure, Instant now) {
    var stickiness = target.pool().group().attributes().stickiness();
    var groups = target.shares().stickiness();
    if (stickiness.isEmpty() && groups.isEmpty()) {
      return List.of();
    }
    var group = target.pool().group().name();
    var values = new ArrayList<String>();
    groups.ifPresent(
        duration -> values.addAll(cookies.keep(group, duration, secure, now, nonce())));
    stickiness
        .filter(s ->
            switch (s) {
              case Stickiness.LbCookie _ -> true;
              case Stickiness.AppCookie app -> appCookies.contains(app.name());
            })
        .ifPresent(s -> values.addAll(cookies.keep(target.id(), s, secure, now, nonce())));
    return values;
  }

  private long nonce() {
    return nonces.incrementAndGet();
  }

  private Destination destination(
      RouteTable read, ListenerId listener, Route route, Request request, Instant now) {
    return switch (route) {
      case Route.Forward _, Route.RedirectTo _, Route.Answer _, Route.Failed _ ->
          plain(read, route, request, now);
      case Route.Authenticate _, Route.Validate _, Route.SignInPage _ ->
          asked(read, listener, route, request, now);
    };
  }

  private Destination asked(
      RouteTable read, ListenerId listener, Route route, Request request, Instant now) {
    return switch (judgement(route, Gatekeeper.Visitor.of(listener, request, now))) {
      case Gatekeeper.Pending(var verdict) -> new Destination.Waiting(route, verdict);
      case Gatekeeper.Verdict verdict -> judged(read, route, verdict, request, now);
    };
  }

  private Gatekeeper.Judgement judgement(Route route, Gatekeeper.Visitor visitor) {
    if (gatekeeper.isEmpty()) {
      return refused("there is no gatekeeper");
    }
    return switch (route) {
      case Route.Authenticate rule -> gatekeeper.get().judge(rule, visitor);
      case Route.Validate rule -> gatekeeper.get().judge(rule, visitor);
      case Route.SignInPage page -> gatekeeper.get().judge(page, visitor);
      case Route.Forward _, Route.RedirectTo _, Route.Answer _, Route.Failed _ ->
          throw new IllegalArgumentException("asks nobody who is there");
    };
  }

  private static Gatekeeper.Verdict refused(String why) {
    return new Gatekeeper.Verdict(
        new Gatekeeper.Outcome.Refuse(500, why), List.of(), Gatekeeper.Finding.of(false));
  }

  private Destination judged(
      RouteTable read, Route route, Gatekeeper.Verdict verdict, Request request, Instant now) {
    var then =
        switch (verdict.outcome()) {
          case Gatekeeper.Outcome.Pass _ -> passed(read, route, request, now);
          case Gatekeeper.Outcome.Refuse(int status, String why) ->
              new Destination.Refusal(status, why, Optional.of(route));
          case Gatekeeper.Outcome.Redirect(String location) ->
              new Destination.Elsewhere(new Route.RedirectTo(route.priority(), 302, location));
          case Gatekeeper.Outcome.Text(String body) ->
              new Destination.Fixed(
                  new Route.Answer(
                      route.priority(),
                      new RuleAction.FixedResponse(200, Optional.of("text/plain"), body)));
        };
    return new Destination.Judged(route, verdict, then);
  }

  private Destination passed(RouteTable read, Route route, Request request, Instant now) {
    return switch (route) {
      case Route.Authenticate(_, _, var then) -> plain(read, then, request, now);
      case Route.Validate(_, _, var then) -> plain(read, then, request, now);
      case Route.SignInPage _,
          Route.Forward _,
          Route.RedirectTo _,
          Route.Answer _,
          Route.Failed _ ->
          throw new IllegalArgumentException("nothing lies behind it");
    };
  }

  private Destination plain(RouteTable read, Route route, Request request, Instant now) {
    return switch (route) {
      case Route.Forward forward -> target(read, forward, request, now);
      case Route.RedirectTo redirect -> new Destination.Elsewhere(redirect);
      case Route.Answer answer -> new Destination.Fixed(answer);
      case Route.Failed failed ->
          new Destination.Refusal(failed.status(), failed.why(), Optional.of(route));
      case Route.Authenticate _, Route.Validate _, Route.SignInPage _ ->
          throw new IllegalArgumentException("asks twice who is there");
    };
  }

  private Destination target(RouteTable read, Route.Forward forward, Request request, Instant now) {
    var shares = forward.shares();
    var group =
        shares
            .stickiness()
            .flatMap(_ -> cookies.group(request, now))
            .filter(shares::has)
            .or(() -> shares.at(ThreadLocalRandom.current().nextDouble()));
    var pool = group.flatMap(read::pool);
    if (pool.isEmpty()) {
      return new Destination.Refusal(
          503,
          group
              .map(g -> "no target is registered in " + g)
              .orElse("the weights of all target groups of the rule are 0"),
          Optional.of(forward));
    }
    return choice(pool.get(), request, now)
        .<Destination>map(id -> new Destination.Target(id, pool.get(), forward))
        .orElseGet(() -> new Destination.Refusal(503, pool.get().whyNone(), Optional.of(forward)));
  }

  private Optional<TargetId> choice(Pool pool, Request request, Instant now) {
    return pool.group()
        .attributes()
        .stickiness()
        .flatMap(s -> cookies.target(request, s, now))
        .flatMap(pool::staying)
        .or(() -> pool.next(new Drawn(pool.group().name(), now)));
  }

  /// What a choice in one group depends on beside the targets.
  private final class Drawn implements Draw {
    private final TargetGroupName group;
    private final Instant now;

    Drawn(TargetGroupName group, Instant now) {
      this.group = group;
      this.now = now;
    }

    @Override
    public long turn() {
      return loads.turn(group);
    }

    @Override
    public double chance() {
      return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public int outstanding(TargetId target) {
      return loads.outstanding(target);
    }
  }
}
