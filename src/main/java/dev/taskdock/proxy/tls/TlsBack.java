package dev.taskdock.proxy.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// How a load balancer speaks TLS with targets: whoever they say they are is believed, as AWS
/// believes them.
///
/// Source: the guide to target groups, "protocol HTTPS"; the policy of the back side.
public final class TlsBack {
  private static final SecurityPolicy POLICY =
      SecurityPolicy.named("ELBSecurityPolicy-TLS13-1-0-2021-06");

  private final SslContext http1;
  private final SslContext http2;

  private TlsBack(SslContext http1, SslContext http2) {
    this.http1 = http1;
    this.http2 = http2;
  }

  /// The one for all targets.
  public static TlsBack open() {
    try {
      return new TlsBack(context(false), context(true));
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What begins a connection to a target on which `next` speaks in TLS.
  ///
  /// @param speaksHttp2 whether HTTP/2 is asked for by ALPN; for HTTP/1.1 nothing is
  public ChannelHandler before(ChannelHandler next, boolean speaksHttp2) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        var handler = (speaksHttp2 ? http2 : http1).newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(Greeting.LONGEST);
        channel.pipeline().addLast(handler, next);
      }
    };
  }

  /// The same for one who waits for each answer, on a connection that is open.
  ///
  /// @param speaksHttp2 whether HTTP/2 is asked for by ALPN
  /// @throws IOException where the handshake fails, or takes longer than the socket waits
  public static Socket secured(Socket socket, boolean speaksHttp2) throws IOException {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      var secured =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(
                      socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
      if (speaksHttp2) {
        var parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {ApplicationProtocolNames.HTTP_2});
        secured.setSSLParameters(parameters);
      }
      secured.startHandshake();
      return secured;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whether an event of a pipeline is a handshake that failed.
  public static boolean isFailure(Object event) {
    return event instanceof SslHandshakeCompletionEvent done
        && !done.isSuccess()
        && !(done.cause() instanceof SslHandshakeTimeoutException);
  }

  /// Whether an event of a pipeline is a handshake that took too long.
  public static boolean isTimeout(Object event) {
    return event instanceof SslHandshakeCompletionEvent done
        && done.cause() instanceof SslHandshakeTimeoutException;
  }

  private static SslContext context(boolean speaksHttp2) throws SSLException {
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(Provider.best().netty())
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .protocols(POLICY.protocols());
    if (speaksHttp2) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              ApplicationProtocolNames.HTTP_2));
    }
    return builder.build();
  }
}
