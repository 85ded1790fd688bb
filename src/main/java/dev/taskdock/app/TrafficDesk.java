package dev.taskdock.app;

import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.proxy.Failure;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Route;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Hands on what event loops tell of requests: to the meters, to the logs where there are some, and
/// to whoever else wants to know.
final class TrafficDesk implements Traffic, AutoCloseable {
  private final Traffic next;
  private final Meters meters = new Meters();
  private final Optional<TrafficLogs> logs;
  private final Map<TargetGroupName, LoadBalancer> owners = new HashMap<>();

  TrafficDesk(Workload.Front front, Traffic next, Consumer<String> note) {
    this.next = next;
    this.logs =
        TrafficLogs.of(
            front,
            StateFolder.of(System.getenv()).resolve("lb").resolve(front.options().project()),
            note);
    for (var balancer : front.balancers()) {
      RuleWords.groups(balancer).forEach(group -> owners.put(group, balancer));
    }
  }

  Meters meters() {
    return meters;
  }

  Optional<TrafficLogs> logs() {
    return logs;
  }

  /// How many lines of logs there was no room for.
  long lost() {
    return logs.map(TrafficLogs::lost).orElse(0L);
  }

  @Override
  public boolean wantsTexts() {
    return (logs.isPresent() && logs.get().wantsTexts()) || next.wantsTexts();
  }

  @Override
  public void opened(ListenerId listener, String client, String id, Optional<Secured> secured) {
    meters.opened(listener);
    if (logs.isPresent()) {
      logs.get().opened(listener, client, id, secured);
    }
    next.opened(listener, client, id, secured);
  }

  @Override
  public void unsecured(
      ListenerId listener, String client, String id, Optional<String> verification) {
    meters.unsecured(listener);
    logs.ifPresent(l -> l.unsecured(listener, client, id, verification));
    next.unsecured(listener, client, id, verification);
  }

  @Override
  public void closed(ListenerId listener) {
    meters.closed(listener);
    next.closed(listener);
  }

  @Override
  public void done(Served served) {
    meters.done(served);
    if (logs.isPresent()) {
      logs.get().done(served);
    }
    next.done(served);
  }

  @Override
  public void failed(TargetGroupName group, Failure failure, int status) {
    Optional.ofNullable(owners.get(group))
        .ifPresent(balancer -> meters.failed(balancer.name(), group, failure.cause()));
    next.failed(group, failure, status);
  }

  @Override
  public void refused(int status, String why, Optional<Route> route) {
    next.refused(status, why, route);
  }

  @Override
  public void close() {
    logs.ifPresent(TrafficLogs::close);
  }
}
