package dev.taskdock.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Hands a connection on as soon as its session has begun.
@SuppressWarnings("FutureReturnValueIgnored")
final class Handover extends ApplicationProtocolNegotiationHandler {
  private final SslHandler tls;
  private final TlsFront front;
  private final String certificate;
  private final Optional<String> serverName;
  private final long since;
  private final TlsFront.Takers then;

  /// @param since when the connection came, as System.nanoTime has it
  Handover(
      SslHandler tls,
      TlsFront front,
      String certificate,
      Optional<String> serverName,
      long since,
      TlsFront.Takers then) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.tls = tls;
    this.front = front;
    this.certificate = certificate;
    this.serverName = serverName;
    this.since = since;
    this.then = then;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext context, String protocol) {
    var session = tls.engine().getSession();
    var secured =
        new Secured(
            session.getProtocol(),
            Cipher.named(session.getCipherSuite())
                .map(Cipher::openSslName)
                .orElse(session.getCipherSuite()),
            serverName,
            certificate,
            Duration.ofNanos(System.nanoTime() - since),
            Provider.group(session),
            Provider.isResumed(tls.engine()),
            client(session),
            front.asksClients());
    var channel = (SocketChannel) context.channel();
    var taker = protocol.equals(ApplicationProtocolNames.HTTP_2) ? then.http2() : then.http1();
    taker.accept(channel, secured);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
      then.failed().accept(front.verification(done.cause()));
    }
    super.userEventTriggered(context, event);
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
    // The client has been told by an alert, and others by the event of it.
    context.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private static List<X509Certificate> client(SSLSession session) {
    try {
      return Stream.<Certificate>of(session.getPeerCertificates())
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
  }
}
