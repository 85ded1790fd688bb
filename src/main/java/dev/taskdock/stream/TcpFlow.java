package dev.taskdock.stream;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.proxy.tls.TlsBack;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.FlowPool;
import dev.taskdock.routing.FlowTable;
import dev.taskdock.routing.ProxyHeader;
import dev.taskdock.stream.FlowTraffic.Resetter;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection of a client's and the one to its target, joined until either ends.
///
/// Who is silent for too long is forgotten, as by AWS: nobody is told, and whoever speaks next is
/// answered with a reset.
// What becomes of a write is told to exceptionCaught, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpFlow {
  private final FlowLane lane;
  private final FlowDoor door;
  private final InetSocketAddress source;
  private final End client;
  private final End target;
  private final long began;
  @Nullable TcpFlow next;
  @Nullable TcpFlow previous;
  private FlowPool.@Nullable Choice choice;
  private Optional<FlowTraffic.Session> session = Optional.empty();
  private Duration handshake = Duration.ZERO;
  private long active;
  private long told;
  private boolean counted;
  private boolean forgotten;
  private boolean over;

  TcpFlow(FlowLane lane, FlowDoor door, SocketChannel channel) {
    this.lane = lane;
    this.door = door;
    this.source = channel.remoteAddress();
    this.client = new End(this, Resetter.CLIENT);
    this.target = new End(this, Resetter.TARGET);
    this.client.joined(target);
    this.target.joined(client);
    this.client.on(channel);
    this.began = lane.now();
    this.active = began;
    lane.watch(this);
  }

  /// Begins with a connection whose bytes are passed on as they are.
  void begin() {
    client.channel().pipeline().addLast(client);
    connect();
  }

  /// Begins with one that speaks TLS first.
  void greet(TlsFront tls) {
    long at = System.nanoTime();
    var channel = client.channel();
    tls.begin(
        channel,
        (_, secured) -> {
          channel.config().setAutoRead(false);
          handshake = Duration.ofNanos(System.nanoTime() - at);
          session = Optional.of(session(channel, secured));
          channel.pipeline().addLast(client);
          connect();
        });
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
                  lane.traffic().clientTlsFailed(door.id());
                }
                context.fireUserEventTriggered(event);
              }

              @Override
              public void channelInactive(ChannelHandlerContext context) {
                if (session.isEmpty()) {
                  finish();
                }
                context.fireChannelInactive();
              }
            });
  }

  private static FlowTraffic.Session session(SocketChannel channel, Secured secured) {
    var tls = channel.pipeline().get(SslHandler.class);
    return new FlowTraffic.Session(
        secured.certificate(),
        secured.cipher(),
        secured.protocol(),
        secured.serverName(),
        Optional.ofNullable(tls).map(SslHandler::applicationProtocol));
  }

  private void connect() {
    var chosen = lane.choose(door, source);
    if (chosen.isEmpty()) {
      lane.traffic().rejected(door.id(), door.kind());
      reset(client, Resetter.LOAD_BALANCER);
      finish();
      return;
    }
    choice = chosen.get();
    var group = chosen.get().pool().group();
    counted = true;
    lane.loads().begun(chosen.get().target());
    lane.traffic().opened(door.id(), door.kind(), group.name(), chosen.get().failsOpen());
    lane.connect(
        chosen.get().target(),
        door.mark(),
        handler(chosen.get()),
        done -> {
          if (!done.isSuccess()) {
            refused(done.cause());
          }
        });
  }

  private ChannelHandler handler(FlowPool.Choice chosen) {
    if (!chosen.pool().group().tls()) {
      return target;
    }
    // The header comes before all else, in clear text.
    return new ChannelInitializer<SocketChannel>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        channel
            .pipeline()
            .addLast(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelActive(ChannelHandlerContext context) {
                    if (chosen.flows().proxyProtocol()) {
                      context.writeAndFlush(Unpooled.wrappedBuffer(header()));
                    }
                    context.fireChannelActive();
                  }
                })
            .addLast(lane.back().before(target, false));
      }
    };
  }

  /// An end can be written to and read from.
  void connected(End end) {
    if (end == target) {
      var chosen = choice;
      if (over) {
        end.channel().close();
      } else if (chosen != null && !chosen.pool().group().tls() && chosen.flows().proxyProtocol()) {
        end.channel().writeAndFlush(Unpooled.wrappedBuffer(header()));
      }
      client.release();
      target.release();
    }
  }

  private byte[] header() {
    return ProxyHeader.of(
        false,
        IpAddress.of(source.getAddress().getAddress()),
        source.getPort(),
        door.address(),
        door.id().port());
  }

  private void refused(Throwable cause) {
    var chosen = choice;
    if (chosen != null && !over) {
      lane.traffic().refused(door.id(), chosen.target(), String.valueOf(cause.getMessage()));
      lane.traffic().reset(door.id(), Resetter.TARGET);
      client.reset();
      finish();
    }
  }

  /// Something came from one of the ends. False where nobody remembers the flow.
  boolean heard(End end) {
    active = lane.now();
    if (forgotten) {
      reset(end, Resetter.LOAD_BALANCER);
      endIfGone();
    }
    return !forgotten;
  }

  /// An end was reset by who is there.
  void wasReset(End end) {
    if (!over && !forgotten) {
      lane.traffic().reset(door.id(), end.who());
      end.other().reset();
      finish();
    }
  }

  /// A target and the load balancer found no TLS that both speak.
  void tlsFailed(End end, Object event) {
    var chosen = choice;
    if (end == target && chosen != null && (TlsBack.isFailure(event) || TlsBack.isTimeout(event))) {
      lane.traffic().targetTlsFailed(door.id(), chosen.pool().group().name());
      reset(client, Resetter.LOAD_BALANCER);
      target.close();
      finish();
    }
  }

  /// Nothing more comes from one of the ends.
  void inputEnded(End end) {
    if (end.other().hasEnded()) {
      client.close();
      target.close();
    } else {
      end.other().end();
    }
  }

  /// A connection is gone.
  void gone(End end) {
    if (forgotten) {
      endIfGone();
    } else {
      end.other().close();
      finish();
    }
  }

  private void endIfGone() {
    if (!client.isOpen() && !target.isOpen()) {
      finish();
    }
  }

  boolean isForgotten() {
    return forgotten;
  }

  void tick() {
    tell();
    if (!over && !forgotten && lane.now() - active > door.idle().toNanos()) {
      if (lane.mayForget()) {
        forgotten = true;
        uncount();
        client.listen();
        target.listen();
      } else {
        cut();
      }
    }
  }

  void endIfForgotten() {
    if (forgotten) {
      cut();
    }
  }

  void cutIf(TargetGroupName group, TargetId id, FlowTable spared) {
    var chosen = choice;
    boolean meant =
        chosen != null
            && chosen.target().equals(id)
            && chosen.pool().group().name().equals(group)
            && !spared.holds(chosen.pool());
    if (meant) {
      cut();
    }
  }

  /// Resets both sides.
  void cut() {
    if (!over) {
      reset(client, Resetter.LOAD_BALANCER);
      reset(target, Resetter.LOAD_BALANCER);
      finish();
    }
  }

  private void reset(End end, Resetter by) {
    if (end.isOpen()) {
      lane.traffic().reset(door.id(), by);
      end.reset();
    }
  }

  private void tell() {
    long all = client.count() + target.count();
    if (all != told) {
      lane.traffic().moved(door.id(), door.kind(), all - told);
      told = all;
    }
  }

  private void uncount() {
    var chosen = choice;
    if (counted && chosen != null) {
      counted = false;
      tell();
      lane.loads().ended(chosen.target());
      lane.traffic().closed(door.id(), door.kind(), chosen.pool().group().name());
    }
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    uncount();
    lane.unwatch(this);
    if (door.tls().isPresent()) {
      lane.traffic()
          .ended(
              new FlowTraffic.TlsEnded(
                  door.id(),
                  source,
                  door.at(),
                  Duration.ofNanos(System.nanoTime() - began),
                  handshake,
                  client.count(),
                  target.count(),
                  session));
    }
  }
}
