package dev.taskdock.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The load balancer's sockets: listens, and carries requests to targets until it is closed.
public final class LoadBalancerServer implements AutoCloseable {
  private static final long SLOWEST_TICK = TimeUnit.SECONDS.toNanos(1);
  private static final long FASTEST_TICK = TimeUnit.MILLISECONDS.toNanos(10);

  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final Map<EventLoop, Lane> lanes;
  private final List<Channel> listening = new ArrayList<>();

  private LoadBalancerServer(
      Transport transport, MultiThreadIoEventLoopGroup group, Map<EventLoop, Lane> lanes) {
    this.transport = transport;
    this.group = group;
    this.lanes = lanes;
  }

  /// A server that does not listen yet.
  ///
  /// @param loops how many threads carry requests
  /// @param limits the shortest waits of all its listeners, which say how often to look
  static LoadBalancerServer open(
      Transport transport, int loops, Limits limits, InstantSource clock, Traffic traffic) {
    var group = new MultiThreadIoEventLoopGroup(loops, transport.factory());
    var lanes = new IdentityHashMap<EventLoop, Lane>();
    for (var executor : group) {
      var loop = (EventLoop) executor;
      lanes.put(loop, new Lane(loop, transport, clock, traffic));
    }
    long tick = Math.clamp(limits.idle().toNanos() / 8, FASTEST_TICK, SLOWEST_TICK);
    lanes.values().forEach(lane -> lane.tickEvery(tick));
    return new LoadBalancerServer(transport, group, lanes);
  }

  /// Begins to listen, and says where.
  ///
  /// @throws IOException when the port is taken or may not be bound
  InetSocketAddress listen(InetSocketAddress address, Listener listener) throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(new ClientConnection(laneOf(channel), listener, channel));
                  }
                });
    Sockets.tune(bootstrap);
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("no socket at " + address, bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  @Override
  public void close() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Lane laneOf(SocketChannel channel) {
    return Objects.requireNonNull(lanes.get(channel.eventLoop()), "a loop of another group");
  }
}
