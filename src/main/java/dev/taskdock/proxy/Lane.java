package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Output;
import dev.taskdock.proxy.http.TraceSeed;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the connections of one event loop share: where heads are written, the kept-alive
/// connections to targets, a clock that ticks, and who watches over idle connections. Only its own
/// loop touches it, so there is no lock.
final class Lane {
  /// A connection that is looked at with each tick.
  interface Watched {
    /// Ends what waited too long.
    void tick(long now);

    /// Asks it to end with what it carries. False where nobody needs to wait for that.
    default boolean drain() {
      return false;
    }
  }

  private final EventLoop loop;
  private final InstantSource clock;
  private final Dispatcher dispatcher;
  private final Traffic traffic;
  private final Bootstrap bootstrap;
  private final Output output = new Output(4096);
  private final TraceSeed seed = new TraceSeed();
  private final SplittableRandom random = new SplittableRandom();
  private final Map<TargetId, ArrayDeque<TargetConnection>> idle = new HashMap<>();
  private final Map<TargetId, ArrayDeque<TargetConnection>> idleInTls = new HashMap<>();
  private final Map<TargetId, StreamTarget> streams = new HashMap<>();
  private final Map<TargetId, StreamTarget> streamsInTls = new HashMap<>();
  private final Set<Watched> watched = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Watched> draining = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Runnable drained;
  private long now = System.nanoTime();
  private Instant instant = Instant.EPOCH;

  Lane(
      EventLoop loop,
      Transport transport,
      InstantSource clock,
      Dispatcher dispatcher,
      Traffic traffic) {
    this.loop = loop;
    this.clock = clock;
    this.dispatcher = dispatcher;
    this.traffic = traffic;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.channel())
            .option(ChannelOption.TCP_NODELAY, true);
    Sockets.tune(bootstrap, transport);
    refresh();
  }

  /// Begins to look after the connections, until the loop ends.
  @SuppressWarnings("FutureReturnValueIgnored")
  void tickEvery(long nanos) {
    loop.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  Traffic traffic() {
    return traffic;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /// Where the next head is written; empty.
  Output output() {
    return output.clear();
  }

  /// What is new in the next trace id.
  TraceSeed seed() {
    long bits = random.nextLong();
    seed.set(instant.getEpochSecond(), (int) bits, random.nextLong());
    return seed;
  }

  /// What joins the requests of one more connection in the logs.
  String connectionId() {
    return "TID_" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /// The time of the last tick, as the moments of activity are noted.
  long now() {
    return now;
  }

  /// The same on the calendar.
  Instant instant() {
    return instant;
  }

  /// A connection to this target, kept alive or begun now.
  ///
  /// @param tls whether it is one of TLS
  TargetConnection connection(TargetId target, Limits limits, boolean tls) {
    var kept = (tls ? idleInTls : idle).get(target);
    if (kept != null) {
      for (var last = kept.pollLast(); last != null; last = kept.pollLast()) {
        if (last.isOpen()) {
          return last;
        }
      }
    }
    var begun = new TargetConnection(this, target, limits, tls);
    var socket =
        bootstrap
            .clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connect().toMillis())
            .handler(tls ? dispatcher.back().before(begun, false) : begun);
    begun.connect(marked(socket, limits));
    return begun;
  }

  /// A socket for a connection whose bytes mean nothing to us.
  Bootstrap socket(ChannelHandler handler, Limits limits) {
    return marked(
        bootstrap
            .clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connect().toMillis())
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .handler(handler),
        limits);
  }

  private static Bootstrap marked(Bootstrap socket, Limits limits) {
    return limits.mark() == 0 ? socket : socket.option(ChannelOption.IP_TOS, limits.mark() << 2);
  }

  /// A connection of HTTP/2 to this target, which carries many requests at once.
  ///
  /// @param tls whether it is one of TLS
  StreamTarget streams(TargetId target, Limits limits, boolean tls) {
    var among = tls ? streamsInTls : streams;
    var open = among.get(target);
    if (open != null && open.takesMore()) {
      return open;
    }
    var begun = new StreamTarget(this, target, limits, tls);
    among.put(target, begun);
    var socket =
        bootstrap
            .clone()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) limits.connect().toMillis())
            .handler(tls ? dispatcher.back().before(begun.pipeline(), true) : begun.pipeline());
    begun.connect(marked(socket, limits));
    return begun;
  }

  /// Forgets a connection of HTTP/2.
  void forget(StreamTarget connection) {
    (connection.isTls() ? streamsInTls : streams).remove(connection.target(), connection);
  }

  /// Keeps a connection for the next request.
  void keep(TargetConnection connection) {
    idle(connection)
        .computeIfAbsent(connection.target(), _ -> new ArrayDeque<>())
        .addLast(connection);
  }

  /// Forgets a connection that was kept.
  void forget(TargetConnection connection) {
    var pool = idle(connection);
    var kept = pool.get(connection.target());
    if (kept != null) {
      kept.remove(connection);
      if (kept.isEmpty()) {
        pool.remove(connection.target());
      }
    }
  }

  private Map<TargetId, ArrayDeque<TargetConnection>> idle(TargetConnection connection) {
    return connection.isTls() ? idleInTls : idle;
  }

  /// How many connections wait for a request.
  int kept() {
    return idle.values().stream().mapToInt(ArrayDeque::size).sum();
  }

  /// Ends what connections to this target carry, and those that wait.
  void cut(TargetId target) {
    for (var connection : List.copyOf(watched)) {
      if (connection instanceof TargetConnection to && to.target().equals(target)) {
        to.cut();
      } else if (connection instanceof StreamTarget to && to.target().equals(target)) {
        to.cut();
      }
    }
  }

  /// Asks all connections to end with what they carry, and tells when those of clients have.
  void drain(Runnable done) {
    drained = done;
    for (var connection : List.copyOf(watched)) {
      if (connection.drain() && watched.contains(connection)) {
        draining.add(connection);
      }
    }
    tellDrained();
  }

  /// Whether no connection is to be kept for another request.
  boolean isDraining() {
    return drained != null;
  }

  void watch(Watched connection) {
    watched.add(connection);
    if (isDraining() && connection.drain()) {
      draining.add(connection);
    }
  }

  void unwatch(Watched connection) {
    watched.remove(connection);
    if (draining.remove(connection)) {
      tellDrained();
    }
  }

  private void tellDrained() {
    var done = drained;
    if (done != null && draining.isEmpty()) {
      done.run();
    }
  }

  private void tick() {
    refresh();
    for (var connection : List.copyOf(watched)) {
      connection.tick(now);
    }
  }

  private void refresh() {
    now = System.nanoTime();
    instant = clock.instant();
  }
}
