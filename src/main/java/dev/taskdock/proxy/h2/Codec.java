package dev.taskdock.proxy.h2;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import org.jspecify.annotations.Nullable;

/// Netty's codec of HTTP/2 as the load balancer uses it, on either side.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Codec extends Http2ConnectionHandler {
  /// As many streams of a client go on at once.
  ///
  /// Source: the guide to listeners, "HTTP/2".
  public static final int MOST_STREAMS = 128;

  private static final int WINDOW = 65_536;
  private static final int LARGEST_HEAD = 72 * 1024;

  private final Runnable flushed;
  private final RecentStreams recent = new RecentStreams();

  private Codec(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Runnable flushed) {
    super(decoder, encoder, settings);
    this.flushed = flushed;
    if (connection().isServer()) {
      connection().addListener(new Memory());
    }
  }

  /// One that listens to a client.
  ///
  /// @param read told when all is read that there was
  public static Codec server(Http2FrameListener listener, Runnable read) {
    var settings =
        Http2Settings.defaultSettings()
            .maxConcurrentStreams(MOST_STREAMS)
            .initialWindowSize(WINDOW)
            .maxHeaderListSize(LARGEST_HEAD);
    return new Builder(read).serving(settings, listener);
  }

  /// One that speaks to a target.
  public static Codec client(Http2FrameListener listener, Runnable read) {
    var settings =
        Http2Settings.defaultSettings()
            .pushEnabled(false)
            .initialWindowSize(WINDOW)
            .maxHeaderListSize(LARGEST_HEAD);
    return new Builder(read).asking(settings, listener);
  }

  /// Lets the connection carry what its streams may.
  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    super.handlerAdded(context);
    if (context.channel().isActive()) {
      widen();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    super.channelActive(context);
    widen();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    flushed.run();
    super.channelReadComplete(context);
  }

  /// Tells a client that speaks on a stream which it has ended, or skipped, as RFC 9113 §5.1 and
  /// §5.1.1 have it; the codec does not remember streams, and so is milder.
  @Override
  protected void onStreamError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    int id = error.streamId();
    var stream = connection().stream(id);
    if (outbound || !connection().isServer()) {
      super.onStreamError(context, outbound, cause, error);
    } else if (stream == null && error.error() == Http2Error.STREAM_CLOSED && recent.isEnded(id)) {
      onConnectionError(
          context, false, cause, connectionError(Http2Error.STREAM_CLOSED, "stream %d ended", id));
    } else if (stream == null && recent.neverWas(id)) {
      onConnectionError(
          context, false, cause, connectionError(Http2Error.PROTOCOL_ERROR, "no stream %d", id));
    } else if (stream != null
        && error.error() == Http2Error.PROTOCOL_ERROR
        && stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
      resetStream(context, id, Http2Error.STREAM_CLOSED.code(), context.newPromise());
    } else {
      super.onStreamError(context, outbound, cause, error);
    }
  }

  /// A head that is too large for us to have read gets the same answer as one that we have read.
  @Override
  protected void handleServerHeaderDecodeSizeError(
      ChannelHandlerContext context, Http2Stream stream) {
    encoder()
        .writeHeaders(
            context,
            stream.id(),
            new DefaultHttp2Headers().status("413"),
            0,
            true,
            context.newPromise());
  }

  private void widen() throws Http2Exception {
    var all = connection().connectionStream();
    var flow = connection().local().flowController();
    flow.incrementWindowSize(all, Integer.MAX_VALUE - flow.windowSize(all));
  }

  /// Remembers what became of streams.
  private final class Memory extends Http2ConnectionAdapter {
    @Override
    public void onStreamActive(Http2Stream stream) {
      recent.began(stream.id());
      onStreamHalfClosed(stream);
    }

    @Override
    public void onStreamHalfClosed(Http2Stream stream) {
      if (stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE) {
        recent.ended(stream.id());
      }
    }
  }

  private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Codec, Builder> {
    private final Runnable read;

    Builder(Runnable read) {
      this.read = read;
    }

    Codec serving(Http2Settings settings, Http2FrameListener listener) {
      // All streams in turn: nobody sends priorities any more (RFC 9113 §5.3), and a tree of them
      // costs each stream something.
      var connection = new DefaultHttp2Connection(true);
      connection
          .remote()
          .flowController(
              new DefaultHttp2RemoteFlowController(
                  connection, new UniformStreamByteDistributor(connection)));
      connection(connection);
      return set(settings, listener).build();
    }

    Codec asking(Http2Settings settings, Http2FrameListener listener) {
      server(false);
      encoderEnforceMaxConcurrentStreams(true);
      return set(settings, listener).build();
    }

    private Builder set(Http2Settings settings, Http2FrameListener listener) {
      initialSettings(settings);
      frameListener(listener);
      // How long a stream may take is up to the idle time-out.
      gracefulShutdownTimeoutMillis(-1);
      return this;
    }

    @Override
    protected Codec build(
        Http2ConnectionDecoder decoder,
        Http2ConnectionEncoder encoder,
        @Nullable Http2Settings settings) {
      return new Codec(decoder, encoder, settings == null ? new Http2Settings() : settings, read);
    }
  }
}
