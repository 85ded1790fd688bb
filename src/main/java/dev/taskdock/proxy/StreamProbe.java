package dev.taskdock.proxy;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.proxy.h2.Codec;
import dev.taskdock.routing.ProbeResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A health check over HTTP/2, or of gRPC on it: Netty's codec between two streams of bytes that
/// are waited for.
///
/// Source: the guide to health checks, "gRPC": a call of the method in the path, judged by
/// `grpc-status`.
@SuppressWarnings("FutureReturnValueIgnored")
final class StreamProbe extends Http2EventAdapter {
  private static final int GULP = 16 * 1024;

  /// A message of gRPC without content: not compressed, no bytes long.
  private static final byte[] EMPTY_MESSAGE = new byte[5];

  private final Socket socket;
  private final long deadline;
  private boolean grpc;
  private @Nullable ProbeResult result;

  StreamProbe(Socket socket, long deadline) {
    this.socket = socket;
    this.deadline = deadline;
  }

  /// Asks, and waits for the answer.
  ProbeResult ask(TargetHealthCheck check, String authority) throws IOException {
    grpc = check.version() == ProtocolVersion.GRPC;
    var codec = Codec.client(this, () -> {});
    var channel = new EmbeddedChannel(codec);
    try {
      var context = channel.pipeline().context(codec);
      int id = codec.connection().local().incrementAndGetNextStreamId();
      var encoder = codec.encoder();
      encoder.writeHeaders(context, id, head(check, authority), 0, !grpc, context.newPromise());
      if (grpc) {
        encoder.writeData(
            context, id, Unpooled.wrappedBuffer(EMPTY_MESSAGE), 0, true, context.newPromise());
      }
      codec.flush(context);
      return answer(channel);
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext from, int id, Http2Headers headers, int padding, boolean last) {
    var status = headers.status();
    if (status != null && status.length() == 3 && status.charAt(0) == '1') {
      return;
    }
    if (!grpc && status != null) {
      result = new ProbeResult.Answered(Integer.parseInt(status.toString()));
    } else if (grpc && headers.contains("grpc-status")) {
      result = code(String.valueOf(headers.get("grpc-status")));
    } else if (last) {
      result = new ProbeResult.WithoutGrpcStatus();
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
    if (last && result == null) {
      result = new ProbeResult.WithoutGrpcStatus();
    }
    return data.readableBytes() + padding;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext from, int id, long code) {
    result = new ProbeResult.Broken("the stream was reset");
  }

  private Http2Headers head(TargetHealthCheck check, String authority) {
    var headers =
        new DefaultHttp2Headers(false)
            .method(grpc ? "POST" : "GET")
            .scheme(check.tls() ? "https" : "http")
            .path(check.path())
            .authority(authority)
            .add("user-agent", "ELB-HealthChecker/2.0");
    return grpc
        ? headers.add("content-type", "application/grpc").add("te", "trailers")
        : headers.add("accept-encoding", "gzip, compressed");
  }

  private ProbeResult answer(EmbeddedChannel channel) throws IOException {
    var room = new byte[GULP];
    while (true) {
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        out.readBytes(socket.getOutputStream(), out.readableBytes());
        out.release();
      }
      var known = result;
      if (known != null) {
        return known;
      }
      if (!channel.isOpen()) {
        return new ProbeResult.Broken("what it says is no HTTP/2");
      }
      socket.setSoTimeout(HttpProbe.left(deadline));
      int count = socket.getInputStream().read(room);
      if (count < 0) {
        return new ProbeResult.Broken("connection closed without an answer");
      }
      channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOf(room, count)));
    }
  }

  private static ProbeResult code(String text) {
    try {
      return new ProbeResult.Answered(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      return new ProbeResult.WithoutGrpcStatus();
    }
  }
}
