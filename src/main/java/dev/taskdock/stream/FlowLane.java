package dev.taskdock.stream;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.TargetLoads;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.TlsBack;
import dev.taskdock.routing.Flow;
import dev.taskdock.routing.FlowPool;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the flows of one event loop share. Only its own loop touches it, so there is no lock.
final class FlowLane {
  /// How AWS sets options on a socket: any value for an option of its type.
  interface Options {
    <T> Object set(ChannelOption<T> option, T value);
  }

  private static final int SMALLEST_PIECE = 2 << 10;
  private static final int FIRST_PIECE = 16 << 10;
  private static final int LARGEST_PIECE = 512 << 10;

  /// Who has not taken so much gets no more, until it has taken all.
  private static final WriteBufferWaterMark BEHIND = new WriteBufferWaterMark(1, 64 << 10);

  /// AWS lets a client wait as long as it likes for a target that is not there.
  private static final int CONNECT_MILLIS = 30_000;

  /// How many flows that were silent too long are kept until somebody speaks.
  private static final int MOST_FORGOTTEN = 4096;

  private final EventLoop loop;
  private final FlowServer.Dispatch dispatch;
  private final TargetLoads loads;
  private final FlowTraffic traffic;
  private final Bootstrap bootstrap;
  private final SplittableRandom random = new SplittableRandom();
  private final Map<TargetId, InetSocketAddress> addresses = new HashMap<>();
  private @Nullable TlsBack back;
  private @Nullable TcpFlow first;
  private int forgotten;
  private @Nullable Runnable drained;
  private long now = System.nanoTime();

  FlowLane(
      EventLoop loop,
      Transport transport,
      FlowServer.Dispatch dispatch,
      TargetLoads loads,
      FlowTraffic traffic) {
    this.loop = loop;
    this.dispatch = dispatch;
    this.loads = loads;
    this.traffic = traffic;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.channel())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    tune(bootstrap::option, transport, false);
  }

  /// The options of a socket on either side.
  ///
  /// @param greets whether something is said on it before a target is known
  static void tune(Options options, Transport transport, boolean greets) {
    transport.tune((option, value) -> options.set(option, value));
    options.set(ChannelOption.TCP_NODELAY, true);
    options.set(ChannelOption.ALLOW_HALF_CLOSURE, true);
    options.set(ChannelOption.AUTO_READ, greets);
    options.set(
        ChannelOption.RECVBUF_ALLOCATOR,
        new AdaptiveRecvByteBufAllocator(SMALLEST_PIECE, FIRST_PIECE, LARGEST_PIECE));
    options.set(ChannelOption.WRITE_BUFFER_WATER_MARK, BEHIND);
  }

  /// Begins to look after flows, until the loop ends.
  @SuppressWarnings("FutureReturnValueIgnored")
  void tickEvery(long nanos) {
    loop.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  FlowTraffic traffic() {
    return traffic;
  }

  TargetLoads loads() {
    return loads;
  }

  /// The time of the last tick.
  long now() {
    return now;
  }

  /// Takes a connection of a client's.
  void accepted(SocketChannel channel, FlowDoor door) {
    var flow = new TcpFlow(this, door, channel);
    if (door.tls().isPresent()) {
      flow.greet(door.tls().get());
    } else {
      flow.begin();
    }
  }

  /// Who gets a connection from `client`.
  Optional<FlowPool.Choice> choose(FlowDoor door, InetSocketAddress client) {
    var flow =
        new Flow(
            false,
            IpAddress.of(client.getAddress().getAddress()),
            client.getPort(),
            door.address(),
            door.id().port(),
            random.nextLong());
    return dispatch.table().choose(door.id(), flow);
  }

  /// Begins a connection to a target.
  ///
  /// @param mark the code point of differentiated services on its packets, 0 for none
  ChannelFuture connect(TargetId target, int mark, ChannelHandler handler) {
    var socket = bootstrap.clone().handler(handler);
    if (mark != 0) {
      socket.option(ChannelOption.IP_TOS, mark << 2);
    }
    return socket.connect(address(target));
  }

  /// How targets are spoken to in TLS, made when it is first asked for.
  TlsBack back() {
    var known = back;
    if (known == null) {
      known = TlsBack.open();
      back = known;
    }
    return known;
  }

  private InetSocketAddress address(TargetId target) {
    var known = addresses.get(target);
    if (known == null) {
      known = resolved(target);
      // Names are looked up each time, since they may be somebody else's the next.
      if (!known.isUnresolved()) {
        addresses.put(target, known);
      }
    }
    return known;
  }

  private static InetSocketAddress resolved(TargetId target) {
    var literal = IpAddress.parse(target.host());
    try {
      return literal.isPresent()
          ? new InetSocketAddress(InetAddress.getByName(target.host()), target.port())
          : InetSocketAddress.createUnresolved(target.host(), target.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address is no name", e);
    }
  }

  void watch(TcpFlow flow) {
    flow.next = first;
    if (first != null) {
      first.previous = flow;
    }
    first = flow;
  }

  void unwatch(TcpFlow flow) {
    var before = flow.previous;
    var after = flow.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after != null) {
      after.previous = before;
    }
    if (flow.isForgotten()) {
      forgotten--;
    }
    var done = drained;
    if (done != null && first == null) {
      done.run();
    }
  }

  /// Whether one more flow may wait for somebody to speak who finds out that it is over.
  boolean mayForget() {
    boolean may = forgotten < MOST_FORGOTTEN;
    if (may) {
      forgotten++;
    }
    return may;
  }

  /// Resets what this target carries in a group.
  void cut(TargetGroupName group, TargetId target) {
    each(flow -> flow.cutIf(group, target));
  }

  /// Tells when the last flow has ended; those that nobody remembers do so now.
  void drain(Runnable done) {
    each(TcpFlow::endIfForgotten);
    if (first == null) {
      done.run();
    } else {
      drained = done;
    }
  }

  /// Ends all.
  void end(Runnable done) {
    each(TcpFlow::cut);
    done.run();
  }

  private void each(java.util.function.Consumer<TcpFlow> action) {
    for (var flow = first; flow != null; ) {
      var next = flow.next;
      action.accept(flow);
      flow = next;
    }
  }

  private void tick() {
    now = System.nanoTime();
    each(TcpFlow::tick);
  }
}
