package dev.taskdock.control;

import dev.taskdock.state.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Time and events as one port.
public interface Timeline {
  /// The present moment.
  Instant now();

  /// All events that wait, in order; blocks until there is one or `wakeAt` has come.
  ///
  /// @throws InterruptedException when the waiting thread is interrupted
  List<Event> next(Optional<Instant> wakeAt) throws InterruptedException;

  /// Adds an event.
  void post(Event event);

  /// Ends the loop with a fault of our own: the next [#next] throws it. Without this an action that
  /// broke would stay in flight for ever.
  void fail(RuntimeException fault);
}
