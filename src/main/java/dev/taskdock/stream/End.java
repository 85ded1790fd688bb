package dev.taskdock.stream;

import dev.taskdock.proxy.tls.TlsEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One side of a connection: what it reads, the other writes.
///
/// A piece is read, written, and only when that is done the next one is read. So no more than one
/// piece in each direction waits for somebody slow.
// What becomes of a write is told to exceptionCaught, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class End extends ChannelInboundHandlerAdapter {
  private final TcpFlow flow;
  private final FlowTraffic.Resetter who;
  private @Nullable End other;
  private @Nullable SocketChannel channel;
  private @Nullable ArrayDeque<Object> held;
  private boolean isReady;
  private boolean isGone;
  private boolean hasEnded;
  private boolean endsOther;
  private long count;

  End(TcpFlow flow, FlowTraffic.Resetter who) {
    this.flow = flow;
    this.who = who;
  }

  void joined(End with) {
    other = with;
  }

  void on(SocketChannel its) {
    channel = its;
  }

  End other() {
    var its = other;
    if (its == null) {
      throw new IllegalStateException("one end alone");
    }
    return its;
  }

  SocketChannel channel() {
    var its = channel;
    if (its == null) {
      throw new IllegalStateException("not connected");
    }
    return its;
  }

  FlowTraffic.Resetter who() {
    return who;
  }

  /// How many bytes came from here.
  long count() {
    return count;
  }

  boolean hasEnded() {
    return hasEnded;
  }

  boolean isOpen() {
    var its = channel;
    return its != null && !isGone && its.isOpen();
  }

  /// From now on, what came is passed on.
  void release() {
    isReady = true;
    var waiting = held;
    held = null;
    if (waiting != null) {
      waiting.forEach(piece -> other().channel().write(piece));
      other().channel().flush();
    }
    if (hasEnded) {
      flow.inputEnded(this);
    } else if (other().channel().isWritable()) {
      channel().read();
    }
  }

  /// Reads, if only to learn that somebody speaks.
  void listen() {
    if (isOpen()) {
      channel().read();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (channel == null) {
      channel = (SocketChannel) context.channel();
      flow.connected(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object piece) {
    int length = ((ByteBuf) piece).readableBytes();
    if (!flow.heard(this)) {
      ReferenceCountUtil.release(piece);
      return;
    }
    count += length;
    if (isReady) {
      other().channel().write(piece, other().channel().voidPromise());
    } else {
      hold(piece);
    }
  }

  private void hold(Object piece) {
    var waiting = held;
    if (waiting == null) {
      waiting = new ArrayDeque<>();
      held = waiting;
    }
    waiting.add(piece);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (isReady && !isGone) {
      var to = other().channel();
      to.flush();
      if (to.isWritable() && !hasEnded) {
        context.read();
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (isReady && context.channel().isWritable() && other().isOpen() && !other().hasEnded) {
      other().channel().read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
      ended();
    } else {
      flow.tlsFailed(this, event);
    }
  }

  private void ended() {
    if (!hasEnded && !isGone) {
      hasEnded = true;
      if (flow.heard(this) && isReady) {
        flow.inputEnded(this);
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    isGone = true;
    context.close();
    flow.wasReset(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    isGone = true;
    letGo();
    flow.gone(this);
  }

  private void letGo() {
    var waiting = held;
    held = null;
    if (waiting != null) {
      waiting.forEach(ReferenceCountUtil::release);
    }
  }

  /// Says, after all that was written, that nothing more comes.
  void end() {
    if (isOpen() && !endsOther) {
      endsOther = true;
      var its = channel();
      if (isDone(its)) {
        say(its);
      } else {
        its.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> say(its));
      }
    }
  }

  /// Ends the connection, after all that was written.
  void close() {
    if (isOpen()) {
      var its = channel();
      if (isDone(its)) {
        its.close();
      } else {
        its.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      }
    }
  }

  /// Once that is said, the other side's end is the end of the connection.
  private static void say(SocketChannel its) {
    TlsEnd.say(its);
    its.config().setAllowHalfClosure(false);
  }

  /// Whether all that was written is on its way.
  private static boolean isDone(SocketChannel its) {
    var waiting = its.unsafe().outboundBuffer();
    return waiting != null
        && waiting.totalPendingWriteBytes() == 0
        && its.pipeline().get(SslHandler.class) == null;
  }

  /// Ends it with a RST, and without a word of TLS before.
  void reset() {
    letGo();
    var its = channel;
    if (its != null && its.isOpen()) {
      isGone = true;
      its.config().setSoLinger(0);
      its.pipeline().firstContext().close();
    }
  }
}
