package dev.taskdock.stream;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.TargetLoads;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.TlsBack;
import dev.taskdock.routing.Flow;
import dev.taskdock.routing.FlowPool;
import dev.taskdock.routing.FlowTable;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the flows of one event loop share. Only its own loop touches it, so there is no lock.
final class FlowLane {
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
  private final Transport transport;
  private final Pieces pieces;
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
    pieces = new Pieces(transport == Transport.IO_URING);
    this.transport = transport;
  }

  /// Sets what sockets on either side have in common; TCP_NODELAY is Netty's own choice.
  private void tune(SocketChannel channel) {
    var config = channel.config();
    config.setAllowHalfClosure(true);
    config.setRecvByteBufAllocator(pieces);
    config.setWriteBufferWaterMark(BEHIND);
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
    tune(channel);
    var flow = new TcpFlow(this, door, channel);
    if (door.tls().isPresent()) {
      flow.greet(door.tls().get());
    } else {
      channel.config().setAutoRead(false);
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

  /// Begins a connection to a target, without the detours of a bootstrap: there are many.
  ///
  /// @param mark the code point of differentiated services on its packets, 0 for none
  void connect(TargetId target, int mark, ChannelHandler handler, ChannelFutureListener done) {
    var channel = transport.newChannel();
    tune(channel);
    var config = channel.config();
    config.setAutoRead(false);
    config.setConnectTimeoutMillis(CONNECT_MILLIS);
    if (mark != 0) {
      config.setTrafficClass(mark << 2);
    }
    channel.pipeline().addLast(handler);
    var address = address(target);
    loop.register(channel)
        .addListener(registered -> {
          if (registered.isSuccess()) {
            // A channel does not close by itself because it could not be connected.
            channel
                .connect(address)
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
                .addListener(done);
          } else {
            // What has no loop closes at once, wherever it is told to.
            channel.unsafe().closeForcibly();
            done.operationComplete((ChannelFuture) registered);
          }
        });
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

  /// Names are looked up each time, since they may be somebody else's the next.
  private InetSocketAddress address(TargetId target) {
    var known = addresses.get(target);
    if (known == null) {
      known = new InetSocketAddress(target.host(), target.port());
      if (IpAddress.parse(target.host()).isPresent()) {
        addresses.put(target, known);
      }
    }
    return known;
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
  void cut(TargetGroupName group, TargetId target, FlowTable spared) {
    each(flow -> flow.cutIf(group, target, spared));
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
    pieces.close();
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
