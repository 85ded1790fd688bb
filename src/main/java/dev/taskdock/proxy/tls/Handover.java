package dev.taskdock.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Hands a connection on as soon as its session has begun.
@SuppressWarnings("FutureReturnValueIgnored")
final class Handover extends ApplicationProtocolNegotiationHandler {
  private final SslHandler tls;
  private final String certificate;
  private final Optional<String> serverName;
  private final BiConsumer<SocketChannel, Secured> http1;
  private final BiConsumer<SocketChannel, Secured> http2;

  Handover(
      SslHandler tls,
      String certificate,
      Optional<String> serverName,
      BiConsumer<SocketChannel, Secured> http1,
      BiConsumer<SocketChannel, Secured> http2) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.tls = tls;
    this.certificate = certificate;
    this.serverName = serverName;
    this.http1 = http1;
    this.http2 = http2;
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
            client(session));
    var channel = (SocketChannel) context.channel();
    (protocol.equals(ApplicationProtocolNames.HTTP_2) ? http2 : http1).accept(channel, secured);
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
    // The client has been told by an alert; there is nobody else to tell.
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
