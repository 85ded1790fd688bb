package dev.taskdock.stream;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.TargetLoads;
import dev.taskdock.proxy.Transport;
import dev.taskdock.routing.FlowTable;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The sockets of network load balancers: listens, and carries flows to targets until it is closed.
public final class FlowServer implements AutoCloseable {
  /// How often it is looked for who was silent too long.
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int BACKLOG = 1024;

  /// The longest datagram there is.
  private static final int LONGEST = 65_535;

  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final IdentityHashMap<EventLoop, FlowLane> lanes = new IdentityHashMap<>();
  private final List<Channel> listening = new ArrayList<>();
  private final TargetLoads loads = new TargetLoads();
  private final FlowTraffic traffic;
  private final Dispatch dispatch;
  private final List<UdpFlows> datagrams = new ArrayList<>();
  private @Nullable MultiThreadIoEventLoopGroup datagramLoop;
  private int mostDatagramFlows = UdpFlows.MOST;

  /// Where the table of the moment is, that is read once for each flow.
  static final class Dispatch {
    private volatile FlowTable table = FlowTable.EMPTY;

    FlowTable table() {
      return table;
    }
  }

  private FlowServer(Transport transport, int loops, FlowTraffic traffic) {
    this.transport = transport;
    this.traffic = traffic;
    this.dispatch = new Dispatch();
    this.group = new MultiThreadIoEventLoopGroup(loops, transport.factoryForBulk());
    for (var executor : group) {
      var loop = (EventLoop) executor;
      var lane = new FlowLane(loop, transport, dispatch, loads, traffic);
      lane.tickEvery(TICK);
      lanes.put(loop, lane);
    }
  }

  /// Lets fewer flows of datagrams be kept at once by what listens from now on.
  void keepDatagramFlows(int most) {
    mostDatagramFlows = most;
  }

  /// A server that does not listen yet.
  ///
  /// @param loops how many threads carry connections
  public static FlowServer open(Transport transport, int loops, FlowTraffic traffic) {
    return new FlowServer(transport, loops, traffic);
  }

  /// From now on, flows go where this table says.
  public void use(FlowTable table) {
    dispatch.table = table;
  }

  /// Begins to listen, and says where.
  ///
  /// @param door where it is to be
  /// @throws IOException when the port is taken or may not be bound
  public InetSocketAddress listen(FlowDoor door) throws IOException {
    if (!door.protocol().hasConnections()) {
      return receive(door);
    }
    var bound = accept(door);
    if (door.protocol().hasDatagrams()) {
      try {
        receive(door.at(bound));
      } catch (IOException e) {
        listening.removeLast().close().awaitUninterruptibly();
        throw e;
      }
    }
    return bound;
  }

  private InetSocketAddress accept(FlowDoor door) throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    laneOf(channel).accepted(channel, door);
                  }
                });
    return bound(bootstrap.bind(door.at()));
  }

  /// Datagrams have a loop of their own, and never io_uring: there each socket that waits would
  /// hold room for the longest datagram.
  private InetSocketAddress receive(FlowDoor door) throws IOException {
    var quiet = Transport.ready();
    var loop = datagramLoop;
    if (loop == null) {
      loop = new MultiThreadIoEventLoopGroup(1, quiet.factory());
      datagramLoop = loop;
    }
    var flows = new UdpFlows(door, quiet, loop.next(), dispatch, loads, traffic, mostDatagramFlows);
    var bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(quiet.datagramChannel())
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST))
            .handler(flows);
    var bound = bound(bootstrap.bind(door.at()));
    flows.tickEvery(TICK);
    datagrams.add(flows);
    return bound;
  }

  private InetSocketAddress bound(ChannelFuture binding) throws IOException {
    var bound = binding.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("no socket", bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /// How many flows a target has.
  public int flows(TargetId target) {
    return loads.outstanding(target);
  }

  /// Resets the flows that a target has in a group.
  public void cut(TargetGroupName of, TargetId target) {
    cut(of, target, FlowTable.EMPTY);
  }

  /// The same but for those that it got by the table of now: where too few are healthy, the
  /// unhealthy get new ones.
  public void cutEarlier(TargetGroupName of, TargetId target) {
    cut(of, target, dispatch.table());
  }

  private void cut(TargetGroupName of, TargetId target, FlowTable spared) {
    lanes.forEach((loop, lane) -> loop.execute(() -> lane.cut(of, target, spared)));
    datagrams.forEach(flows -> flows.cut(of, target, spared));
  }

  /// Listens no longer, and waits until all connections have ended.
  ///
  /// @return whether they have, within `patience`
  /// @throws InterruptedException when the calling thread is interrupted
  public boolean drain(Duration patience) throws InterruptedException {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    var left = new CountDownLatch(lanes.size());
    lanes.forEach((loop, lane) -> loop.execute(() -> lane.drain(left::countDown)));
    return left.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    var left = new CountDownLatch(lanes.size());
    lanes.forEach((loop, lane) -> loop.execute(() -> lane.end(left::countDown)));
    try {
      var _ = left.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    group.shutdownGracefully(20, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    var loop = datagramLoop;
    if (loop != null) {
      loop.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  private FlowLane laneOf(SocketChannel channel) {
    return Objects.requireNonNull(lanes.get(channel.eventLoop()), "a loop of another group");
  }
}
