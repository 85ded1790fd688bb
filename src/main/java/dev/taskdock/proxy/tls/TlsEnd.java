package dev.taskdock.proxy.tls;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;

/// The end of what the load balancer says on a connection that it goes on to listen to.
// Whether the client hears it shows when the connection ends.
@SuppressWarnings("FutureReturnValueIgnored")
public final class TlsEnd {
  private TlsEnd() {}

  /// Says that nothing more comes, in TLS first and then in TCP.
  public static void say(SocketChannel channel) {
    var tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(_ -> channel.shutdownOutput());
    }
  }
}
