package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Body;
import dev.taskdock.proxy.http.Framing;
import dev.taskdock.proxy.http.ResponseHead;
import dev.taskdock.proxy.http.ResponseSplicer;
import dev.taskdock.proxy.tls.TlsBack;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A connection to a target: carries one request after the other, of whichever clients.
// What becomes of a write is told to exceptionCaught, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class TargetConnection extends ChannelInboundHandlerAdapter
    implements Lane.Watched, Upstream {
  private static final int GULP = 2048;

  private final Lane lane;
  private final TargetId target;
  private final Limits limits;
  private final boolean tls;
  private final ResponseHead head = new ResponseHead();
  private final Framing framing = new Framing();
  private final Body body = new Body();

  /// What is to be sent as soon as there is a connection.
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();

  private @Nullable Channel channel;
  private @Nullable Exchange client;
  private boolean headRead;
  private boolean tunnel;
  private boolean used;

  /// How long it had been idle when its request came, in ns.
  private long rested;

  private boolean reusable;
  private boolean reset;
  private @Nullable Cause refusal;
  private boolean closed;
  private long lastActive;

  TargetConnection(Lane lane, TargetId target, Limits limits, boolean tls) {
    this.lane = lane;
    this.tls = tls;
    this.target = target;
    this.limits = limits;
    lastActive = lane.now();
  }

  TargetId target() {
    return target;
  }

  boolean isTls() {
    return tls;
  }

  @Override
  public long lastActive() {
    return lastActive;
  }

  boolean isOpen() {
    return !closed;
  }

  void connect(Bootstrap bootstrap) {
    bootstrap
        .connect(InetSocketAddress.createUnresolved(target.host(), target.port()))
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    closed = true;
                    discard();
                    failed(cause(connected.cause()));
                  }
                });
  }

  /// The next request is this client's.
  ///
  /// @param last whether the connection ends with it
  void begin(Exchange next, boolean last) {
    client = next;
    lane.dispatcher().loads().begun(target);
    reusable = !last;
    headRead = false;
    rested = used ? lane.now() - lastActive : 0;
    lastActive = lane.now();
    head.clear();
  }

  /// Takes bytes of a request; they are sent with the next flush.
  void send(ByteBuf bytes) {
    var to = channel;
    if (closed) {
      bytes.release();
    } else if (to == null) {
      waiting.add(bytes);
    } else {
      to.write(bytes, to.voidPromise());
    }
  }

  @Override
  public void flush() {
    var to = channel;
    if (to != null) {
      to.flush();
    }
  }

  @Override
  public boolean isWritable() {
    var to = channel;
    return to != null && to.isWritable();
  }

  /// The client takes more again.
  @Override
  public void resume() {
    var from = channel;
    if (from != null && !from.config().isAutoRead()) {
      from.config().setAutoRead(true);
    }
  }

  /// The client has gone, or was refused: nobody waits for an answer.
  @Override
  public void abandon() {
    detach();
    var open = channel;
    if (tunnel && open != null) {
      closed = true;
      open.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      close();
    }
  }

  /// The target took too long.
  @Override
  public void expire() {
    var waits = detach();
    close();
    if (waits != null) {
      waits.fail(failure(headRead ? Cause.CLOSED_IN_BODY : Cause.TIMED_OUT));
    }
  }

  /// The deregistration delay of this target is over: what it still carries ends here.
  void cut() {
    var waits = detach();
    close();
    if (waits != null) {
      waits.fail(failure(Cause.DEREGISTERED));
    }
  }

  @Override
  public void tick(long now) {
    if (client == null && now - lastActive > limits.idle().toNanos()) {
      close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    lane.watch(this);
    lastActive = lane.now();
    if (closed) {
      context.close();
      return;
    }
    for (var bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
      context.channel().write(bytes, context.channel().voidPromise());
    }
    context.channel().flush();
    var from = client;
    if (from != null && context.channel().isWritable()) {
      from.resume();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var in = (ByteBuf) message;
    lastActive = lane.now();
    try {
      take(in);
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    var to = client;
    if (to != null) {
      to.flush();
      if (!to.isWritable()) {
        context.channel().config().setAutoRead(false);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    lastActive = lane.now();
    var from = client;
    if (from != null && context.channel().isWritable()) {
      from.resume();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lane.unwatch(this);
    closed = true;
    if (client == null) {
      lane.forget(this);
    } else if (headRead && framing.kind() == Framing.Kind.UNTIL_CLOSE && !reset) {
      ended();
    } else {
      failed(ending());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (tls) {
      refusal = TlsBack.isTimeout(event) ? Cause.TLS_TIMED_OUT : refusal;
      refusal = TlsBack.isFailure(event) ? Cause.TLS_FAILED : refusal;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reset = true;
    context.close();
  }

  private void take(ByteBuf in) {
    while (in.isReadable()) {
      var to = client;
      if (to == null) {
        // Nobody asked: what it says now might be taken for an answer to the next request.
        in.skipBytes(in.readableBytes());
        close();
      } else if (tunnel) {
        to.send(in.readRetainedSlice(in.readableBytes()));
      } else if (!headRead) {
        readHead(to, in);
      } else if (!to.proceed(body, in)) {
        broken(Cause.MALFORMED);
      } else if (body.isEnded()) {
        reusable &= !in.isReadable();
        ended();
      }
    }
  }

  private void readHead(Exchange to, ByteBuf in) {
    int more = Math.min(in.readableBytes(), GULP);
    var room = head.room(more);
    in.getBytes(in.readerIndex(), room, head.filled(), more);
    var progress = head.received(more);
    in.skipBytes(
        progress == ResponseHead.Progress.WHOLE ? more - head.filled() + head.length() : more);
    switch (progress) {
      case PARTIAL -> {}
      case WHOLE -> answer(to, in);
      case MALFORMED -> broken(Cause.MALFORMED);
      case TOO_LARGE -> broken(Cause.HEAD_TOO_LARGE);
    }
  }

  private void answer(Exchange to, ByteBuf in) {
    if (head.status() == 101) {
      if (to.asksUpgrade()) {
        headRead = true;
        tunnel = true;
        to.upgraded(head);
      } else {
        broken(Cause.UPGRADED_UNASKED);
      }
      return;
    }
    if (head.status() < 200) {
      if (head.status() > 100) {
        to.interim(head);
      }
      head.clear();
      return;
    }
    framing.read(head, to.asksHead());
    if (framing.kind() == Framing.Kind.INVALID || framing.kind() == Framing.Kind.UNSUPPORTED) {
      broken(Cause.MALFORMED);
      return;
    }
    headRead = true;
    reusable &= ResponseSplicer.keepsAlive(head) && !framing.isDoubtful();
    if (!to.begin(head, framing, body, in)) {
      broken(Cause.MALFORMED);
    } else if (body.isEnded()) {
      reusable &= !in.isReadable();
      ended();
    }
  }

  /// The answer is whole: the connection is kept for another, if it can be.
  private void ended() {
    var to = detach();
    used = true;
    if (to == null) {
      return;
    }
    if (reusable && !closed && to.isRequestEnded()) {
      resume();
      lane.keep(this);
    } else {
      close();
    }
    to.end();
  }

  private void broken(Cause cause) {
    close();
    failed(cause);
  }

  private void failed(Cause cause) {
    var to = detach();
    if (to != null) {
      to.fail(failure(cause));
    }
  }

  private Failure failure(Cause cause) {
    return new Failure(target, cause, Duration.ofNanos(rested), limits);
  }

  /// The client, which this connection has nothing more to do with.
  private @Nullable Exchange detach() {
    var to = client;
    client = null;
    if (to != null) {
      lane.dispatcher().loads().ended(target);
    }
    return to;
  }

  private Cause ending() {
    var refused = refusal;
    if (refused != null) {
      return refused;
    }
    if (headRead) {
      return Cause.CLOSED_IN_BODY;
    }
    if (reset) {
      return Cause.RESET;
    }
    return used && head.isEmpty() ? Cause.CLOSED_KEPT_ALIVE : Cause.CLOSED_EARLY;
  }

  private void close() {
    closed = true;
    discard();
    var open = channel;
    if (open != null) {
      open.close();
    }
  }

  private void discard() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }

  private static Cause cause(@Nullable Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return Cause.CONNECT_TIMED_OUT;
    }
    return failure instanceof ConnectException ? Cause.CONNECTION_REFUSED : Cause.CONNECT_FAILED;
  }
}
