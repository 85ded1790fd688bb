package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.h2.Codec;
import dev.taskdock.proxy.tls.TlsBack;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection to a target that speaks HTTP/2: carries many requests at once, of whichever clients
/// of its loop.
// What becomes of a write is told to the codec, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamTarget extends Http2EventAdapter implements Lane.Watched {
  private final Lane lane;
  private final TargetId target;
  private final Limits limits;
  private final boolean tls;
  private final Codec codec;
  private final Map<Integer, Call> calls = new HashMap<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Cause failure;
  private boolean closed;
  private boolean leaving;
  private long lastActive;

  StreamTarget(Lane lane, TargetId target, Limits limits, boolean tls) {
    this.lane = lane;
    this.target = target;
    this.limits = limits;
    this.tls = tls;
    lastActive = lane.now();
    codec = Codec.client(this, () -> {});
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                ended(stream.id());
              }
            });
    codec.connection().remote().flowController().listener(this::writable);
  }

  TargetId target() {
    return target;
  }

  boolean isTls() {
    return tls;
  }

  /// Whether another request may go this way.
  boolean takesMore() {
    return !closed
        && !leaving
        && !codec.connection().goAwayReceived()
        && codec.connection().local().lastStreamCreated() < Integer.MAX_VALUE - 2;
  }

  /// What stands in the pipeline.
  ChannelHandler pipeline() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(codec, new Watch());
      }
    };
  }

  void connect(Bootstrap bootstrap) {
    bootstrap
        .connect(InetSocketAddress.createUnresolved(target.host(), target.port()))
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    failure = cause(connected.cause());
                    close();
                  }
                });
  }

  /// A request for it, not begun yet.
  Call call(StreamExchange exchange) {
    return new Call(exchange);
  }

  /// The deregistration delay of this target is over: what it still carries ends here.
  void cut() {
    failure = Cause.DEREGISTERED;
    var open = context;
    close();
    if (open != null) {
      open.channel().pipeline().firstContext().close();
    }
  }

  @Override
  public void tick(long now) {
    if (calls.isEmpty() && now - lastActive > limits.idle().toNanos()) {
      var open = context;
      leaving = true;
      if (open != null) {
        open.channel().close();
      }
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext from,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last) {
    onHeadersRead(from, id, headers, padding, last);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext from, int id, Http2Headers headers, int padding, boolean last) {
    var call = calls.get(id);
    if (call != null) {
      call.heard();
      call.answer(headers, last);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext from, int id, ByteBuf data, int padding, boolean last) {
    int all = data.readableBytes() + padding;
    var call = calls.get(id);
    if (call == null) {
      return all;
    }
    call.heard();
    return call.more(data, last) ? all : call.holds(all);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext from, int id, long code) {
    var call = calls.get(id);
    if (call != null) {
      call.reset(code);
    }
  }

  private void opened(ChannelHandlerContext open) {
    context = open;
    lane.watch(this);
    lastActive = lane.now();
    if (closed) {
      open.close();
      return;
    }
    waiting.forEach(Runnable::run);
    waiting.clear();
    codec.flush(open);
  }

  private void whenOpen(Runnable act) {
    if (context == null) {
      waiting.add(act);
    } else {
      act.run();
    }
  }

  private void writable(Http2Stream stream) {
    var call = calls.get(stream.id());
    if (call != null && codec.connection().remote().flowController().isWritable(stream)) {
      call.heard();
      call.exchange.resume();
    }
  }

  private void ended(int id) {
    var call = calls.remove(id);
    if (call != null) {
      call.fail(Cause.CLOSED_EARLY);
    }
    lastActive = lane.now();
  }

  private void close() {
    closed = true;
    lane.unwatch(this);
    lane.forget(this);
    var unsent = List.copyOf(waiting);
    waiting.clear();
    unsent.forEach(Runnable::run);
    List.copyOf(calls.values()).forEach(call -> call.fail(Cause.CLOSED_EARLY));
    calls.clear();
  }

  private Failure failure(Cause cause) {
    return new Failure(target, cause, limits);
  }

  private static Cause cause(@Nullable Throwable failed) {
    if (failed instanceof ConnectTimeoutException) {
      return Cause.CONNECT_TIMED_OUT;
    }
    return failed instanceof ConnectException ? Cause.CONNECTION_REFUSED : Cause.CONNECT_FAILED;
  }

  /// Sees the connection come and go.
  private final class Watch extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext from) {
      opened(from.pipeline().context(codec));
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
      close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
      if (TlsBack.isTimeout(event)) {
        failure = Cause.TLS_TIMED_OUT;
      } else if (TlsBack.isFailure(event)) {
        failure = Cause.TLS_FAILED;
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
      failure = failure == null ? Cause.RESET : failure;
      from.close();
    }
  }

  /// One request on this connection.
  final class Call implements Upstream {
    private final StreamExchange exchange;
    private int id;
    private int held;
    private boolean begun;
    private boolean over;
    private long heardAt = lane.now();

    private Call(StreamExchange exchange) {
      this.exchange = exchange;
      lane.dispatcher().loads().begun(target);
    }

    /// Sends the head.
    void begin(Http2Headers headers, boolean last) {
      whenOpen(() -> {
        if (closed) {
          fail(Cause.CLOSED_EARLY);
        } else if (!over) {
          id = codec.connection().local().incrementAndGetNextStreamId();
          calls.put(id, this);
          codec.encoder().writeHeaders(open(), id, headers, 0, last, open().newPromise());
        }
      });
    }

    /// Sends some of the body.
    void send(ByteBuf data, boolean last) {
      whenOpen(() -> {
        if (over || closed) {
          data.release();
        } else {
          codec.encoder().writeData(open(), id, data, 0, last, open().newPromise());
        }
      });
    }

    /// Sends the trailers, which end the request.
    void trailers(Http2Headers headers) {
      var copy = new DefaultHttp2Headers(false);
      headers.forEach(field -> copy.add(field.getKey(), field.getValue()));
      whenOpen(() -> {
        if (!over && !closed) {
          codec.encoder().writeHeaders(open(), id, copy, 0, true, open().newPromise());
        }
      });
    }

    @Override
    public void flush() {
      var to = context;
      if (to != null) {
        codec.flush(to);
      }
    }

    @Override
    public boolean isWritable() {
      var to = context;
      if (to == null) {
        return false;
      }
      var stream = codec.connection().stream(id);
      return stream != null
          && to.channel().isWritable()
          && codec.connection().remote().flowController().isWritable(stream);
    }

    @Override
    public void resume() {
      var stream = codec.connection().stream(id);
      var to = context;
      if (held > 0 && stream != null && to != null) {
        int bytes = held;
        held = 0;
        try {
          if (codec.connection().local().flowController().consumeBytes(stream, bytes)) {
            codec.flush(to);
          }
        } catch (Http2Exception e) {
          codec.onError(to, true, e);
        }
      }
    }

    @Override
    public void abandon() {
      leave();
      var to = context;
      if (to != null && id != 0) {
        codec.resetStream(to, id, Http2Error.CANCEL.code(), to.newPromise());
        codec.flush(to);
      }
    }

    @Override
    public void expire() {
      boolean answering = begun;
      abandon();
      exchange.fail(failure(answering ? Cause.CLOSED_IN_BODY : Cause.TIMED_OUT));
    }

    @Override
    public long lastActive() {
      return heardAt;
    }

    private void heard() {
      heardAt = lane.now();
      lastActive = heardAt;
    }

    private int holds(int bytes) {
      held += bytes;
      return 0;
    }

    private void answer(Http2Headers headers, boolean last) {
      if (begun) {
        leave();
        exchange.finish(headers);
        exchange.flush();
        return;
      }
      int status = status(headers);
      if (status < 100) {
        abandon();
        exchange.fail(failure(Cause.MALFORMED));
      } else if (status < 200) {
        if (status > 101) {
          exchange.inform(headers);
        }
      } else {
        begun = true;
        if (last) {
          leave();
        }
        exchange.answer(headers, status, last);
        exchange.flush();
      }
    }

    private boolean more(ByteBuf data, boolean last) {
      if (last) {
        leave();
      }
      boolean writable = exchange.more(data, last);
      exchange.flush();
      return writable || last;
    }

    private void reset(long code) {
      if (over) {
        return;
      }
      leave();
      if (begun || code == Http2Error.CANCEL.code()) {
        // A server of gRPC whose deadline is over says so, and the client must hear just that.
        exchange.cutOff(
            failure(begun ? Cause.CLOSED_IN_BODY : Cause.RESET), Http2Error.valueOf(code));
      } else {
        boolean refused = code == Http2Error.REFUSED_STREAM.code();
        exchange.fail(failure(refused ? Cause.REFUSED_STREAM : Cause.RESET));
      }
    }

    private void fail(Cause usual) {
      if (!over) {
        leave();
        var known = failure;
        exchange.fail(failure(known != null ? known : begun ? Cause.CLOSED_IN_BODY : usual));
      }
    }

    private void leave() {
      if (!over) {
        over = true;
        calls.remove(id);
        lane.dispatcher().loads().ended(target);
      }
    }

    private ChannelHandlerContext open() {
      var to = context;
      if (to == null) {
        throw new IllegalStateException("not open yet");
      }
      return to;
    }

    private static int status(Http2Headers headers) {
      var text = headers.status();
      try {
        return text == null ? 0 : Integer.parseInt(text.toString());
      } catch (NumberFormatException _) {
        return 0;
      }
    }
  }
}
