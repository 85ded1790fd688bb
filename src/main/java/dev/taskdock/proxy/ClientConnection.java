package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Body;
import dev.taskdock.proxy.http.Client;
import dev.taskdock.proxy.http.Desync;
import dev.taskdock.proxy.http.FieldName;
import dev.taskdock.proxy.http.Framing;
import dev.taskdock.proxy.http.Output;
import dev.taskdock.proxy.http.RequestHead;
import dev.taskdock.proxy.http.RequestSplicer;
import dev.taskdock.proxy.http.ResponseHead;
import dev.taskdock.proxy.http.ResponseSplicer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client's connection of HTTP/1.1: reads its requests one after the other, and gives it the
/// answers.
// What becomes of a write is told to exceptionCaught, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter implements Lane.Watched {
  private enum State {
    /// Between requests, or in the head of one.
    HEAD,
    /// From a whole head to the end of its answer.
    EXCHANGE,
    /// Bytes go both ways and mean nothing to us.
    TUNNEL,
    /// The last answer is written; what else comes is thrown away until the client has gone.
    LINGERING,
    CLOSED
  }

  /// A head is looked for in so many bytes at a time, so that no body is copied in vain.
  private static final int GULP = 2048;

  /// A body no longer than this travels in one piece with its head.
  static final int MERGED = 16 * 1024;

  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final Lane lane;
  private final Listener listener;
  private final SocketChannel channel;
  private final RequestSplicer splicer;
  private final RequestHead head = new RequestHead();
  private final Framing framing = new Framing();
  private final Body body = new Body();
  private final Passage.Sink toTarget = this::toTarget;
  private final Passage.Sink toClient = this::toClient;
  private final long openedAt;
  private State state = State.HEAD;
  private @Nullable TargetConnection target;
  private @Nullable ByteBuf merging;
  private ByteBuf stash = Unpooled.EMPTY_BUFFER;
  private boolean requestEnded;
  private boolean responseBegun;
  private boolean keepsAlive;
  private int status;
  private ResponseSplicer.Delivery delivery = ResponseSplicer.Delivery.AS_IT_IS;
  private long lastActive;

  ClientConnection(Lane lane, Listener listener, SocketChannel channel) {
    this.lane = lane;
    this.listener = listener;
    this.channel = channel;
    var peer = channel.remoteAddress();
    splicer =
        new RequestSplicer(
            listener.forwarding(),
            new Client(
                peer.getAddress().getHostAddress(),
                peer.getPort(),
                false,
                listener.declaredPort()));
    openedAt = lane.now();
    lastActive = openedAt;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    lane.watch(this);
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
    var to = target;
    if (to != null) {
      to.flush();
    }
    if (state == State.LINGERING) {
      channel.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    lastActive = lane.now();
    var from = target;
    if (from != null && channel.isWritable()) {
      from.resume();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lane.unwatch(this);
    var to = target;
    if (state == State.EXCHANGE) {
      lane.traffic().abandoned();
    }
    state = State.CLOSED;
    if (to != null) {
      target = null;
      to.abandon();
    }
    stash.release();
    stash = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The connection is no more; who was on the other end of it does not matter.
    context.close();
  }

  @Override
  public void tick(long now) {
    var to = target;
    long active = to == null ? lastActive : Math.max(lastActive, to.lastActive());
    long waited = now - active;
    if (state == State.LINGERING
        ? waited > listener.limits().linger().toNanos()
        : waited > idle()) {
      expire();
    }
  }

  /// The target takes more again.
  void resume() {
    if (!stash.isReadable()) {
      channel.config().setAutoRead(true);
    }
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  boolean isVersion11() {
    return head.isVersion11();
  }

  boolean asksHead() {
    return head.isMethod("HEAD");
  }

  boolean asksUpgrade() {
    return RequestSplicer.asksUpgrade(head);
  }

  boolean isRequestEnded() {
    return requestEnded;
  }

  /// Something is said before the answer.
  void interim(ResponseHead interim) {
    if (head.isVersion11()) {
      var out = lane.output();
      ResponseSplicer.spliceInterim(out, interim);
      channel.write(buffer(out, 0), channel.voidPromise());
      channel.flush();
    }
  }

  /// The target changed the protocol: from now on, both connections are one tunnel.
  void upgraded(ResponseHead upgrade) {
    var out = lane.output();
    ResponseSplicer.spliceUpgrade(out, upgrade);
    channel.writeAndFlush(buffer(out, 0), channel.voidPromise());
    state = State.TUNNEL;
    status = upgrade.status();
    unstash();
  }

  /// The answer begins; what there is of its body is read from `in`. False where that is broken.
  boolean begin(ResponseHead response, Framing itsFraming, Body itsBody, ByteBuf in) {
    delivery = ResponseSplicer.delivery(itsFraming, head.isVersion11());
    boolean delimited =
        delivery != ResponseSplicer.Delivery.WITHOUT_CHUNKS
            && (itsFraming.kind() != Framing.Kind.UNTIL_CLOSE
                || delivery == ResponseSplicer.Delivery.IN_CHUNKS);
    keepsAlive &= requestEnded && delimited;
    responseBegun = true;
    status = response.status();
    var out = lane.output();
    ResponseSplicer.splice(out, response, itsFraming, delivery, keepsAlive);
    itsBody.begin(itsFraming, delivery == ResponseSplicer.Delivery.WITHOUT_CHUNKS);
    boolean merges = in.readableBytes() <= MERGED && delivery != ResponseSplicer.Delivery.IN_CHUNKS;
    var first = buffer(out, merges ? in.readableBytes() : 0);
    merging = merges ? first : null;
    boolean whole = !merges || Passage.pass(in, itsBody, toClient);
    merging = null;
    channel.write(first, channel.voidPromise());
    return whole && (merges || Passage.pass(in, itsBody, toClient));
  }

  /// More of the answer's body is in `in`. False where it is broken.
  boolean proceed(Body itsBody, ByteBuf in) {
    return Passage.pass(in, itsBody, toClient);
  }

  void send(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  /// The answer is whole, and the target has nothing more to do with it.
  void end() {
    target = null;
    lane.traffic().answered(status);
    if (delivery == ResponseSplicer.Delivery.IN_CHUNKS) {
      channel.write(Unpooled.wrappedBuffer(LAST_CHUNK), channel.voidPromise());
    }
    if (keepsAlive) {
      channel.flush();
      next();
    } else {
      bow();
    }
  }

  /// The target does not answer, or not to the end.
  void fail(InetSocketAddress failed, Cause cause) {
    target = null;
    if (state == State.TUNNEL) {
      closeWhenWritten();
      return;
    }
    lane.traffic().failed(failed, cause, responseBegun ? 0 : cause.status());
    if (responseBegun) {
      cutOff();
    } else {
      refuse(cause.status(), requestEnded && keepsAlive);
    }
  }

  private void take(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case HEAD -> readHead(in);
        case EXCHANGE -> {
          if (requestEnded) {
            stash(in);
            return;
          }
          readBody(in);
        }
        case TUNNEL -> {
          var to = target;
          if (to == null) {
            return;
          }
          to.send(in.readRetainedSlice(in.readableBytes()));
          holdBack(to);
        }
        case LINGERING, CLOSED -> {
          return;
        }
      }
    }
  }

  private void readHead(ByteBuf in) {
    int more = Math.min(in.readableBytes(), GULP);
    var room = head.room(more);
    in.getBytes(in.readerIndex(), room, head.filled(), more);
    var progress = head.received(more);
    in.skipBytes(
        progress == RequestHead.Progress.WHOLE ? more - head.filled() + head.length() : more);
    switch (progress) {
      case PARTIAL -> {}
      case WHOLE -> exchange(in);
      case MALFORMED -> refuse(400, false);
      case LINE_TOO_LONG -> refuse(414, false);
      case TOO_LARGE -> refuse(413, false);
    }
  }

  /// A request's head is whole; what there is of its body is in `in`.
  private void exchange(ByteBuf in) {
    state = State.EXCHANGE;
    framing.read(head);
    requestEnded = framing.kind() == Framing.Kind.NONE;
    var mode = listener.forwarding().mode();
    var tier = Desync.reason(head).tier();
    boolean closes = framing.isDoubtful() || mode.closesAfter(tier);
    keepsAlive =
        !closes
            && RequestSplicer.keepsAlive(head)
            && lane.now() - openedAt <= listener.limits().keepAlive().toNanos();
    int refused = refusal(mode.blocks(tier));
    if (refused != 0) {
      refuse(refused, keepsAlive && requestEnded && refused != 400);
      return;
    }
    switch (listener.routing().destination(head)) {
      case Destination.Refusal(int answered) -> refuse(answered, keepsAlive && requestEnded);
      case Destination.Target(var address) -> {
        if (framing.kind() != Framing.Kind.NONE && RequestSplicer.expectsContinue(head)) {
          channel.writeAndFlush(Unpooled.wrappedBuffer(Answers.CONTINUE), channel.voidPromise());
        }
        forward(lane.connection(address, listener.limits()), closes, in);
      }
    }
  }

  /// The status with which a request is refused before its route is looked for, or 0.
  private int refusal(boolean blocked) {
    if (head.isVersion2()) {
      return head.isMethod("PRI") ? 400 : 505;
    }
    boolean hostless =
        head.isVersion11()
            && head.fields().first(FieldName.HOST) < 0
            && head.authorityStart() == head.authorityEnd();
    if (blocked || hostless) {
      return 400;
    }
    if (head.isMethod("TRACE") || head.isMethod("CONNECT")) {
      return 405;
    }
    if (head.form() == RequestHead.Form.OTHER) {
      return 400;
    }
    if (RequestSplicer.addresses(head.fields()) > RequestSplicer.MOST_ADDRESSES) {
      return 463;
    }
    return switch (framing.kind()) {
      case NONE, LENGTH, CHUNKED -> 0;
      case UNSUPPORTED -> 501;
      case INVALID, UNTIL_CLOSE -> 400;
    };
  }

  private void forward(TargetConnection to, boolean closes, ByteBuf in) {
    target = to;
    body.begin(framing, false);
    var out = lane.output();
    splicer.splice(out, head, framing, lane.seed());
    boolean merges = in.readableBytes() <= MERGED;
    var first = buffer(out, merges ? in.readableBytes() : 0);
    to.begin(this, closes);
    if (!merges) {
      to.send(first);
      readBody(in);
      return;
    }
    merging = first;
    boolean whole = Passage.pass(in, body, toTarget);
    merging = null;
    to.send(first);
    passed(to, whole);
  }

  private void readBody(ByteBuf in) {
    var to = target;
    if (to == null) {
      in.skipBytes(in.readableBytes());
    } else {
      passed(to, Passage.pass(in, body, toTarget));
    }
  }

  /// Some of the request's body has gone on, unless it was broken.
  private void passed(TargetConnection to, boolean whole) {
    if (!whole) {
      target = null;
      to.abandon();
      if (responseBegun) {
        cutOff();
      } else {
        refuse(400, false);
      }
      return;
    }
    requestEnded = body.isEnded();
    if (requestEnded) {
      to.flush();
    } else {
      holdBack(to);
    }
  }

  private void holdBack(TargetConnection to) {
    if (!to.isWritable()) {
      to.flush();
      channel.config().setAutoRead(false);
    }
  }

  private void toTarget(ByteBuf from, int start, int length) {
    var into = merging;
    var to = target;
    if (into != null) {
      into.writeBytes(from, start, length);
    } else if (to != null) {
      to.send(from.retainedSlice(start, length));
    }
  }

  private void toClient(ByteBuf from, int start, int length) {
    var into = merging;
    if (into != null) {
      into.writeBytes(from, start, length);
    } else if (delivery == ResponseSplicer.Delivery.IN_CHUNKS) {
      var size = channel.alloc().directBuffer(16);
      size.writeCharSequence(Integer.toHexString(length) + "\r\n", StandardCharsets.US_ASCII);
      send(size);
      send(from.retainedSlice(start, length));
      send(Unpooled.wrappedBuffer(LAST_CHUNK, 1, 2));
    } else {
      send(from.retainedSlice(start, length));
    }
  }

  /// What comes after a request waits until that is answered.
  private void stash(ByteBuf in) {
    channel.config().setAutoRead(false);
    if (!stash.isReadable()) {
      stash = in.readRetainedSlice(in.readableBytes());
      return;
    }
    var joined = channel.alloc().directBuffer(stash.readableBytes() + in.readableBytes());
    joined.writeBytes(stash).writeBytes(in);
    stash.release();
    stash = joined;
  }

  private void unstash() {
    var waiting = stash;
    stash = Unpooled.EMPTY_BUFFER;
    channel.config().setAutoRead(true);
    try {
      take(waiting);
      var to = target;
      if (to != null) {
        to.flush();
      }
    } finally {
      waiting.release();
    }
  }

  private void next() {
    state = State.HEAD;
    head.clear();
    responseBegun = false;
    delivery = ResponseSplicer.Delivery.AS_IT_IS;
    if (stash.isReadable()) {
      unstash();
    } else if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
  }

  /// Answers in the load balancer's own name.
  private void refuse(int with, boolean stays) {
    var out = lane.output();
    Answers.write(out, with, stays, head.isMethod("HEAD"), lane.date());
    channel.writeAndFlush(buffer(out, 0), channel.voidPromise());
    lane.traffic().answered(with);
    if (stays) {
      next();
    } else {
      bow();
    }
  }

  /// Ends the connection after an answer: at once where nothing more was to come, else when the
  /// client had the time to read it, for what is thrown away unread takes the answer with it.
  private void bow() {
    if (state == State.EXCHANGE && requestEnded && !stash.isReadable()) {
      closeWhenWritten();
      return;
    }
    state = State.LINGERING;
    lastActive = lane.now();
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (written.isSuccess()) {
                    channel.shutdownOutput();
                  }
                });
  }

  private void closeWhenWritten() {
    state = State.CLOSED;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /// Ends in the middle of an answer, so that nobody takes it for a whole one.
  private void cutOff() {
    state = State.CLOSED;
    channel.flush();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  private void expire() {
    var to = target;
    switch (state) {
      case HEAD -> {
        if (head.isEmpty()) {
          state = State.CLOSED;
          channel.close();
        } else {
          refuse(408, false);
        }
      }
      case EXCHANGE -> {
        boolean slowClient = !requestEnded && !responseBegun && channel.config().isAutoRead();
        if (to == null) {
          channel.close();
        } else if (slowClient) {
          target = null;
          to.abandon();
          refuse(408, false);
        } else {
          to.expire();
        }
      }
      case TUNNEL, LINGERING, CLOSED -> channel.close();
    }
  }

  private long idle() {
    return listener.limits().idle().toNanos();
  }

  private ByteBuf buffer(Output out, int more) {
    return channel
        .alloc()
        .directBuffer(out.length() + more)
        .writeBytes(out.bytes(), 0, out.length());
  }
}
