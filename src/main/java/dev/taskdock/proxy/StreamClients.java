package dev.taskdock.proxy;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.h2.Codec;
import dev.taskdock.proxy.http.Client;
import dev.taskdock.proxy.http.RequestSplicer;
import dev.taskdock.proxy.tls.Secured;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client's connection of HTTP/2: hands what comes on each stream to its exchange, and what its
/// exchanges say to the client.
// What becomes of a write is told to the codec, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamClients extends Http2EventAdapter implements Lane.Watched {
  /// As many requests are taken on one connection.
  ///
  /// Source: the guide to listeners, "HTTP/2".
  static final int MOST_REQUESTS = 10_000;

  private final Lane lane;
  private final Listener listener;
  private final SocketChannel channel;
  private final RequestSplicer splicer;
  private final IpAddress source;
  private final String peer;
  private final String id;
  private final Optional<Secured> secured;
  private final Codec codec;
  private final PropertyKey key;
  private final List<Upstream> behind = new ArrayList<>();
  private final long openedAt;
  private @Nullable ChannelHandlerContext context;
  private int requests;
  private final Runnable flush = this::flushNow;
  private boolean leaving;
  private boolean unsent;
  private boolean flushing;
  private long lastActive;

  StreamClients(
      Lane lane,
      Listener listener,
      SocketChannel channel,
      Optional<Secured> secured,
      Client.Session session) {
    this.secured = secured;
    this.lane = lane;
    this.listener = listener;
    this.channel = channel;
    var from = channel.remoteAddress();
    var address = from.getAddress().getHostAddress();
    peer = new TargetId(address, from.getPort()).toString();
    source = IpAddress.of(from.getAddress().getAddress());
    splicer =
        new RequestSplicer(
            listener.forwarding(),
            new Client(address, from.getPort(), true, listener.id().port(), session));
    codec = Codec.server(this, this::read);
    key = codec.connection().newKey();
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                closed(stream);
              }
            });
    codec.connection().remote().flowController().listener(this::writable);
    openedAt = lane.now();
    lastActive = openedAt;
    id = lane.connectionId();
    lane.watch(this);
    lane.traffic().opened(listener.id(), peer, id, secured);
    channel
        .closeFuture()
        .addListener(_ -> {
          lane.unwatch(this);
          lane.traffic().closed(listener.id());
        });
  }

  /// What speaks HTTP/2 in the pipeline.
  Codec codec() {
    return codec;
  }

  Lane lane() {
    return lane;
  }

  Listener listener() {
    return listener;
  }

  RequestSplicer splicer() {
    return splicer;
  }

  IpAddress source() {
    return source;
  }

  String peer() {
    return peer;
  }

  /// What joins its requests in the logs.
  String id() {
    return id;
  }

  /// How the connection is secured; empty where it is not.
  Optional<Secured> secured() {
    return secured;
  }

  SocketChannel channel() {
    return channel;
  }

  void active() {
    lastActive = lane.now();
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext from, int id, Http2Headers headers, int padding, boolean last) {
    context = from;
    active();
    var stream = codec.connection().stream(id);
    if (stream == null) {
      return;
    }
    StreamExchange known = stream.getProperty(key);
    if (known != null) {
      known.trailers(headers);
      return;
    }
    var exchange = new StreamExchange(this, stream);
    stream.setProperty(key, exchange);
    requests++;
    exchange.ask(headers, last);
    boolean old = lane.now() - openedAt > listener.limits().keepAlive().toNanos();
    if (!leaving && (old || requests >= MOST_REQUESTS)) {
      leave(from);
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
  public int onDataRead(
      ChannelHandlerContext from, int id, ByteBuf data, int padding, boolean last) {
    active();
    int all = data.readableBytes() + padding;
    var exchange = exchange(id);
    return exchange == null || exchange.take(data, last) ? all : exchange.holds(all);
  }

  @Override
  public void tick(long now) {
    long idle = listener.limits().idle().toNanos();
    try {
      codec
          .connection()
          .forEachActiveStream(stream -> {
            StreamExchange exchange = stream.getProperty(key);
            if (exchange != null) {
              exchange.tick(now, idle);
            }
            return true;
          });
    } catch (Http2Exception e) {
      broken(e);
    }
    var open = context;
    if (codec.connection().numActiveStreams() == 0 && now - lastActive > idle) {
      if (open == null) {
        channel.close();
      } else if (!leaving) {
        leave(open);
      }
    }
  }

  /// Goes when all is answered, and takes nothing new.
  private void leave(ChannelHandlerContext open) {
    leaving = true;
    open.channel().close();
  }

  void head(Http2Stream stream, Http2Headers headers, boolean last) {
    unsent = true;
    codec.encoder().writeHeaders(context(), stream.id(), headers, 0, last, context().newPromise());
  }

  void body(Http2Stream stream, ByteBuf bytes, boolean last) {
    unsent = true;
    codec.encoder().writeData(context(), stream.id(), bytes, 0, last, context().newPromise());
  }

  void reset(Http2Stream stream, Http2Error error) {
    unsent = true;
    codec.resetStream(context(), stream.id(), error.code(), context().newPromise());
  }

  /// Sends what was said, once this turn of the loop has been read: what several targets answer in
  /// one turn is one record of TLS and one call of the system.
  void flush() {
    if (!flushing) {
      flushing = true;
      channel.eventLoop().execute(flush);
    }
  }

  private void flushNow() {
    flushing = false;
    if (unsent) {
      unsent = false;
      codec.flush(context());
    }
  }

  boolean isWritable(Http2Stream stream) {
    return channel.isWritable() && codec.connection().remote().flowController().isWritable(stream);
  }

  /// The client may send so much more on a stream.
  void consumed(Http2Stream stream, int bytes) {
    try {
      if (codec.connection().local().flowController().consumeBytes(stream, bytes)) {
        unsent = true;
        flush();
      }
    } catch (Http2Exception e) {
      broken(e);
    }
  }

  /// What was said to a target is sent when all is read that there is.
  void behind(Upstream target) {
    if (!behind.contains(target)) {
      behind.add(target);
    }
  }

  private void read() {
    unsent = false; // the codec flushes next
    behind.forEach(Upstream::flush);
    behind.clear();
  }

  private void writable(Http2Stream stream) {
    active();
    StreamExchange exchange = stream.getProperty(key);
    if (exchange != null && isWritable(stream)) {
      exchange.writable();
    }
  }

  private void closed(Http2Stream stream) {
    StreamExchange exchange = stream.getProperty(key);
    if (exchange != null) {
      exchange.gone();
    }
  }

  private void broken(Http2Exception e) {
    codec.onError(context(), true, e);
  }

  private @Nullable StreamExchange exchange(int id) {
    var stream = codec.connection().stream(id);
    return stream == null ? null : stream.getProperty(key);
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "nobody has asked for anything");
  }
}
