package dev.taskdock.app;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.stream.FlowTraffic;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Hands on what event loops tell of flows: to the meters, to the log of TLS connections where
/// there is one, and to whoever reads the lines of taskdock.
final class FlowDesk implements FlowTraffic {
  private final FlowMeters meters = new FlowMeters();
  private final Optional<TrafficLogs> logs;
  private final Consumer<String> words;
  private final Set<ListenerId> crowded = ConcurrentHashMap.newKeySet();

  /// @param words takes a line; it may not wait
  FlowDesk(Optional<TrafficLogs> logs, Consumer<String> words) {
    this.logs = logs;
    this.words = words;
  }

  FlowMeters meters() {
    return meters;
  }

  @Override
  public void opened(ListenerId listener, Kind kind, TargetGroupName group, boolean failsOpen) {
    meters.opened(listener, kind, group, failsOpen);
  }

  @Override
  public void closed(ListenerId listener, Kind kind, TargetGroupName group) {
    meters.closed(listener, kind);
  }

  @Override
  public void moved(ListenerId listener, Kind kind, long bytes) {
    meters.moved(listener, kind, bytes);
  }

  @Override
  public void reset(ListenerId listener, Resetter by) {
    meters.reset(listener, by);
  }

  @Override
  public void rejected(ListenerId listener, Kind kind) {
    meters.rejected(listener, kind);
    words.accept(
        "%s: nobody is registered for port %d: %s"
            .formatted(
                listener.loadBalancer(),
                listener.port(),
                kind == Kind.UDP ? "a datagram is dropped" : "a connection is reset"));
  }

  @Override
  public void crowded(ListenerId listener) {
    meters.crowded(listener);
    if (crowded.add(listener)) {
      words.accept(
          "%s: port %d has more clients of datagrams than are kept apart here: who was silent for"
                  .formatted(listener.loadBalancer(), listener.port())
              + " longest is forgotten");
    }
  }

  @Override
  public void clientTlsFailed(ListenerId listener) {
    meters.clientTlsFailed(listener);
  }

  @Override
  public void targetTlsFailed(ListenerId listener, TargetGroupName group) {
    meters.targetTlsFailed(listener, group);
    words.accept("a target of %s speaks no TLS that we speak: reset".formatted(group));
  }

  @Override
  public void refused(ListenerId listener, TargetId target, String why) {
    words.accept(
        "%s: a connection is reset, since target %s did not take it: %s"
            .formatted(listener.loadBalancer(), target, why));
  }

  @Override
  public void ended(TlsEnded connection) {
    logs.ifPresent(l -> l.ended(connection));
  }
}
