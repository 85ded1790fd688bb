package dev.taskdock.proxy;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.ListenerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection whose bytes mean nothing to us, joined with one to a target. Who ends its half of
/// it is heard on the other side; a target that cannot be reached is tried again elsewhere.
// What becomes of a write shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class Relay extends ChannelInboundHandlerAdapter implements Lane.Watched {
  private final Lane lane;
  private final Listener listener;
  private final TargetGroupName group;
  private final SocketChannel client;
  private final Mesh mesh;
  private final Attempts attempts;
  private @Nullable SocketChannel target;
  private @Nullable TargetId chosen;

  /// What came before there was somebody to hear it: a read may be under way when it is called off.
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();

  private boolean clientEnded;
  private boolean targetEnded;
  private boolean closed;
  private long received;
  private long sent;
  private long lastActive;

  Relay(Lane lane, Listener listener, TargetGroupName group, SocketChannel client) {
    this.lane = lane;
    this.listener = listener;
    this.group = group;
    this.client = client;
    this.mesh = Objects.requireNonNull(listener.mesh());
    this.attempts = new Attempts(mesh);
    lastActive = lane.now();
    client.config().setAutoRead(false);
    client.config().setAllowHalfClosure(true);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    lane.watch(this);
    lane.traffic().opened(listener.id(), "", "", Optional.empty());
    dial();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    pass((ByteBuf) message, target, client);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    var to = target;
    if (to != null) {
      to.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    var from = target;
    if (from != null && !targetEnded) {
      from.config().setAutoRead(client.isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      clientEnded = true;
      endHalf(target);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    over(target);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  @Override
  public void tick(long now) {
    long idle = listener.limits().idle().toNanos();
    if (idle > 0 && now - lastActive > idle) {
      client.close();
    }
  }

  private ListenerId id() {
    return listener.id();
  }

  private void dial() {
    var found = lane.dispatcher().target(group, attempts, lane);
    if (found.isEmpty()) {
      lane.traffic().unreached(id());
      client.close();
      return;
    }
    var to = found.get();
    chosen = to;
    lane.dispatcher().loads().begun(to);
    lane.socket(new Behind(), listener.limits())
        .connect(new InetSocketAddress(to.host(), to.port()))
        .addListener((ChannelFutureListener) dialled -> dialled(to, dialled));
  }

  private void dialled(TargetId to, ChannelFuture dialled) {
    if (!dialled.isSuccess()) {
      lane.dispatcher().loads().ended(to);
      boolean again = attempts.failed(to, lane.now());
      if (again && !closed) {
        lane.traffic().retried(id(), to);
        dial();
      } else if (!closed) {
        lane.traffic().failed(group, new Failure(to, cause(dialled.cause()), listener.limits()), 0);
        client.close();
      }
      return;
    }
    if (closed) {
      lane.dispatcher().loads().ended(to);
      dialled.channel().close();
      return;
    }
    attempts.succeeded(to);
    target = (SocketChannel) dialled.channel();
    for (var bytes = early.poll(); bytes != null; bytes = early.poll()) {
      pass(bytes, target, client);
    }
    dialled.channel().flush();
    if (clientEnded) {
      endHalf(target);
    } else {
      client.config().setAutoRead(dialled.channel().isWritable());
    }
  }

  private void pass(ByteBuf bytes, @Nullable SocketChannel to, SocketChannel from) {
    lastActive = lane.now();
    if (closed) {
      bytes.release();
      return;
    }
    if (to == null) {
      early.add(bytes);
      return;
    }
    if (from.equals(client)) {
      received += bytes.readableBytes();
    } else {
      sent += bytes.readableBytes();
    }
    to.write(bytes, to.voidPromise());
    if (!to.isWritable()) {
      to.flush();
      from.config().setAutoRead(to.isWritable());
    }
  }

  /// One half is over, and so is its other end; with both, the connection is.
  private void endHalf(@Nullable SocketChannel to) {
    if (to == null) {
      return;
    }
    to.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (clientEnded && targetEnded) {
                    client.close();
                  } else if (written.isSuccess() && !to.isOutputShutdown()) {
                    to.shutdownOutput();
                  }
                });
  }

  /// One side is gone: the other follows when it has been sent all.
  private void over(@Nullable SocketChannel other) {
    if (other != null) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
    if (closed) {
      return;
    }
    closed = true;
    early.forEach(ByteBuf::release);
    early.clear();
    lane.unwatch(this);
    var to = chosen;
    if (target != null && to != null) {
      lane.dispatcher().loads().ended(to);
      lane.traffic().carried(id(), to, received, sent);
    }
    lane.traffic().closed(id());
  }

  private static Cause cause(@Nullable Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return Cause.CONNECT_TIMED_OUT;
    }
    return failure instanceof ConnectException ? Cause.CONNECTION_REFUSED : Cause.CONNECT_FAILED;
  }

  /// The side of the target.
  private final class Behind extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      pass((ByteBuf) message, client, (SocketChannel) context.channel());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      client.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (!clientEnded && isJoined(context)) {
        client.config().setAutoRead(context.channel().isWritable());
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ChannelInputShutdownEvent.INSTANCE && isJoined(context)) {
        targetEnded = true;
        endHalf(client);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (isJoined(context)) {
        over(client);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    /// Whether this is the target that was reached, and not one before it.
    private boolean isJoined(ChannelHandlerContext context) {
      return context.channel().equals(target);
    }
  }
}
