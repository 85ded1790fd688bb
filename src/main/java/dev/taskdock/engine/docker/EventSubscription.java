package dev.taskdock.engine.docker;

import com.fasterxml.jackson.core.JsonParser;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.Subscription;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The engine's stream of events, read on a thread of its own until it is closed or breaks.
final class EventSubscription implements Subscription {
  /// What the engine puts among a container's labels when it tells of an event.
  private static final Set<String> NO_LABELS =
      Set.of("image", "name", "exitCode", "signal", "execDuration", "execID");

  private final Answer answer;
  private final DockerApi api;
  private final Consumer<EngineEvent> sink;
  private final Consumer<EngineException> lost;
  private final AtomicBoolean over = new AtomicBoolean();

  private EventSubscription(
      Answer answer, DockerApi api, Consumer<EngineEvent> sink, Consumer<EngineException> lost) {
    this.answer = answer;
    this.api = api;
    this.sink = sink;
    this.lost = lost;
  }

  /// Subscribes.
  ///
  /// By its source, the engine sends its headers a moment before it listens to itself, so it is
  /// asked for what happened since our own clock's now as well: it looks that up in its memory of
  /// the last events.
  static Subscription to(
      DockerApi api,
      Map<String, String> labels,
      Consumer<EngineEvent> sink,
      Consumer<EngineException> lost) {
    Instant now = Instant.now();
    var path =
        ApiPath.of("/events")
            .labelled(labels, Map.of("type", List.of("container")))
            .with("since", EngineTime.stamp(now));
    var subscription = new EventSubscription(api.stream(path, Subject.WHOLE), api, sink, lost);
    Thread.ofVirtual().name("engine-events").start(subscription::follow);
    return subscription;
  }

  @Override
  public void close() {
    over.set(true);
    answer.close();
  }

  private void follow() {
    try (answer;
        JsonParser parser = Json.parser(answer.getBody())) {
      for (var event = Json.next(parser); event.isPresent(); event = Json.next(parser)) {
        if (over.get()) {
          return;
        }
        read(event.get()).ifPresent(sink);
      }
      throw new EOFException("the stream of events ended");
    } catch (IOException e) {
      if (over.compareAndSet(false, true) && !api.transport().isClosed()) {
        lost.accept(api.unreachable(e));
      }
    }
  }

  static Optional<EngineEvent> read(Json event) {
    Json attributes = event.at("Actor", "Attributes");
    String id = event.at("Actor", "ID").words().orElse(event.at("id").text());
    var labels = new HashMap<>(attributes.texts());
    labels.keySet().removeAll(NO_LABELS);
    Instant at = at(event);
    String action = event.at("Action").words().orElse(event.at("status").text());
    return switch (action.split(":", 2)[0]) {
      case "start" -> Optional.of(new EngineEvent.Started(id, labels, at));
      case "die" -> Optional.of(new EngineEvent.Died(id, labels, at, exitCode(attributes)));
      case "oom" -> Optional.of(new EngineEvent.OutOfMemory(id, labels, at));
      case "kill" ->
          Optional.of(new EngineEvent.Signalled(id, labels, at, attributes.at("signal").text()));
      case "health_status" ->
          Snapshots.health(action.substring(action.indexOf(':') + 1).strip())
              .map(health -> new EngineEvent.HealthChanged(id, labels, at, health));
      case "destroy" -> Optional.of(new EngineEvent.Removed(id, labels, at));
      default -> Optional.empty();
    };
  }

  private static Instant at(Json event) {
    long nanos = event.at("timeNano").number();
    return nanos > 0
        ? Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000)
        : Instant.ofEpochSecond(event.at("time").number());
  }

  private static int exitCode(Json attributes) {
    String text = attributes.at("exitCode").text();
    return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
