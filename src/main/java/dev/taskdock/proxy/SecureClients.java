package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Client;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.OwnResponse;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The clients of an HTTPS listener on one event loop: first TLS, then the protocol they chose.
final class SecureClients {
  private final Lane lane;
  private final Listener listener;
  private final TlsFront tls;

  SecureClients(Lane lane, Listener listener, TlsFront tls) {
    this.lane = lane;
    this.listener = listener;
    this.tls = tls;
  }

  /// Takes a connection that was just accepted.
  void begin(SocketChannel channel) {
    var from = channel.remoteAddress();
    tls.begin(
        channel,
        this::page,
        new TlsFront.Takers(this::http1, this::http2, verification -> failed(from, verification)));
  }

  private void http1(SocketChannel channel, Secured secured) {
    channel
        .pipeline()
        .addLast(
            new ClientConnection(
                lane, listener, channel, Optional.of(secured), session(secured, false)));
  }

  private void http2(SocketChannel channel, Secured secured) {
    channel
        .pipeline()
        .addLast(
            new StreamClients(lane, listener, channel, Optional.of(secured), session(secured, true))
                .codec());
  }

  private void failed(InetSocketAddress from, Optional<String> verification) {
    var peer = new TargetId(from.getAddress().getHostAddress(), from.getPort()).toString();
    lane.traffic().unsecured(listener.id(), peer, lane.connectionId(), verification);
  }

  private Client.Session session(Secured secured, boolean http2) {
    return new Client.Session(http2, tls.fields(secured), tls.ownFields());
  }

  /// What a client gets that speaks HTTP where TLS is spoken.
  private byte[] page() {
    return OwnResponse.page(400, listener.serverField(), lane.instant())
        .text(false, false)
        .getBytes(StandardCharsets.UTF_8);
  }
}
