package dev.taskdock.proxy.tls;

import dev.taskdock.certificates.Identity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for a client's first message, and begins the session with the certificate for it.
// What becomes of a write is told to exceptionCaught, or shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class Greeting extends AbstractSniHandler<Identity> {
  /// What a handshake may take.
  static final long LONGEST = TimeUnit.SECONDS.toMillis(10);

  private static final int HANDSHAKE = 22;

  private final TlsFront front;
  private final Supplier<byte[]> plain;
  private final TlsFront.Takers then;
  private final long since = System.nanoTime();
  private ClientHello hello = ClientHello.SILENT;
  private boolean refused;

  Greeting(TlsFront front, Supplier<byte[]> plain, TlsFront.Takers then) {
    super(LONGEST);
    this.front = front;
    this.plain = plain;
    this.then = then;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (refused) {
      in.skipBytes(in.readableBytes());
    } else if (in.isReadable() && in.getUnsignedByte(in.readerIndex()) != HANDSHAKE) {
      refused = true;
      then.failed().accept(front.verification(null));
      in.skipBytes(in.readableBytes());
      context
          .writeAndFlush(Unpooled.wrappedBuffer(plain.get()))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      super.decode(context, in, out);
    }
  }

  @Override
  protected Future<Identity> lookup(ChannelHandlerContext context, @Nullable ByteBuf message) {
    if (message != null) {
      hello = ClientHello.read(message);
    }
    return context.executor().newSucceededFuture(front.choice().of(hello));
  }

  @Override
  protected Future<Identity> lookup(ChannelHandlerContext context, @Nullable String name) {
    return context.executor().newSucceededFuture(front.choice().of(hello));
  }

  @Override
  protected void onLookupComplete(ChannelHandlerContext context, Future<Identity> chosen) {
    var identity = chosen.getNow();
    var name = hello.serverName().filter(_ -> front.choice().matches(hello));
    var tls = front.handler(identity, context.alloc());
    tls.setHandshakeTimeoutMillis(LONGEST);
    context.pipeline().addAfter(context.name(), null, tls);
    context.pipeline().addLast(new Handover(tls, front, identity.name(), name, since, then));
    context.pipeline().remove(this);
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, @Nullable String name, Future<Identity> chosen) {
    onLookupComplete(context, chosen);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // What the client says is no TLS, or it took too long.
    if (!refused) {
      refused = true;
      then.failed().accept(front.verification(cause));
    }
    context.close();
  }
}
