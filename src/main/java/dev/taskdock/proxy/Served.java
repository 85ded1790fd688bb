package dev.taskdock.proxy;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Desync;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.routing.AccessLogEntry;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One request when all is done: what metrics count and the access log says.
///
/// @param status what the client got; 460 where it went away before
/// @param target who was asked; empty where the load balancer answered by itself
/// @param received what came of the request, its head counted, as it was forwarded
/// @param sent what the client was sent, the head counted
/// @param desync the worst there was about the request
/// @param route what the rules said; empty where none was asked
/// @param finding what the gatekeeper found; empty where it was not asked
/// @param texts what was said, where somebody wants them
public record Served(
    ListenerId listener,
    int status,
    Optional<Asked> target,
    Times times,
    long received,
    long sent,
    Desync.Reason desync,
    Optional<Route> route,
    Optional<Gatekeeper.Finding> finding,
    Optional<Texts> texts) {
  /// Whom nobody asked who they are.
  public Served(
      ListenerId listener,
      int status,
      Optional<Asked> target,
      Times times,
      long received,
      long sent,
      Desync.Reason desync,
      Optional<Route> route,
      Optional<Texts> texts) {
    this(listener, status, target, times, received, sent, desync, route, Optional.empty(), texts);
  }

  /// Whoever's rules are not known.
  public Served(
      ListenerId listener,
      int status,
      Optional<Asked> target,
      Times times,
      long received,
      long sent,
      Desync.Reason desync,
      Optional<Texts> texts) {
    this(listener, status, target, times, received, sent, desync, Optional.empty(), texts);
  }

  /// What was done of what the rules said: for who did not get past the gatekeeper, empty.
  public Optional<Route> executed() {
    return route.flatMap(said ->
        switch (said) {
          case Route.Authenticate(_, _, var then) ->
              isLetIn() ? Optional.of(then) : Optional.empty();
          case Route.Validate(_, _, var then) -> isLetIn() ? Optional.of(then) : Optional.empty();
          case Route.SignInPage _ -> Optional.empty();
          case Route.Forward _, Route.RedirectTo _, Route.Answer _, Route.Failed _ -> route;
        });
  }

  private boolean isLetIn() {
    return finding.filter(Gatekeeper.Finding::passed).isPresent();
  }

  /// What desync mitigation makes of the request; empty where it is compliant.
  public Optional<AccessLogEntry.Classification> classification() {
    return desync == Desync.Reason.COMPLIANT
        ? Optional.empty()
        : Optional.of(new AccessLogEntry.Classification(desync.tier().word(), desync.word()));
  }

  /// The target of a request.
  ///
  /// @param rule the priority of the rule that led there
  /// @param status what it answered; 0 where it did not
  public record Asked(TargetId id, TargetGroupName group, int rule, int status) {}

  /// When, and how long each part took; empty where it was not reached.
  public record Times(
      Instant ended,
      Duration whole,
      Optional<Duration> request,
      Optional<Duration> target,
      Optional<Duration> response) {}

  /// What was asked for, by whom.
  ///
  /// @param line the request line as it was sent
  /// @param host as it was sent; empty where there was none
  /// @param agent as it was sent; empty where there was none
  /// @param traceId as the target got it; empty where none did
  /// @param connection what joins requests of one connection, `TID_…`; empty where that is not
  ///   known
  /// @param secured how its connection is; empty where it is not
  /// @param grpc whether it is one of gRPC
  public record Texts(
      String client,
      String line,
      String host,
      String agent,
      String traceId,
      String connection,
      Optional<Secured> secured,
      boolean grpc) {
    /// Of a connection without TLS.
    public Texts(
        String client, String line, String host, String agent, String traceId, String connection) {
      this(client, line, host, agent, traceId, connection, Optional.empty(), false);
    }
  }
}
