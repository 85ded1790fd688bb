package dev.taskdock.simulation;

import dev.taskdock.control.Timeline;
import dev.taskdock.state.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// A clock that jumps: to the next thing that is to happen, or to the moment the loop asked for.
///
/// What happens at one moment happens in the order in which it was arranged, so a simulation of the
/// same world gives the same events each time. One thread only.
public final class SimulatedTimeline implements Timeline {
  /// When simulations begin.
  public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Happening> future = new PriorityQueue<>();
  private final List<Event> heard = new ArrayList<>();
  private Instant now = BEGINNING;
  private long arranged;

  private record Happening(Instant at, long order, Runnable what) implements Comparable<Happening> {
    @Override
    public int compareTo(Happening other) {
      int byTime = at.compareTo(other.at);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void post(Event event) {
    heard.add(event);
  }

  /// One thread, virtual time: whoever breaks is our own caller and hears of it at once.
  @Override
  public void fail(RuntimeException fault) {
    throw fault;
  }

  /// Arranges that something happens after a while; it may post events and arrange more.
  public void after(Duration delay, Runnable what) {
    future.add(new Happening(now.plus(delay), arranged++, what));
  }

  /// @throws AtRest where nothing is to happen and the loop asked for no moment
  @Override
  public List<Event> next(Optional<Instant> wakeAt) {
    while (heard.isEmpty()) {
      var next = Optional.ofNullable(future.peek()).map(Happening::at);
      if (wakeAt.isPresent() && next.filter(at -> !at.isAfter(wakeAt.get())).isEmpty()) {
        moveTo(wakeAt.get());
        return List.of();
      }
      moveTo(next.orElseThrow(AtRest::new));
      happen();
    }
    var events = List.copyOf(heard);
    heard.clear();
    return events;
  }

  /// Time never goes back: what was asked for in the past is now.
  private void moveTo(Instant moment) {
    now = moment.isAfter(now) ? moment : now;
  }

  private void happen() {
    for (var next = future.peek(); next != null && !next.at().isAfter(now); next = future.peek()) {
      future.remove();
      next.what().run();
    }
  }
}
