package dev.taskdock.stream;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.TargetLoads;
import dev.taskdock.proxy.Transport;
import dev.taskdock.routing.Flow;
import dev.taskdock.routing.FlowPool;
import dev.taskdock.routing.FlowTable;
import dev.taskdock.routing.ProxyHeader;
import dev.taskdock.stream.FlowTraffic.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The flows of one UDP listener: what one client sends goes to one target until it has been silent
/// for long enough, and what comes back goes to that client.
///
/// Each flow has a socket of its own, by whose port the target's answers are known.
// Datagrams may be lost.
@SuppressWarnings("FutureReturnValueIgnored")
final class UdpFlows extends ChannelInboundHandlerAdapter {
  /// How many datagrams wait for a socket.
  private static final int ROOM = 16;

  private static final int LONGEST = 65_535;

  /// How many flows are kept at once: each has a socket, and anybody can send from any address.
  static final int MOST = 4096;

  private final FlowDoor door;
  private final EventLoop loop;
  private final FlowServer.Dispatch dispatch;
  private final TargetLoads loads;
  private final FlowTraffic traffic;
  private final Bootstrap bootstrap;

  /// Who was silent for longest comes first.
  private final Map<InetSocketAddress, Relayed> flows = new LinkedHashMap<>(16, 0.75f, true);

  private final int most;
  private @Nullable Channel listening;
  private long now = System.nanoTime();

  UdpFlows(
      FlowDoor door,
      Transport transport,
      EventLoop loop,
      FlowServer.Dispatch dispatch,
      TargetLoads loads,
      FlowTraffic traffic,
      int most) {
    this.door = door;
    this.most = most;
    this.loop = loop;
    this.dispatch = dispatch;
    this.loads = loads;
    this.traffic = traffic;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.datagramChannel())
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST));
    if (door.mark() != 0) {
      bootstrap.option(ChannelOption.IP_TOS, door.mark() << 2);
    }
  }

  void tickEvery(long nanos) {
    loop.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    listening = context.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var packet = (DatagramPacket) message;
    var known = flows.get(packet.sender());
    var flow = known == null ? begun(packet.sender()) : known;
    if (flow == null) {
      packet.release();
    } else {
      flow.take(packet.content());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flows.values().forEach(Relayed::flush);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A datagram could not be sent or received; that may happen to any.
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    List.copyOf(flows.values()).forEach(Relayed::end);
  }

  private @Nullable Relayed begun(InetSocketAddress client) {
    var flow =
        new Flow(
            true,
            IpAddress.of(client.getAddress().getAddress()),
            client.getPort(),
            door.address(),
            door.id().port(),
            0);
    var choice = dispatch.table().choose(door.id(), flow);
    if (choice.isEmpty()) {
      traffic.rejected(door.id(), Kind.UDP);
      return null;
    }
    if (flows.size() >= most) {
      traffic.crowded(door.id());
      flows.values().iterator().next().end();
    }
    var relayed = new Relayed(client, choice.get());
    flows.put(client, relayed);
    relayed.begin();
    return relayed;
  }

  /// Forgets the flows that a target has in a group.
  ///
  /// @param spared whose flows stay
  void cut(TargetGroupName group, TargetId target, FlowTable spared) {
    loop.execute(() ->
        List.copyOf(flows.values()).stream()
            .filter(f -> f.choice.target().equals(target))
            .filter(f -> f.choice.pool().group().name().equals(group))
            .filter(f -> !spared.holds(f.choice.pool()))
            .forEach(Relayed::end));
  }

  private void tick() {
    now = System.nanoTime();
    for (var flow : new ArrayList<>(flows.values())) {
      if (now - flow.active > door.datagramIdle().toNanos()) {
        flow.end();
      } else {
        flow.tell();
      }
    }
  }

  /// What one client sends, and what comes back.
  private final class Relayed extends ChannelInboundHandlerAdapter {
    private final InetSocketAddress client;
    private final FlowPool.Choice choice;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable Channel socket;
    private boolean isWritten;
    private boolean isOver;
    private long active = now;
    private long bytes;

    Relayed(InetSocketAddress client, FlowPool.Choice choice) {
      this.client = client;
      this.choice = choice;
    }

    void begin() {
      loads.begun(choice.target());
      traffic.opened(door.id(), Kind.UDP, choice.pool().group().name(), choice.failsOpen());
      var to = choice.target();
      bootstrap
          .clone()
          .handler(this)
          .connect(new InetSocketAddress(to.host(), to.port()))
          .addListener(done -> {
            if (!done.isSuccess()) {
              traffic.refused(door.id(), to, String.valueOf(done.cause().getMessage()));
              end();
            }
          });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      socket = context.channel();
      if (isOver) {
        context.close();
        return;
      }
      waiting.forEach(context.channel()::write);
      waiting.clear();
      context.flush();
    }

    void take(ByteBuf content) {
      active = now;
      bytes += content.readableBytes();
      var whole = choice.flows().proxyProtocol() ? introduced(content) : content;
      var to = socket;
      if (to != null) {
        to.write(whole);
        isWritten = true;
      } else if (waiting.size() < ROOM) {
        waiting.add(whole);
      } else {
        whole.release();
      }
    }

    /// AWS was seen to put the header into the datagram itself, in front of what the client sent.
    private ByteBuf introduced(ByteBuf content) {
      var header =
          ProxyHeader.of(
              true,
              IpAddress.of(client.getAddress().getAddress()),
              client.getPort(),
              door.address(),
              door.id().port());
      return Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(header), content);
    }

    void flush() {
      var to = socket;
      if (isWritten && to != null) {
        isWritten = false;
        to.flush();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      active = now;
      var _ = flows.get(client);
      var content = message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
      bytes += content.readableBytes();
      var back = listening;
      if (back == null) {
        ReferenceCountUtil.release(message);
      } else {
        back.write(new DatagramPacket(content, client));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      var back = listening;
      if (back != null) {
        back.flush();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // Nobody listens there, which the target's host has said; the next datagram may arrive.
    }

    void tell() {
      if (bytes > 0) {
        traffic.moved(door.id(), Kind.UDP, bytes);
        bytes = 0;
      }
    }

    void end() {
      if (!isOver) {
        isOver = true;
        tell();
        flows.remove(client, this);
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        loads.ended(choice.target());
        traffic.closed(door.id(), Kind.UDP, choice.pool().group().name());
        var its = socket;
        if (its != null) {
          its.close();
        }
      }
    }
  }
}
