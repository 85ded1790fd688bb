package dev.taskdock.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import dev.taskdock.probe.Observation;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// Connections of TLS to a server that speaks none of the protocols a probe would know.
final class TlsEdgeTest {
  private static final X509Certificate LOCAL = Identities.authorityOfTests().certificate();

  private final TlsEdge edge = new TlsEdge(() -> List.of(LOCAL));

  @Test
  void a_server_that_says_nothing_is_connected_if_its_certificate_is_for_the_name()
      throws Exception {
    try (var server = serves("shop.test", "127.0.0.1")) {
      assertThat(edge.connect(at(server), Optional.of("shop.test")))
          .isEqualTo(new Observation.Connected("" + at(server)));
      assertThat(edge.connect(at(server), Optional.empty()))
          .isInstanceOf(Observation.Connected.class);
      assertThat(why(server, "other.test"))
          .isEqualTo("its certificate is for shop.test, 127.0.0.1, not for other.test");
    }
  }

  @Test
  void a_certificate_that_nobody_trusted_vouches_for_is_told() throws Exception {
    try (var server = serves("shop.test")) {
      var seen = new TlsEdge(List::of).connect(at(server), Optional.of("shop.test"));

      assertThat(((Observation.Unanswered) seen).why())
          .startsWith("nobody trusted vouches for its certificate, which is from ");
    }
  }

  @Test
  void a_connection_that_is_reset_after_the_handshake_had_no_target() throws Exception {
    try (var server = new Server(Identities.made(Instant.now(), "shop.test"), true)) {
      assertThat(why(server, "shop.test"))
          .isEqualTo("the connection was broken off after the handshake: no target took it");
    }
  }

  @Test
  void a_port_where_nobody_listens_is_worth_another_try() throws Exception {
    // One that nobody has accepted from: a port where somebody waits stays open for a moment more.
    var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    var at = at(gone);
    gone.close();

    assertThat(edge.connect(at, Optional.empty())).matches(HttpEdge::isRefused);
  }

  private String why(Server server, String name) {
    var seen = edge.connect(at(server), Optional.of(name));
    assertThat(seen).isInstanceOf(Observation.Unanswered.class);
    return ((Observation.Unanswered) seen).why();
  }

  private static Server serves(String... names) throws Exception {
    return new Server(Identities.made(Instant.now(), names), false);
  }

  private static URI at(Server server) {
    return at(server.listening);
  }

  private static URI at(ServerSocket listening) {
    return URI.create("tls://127.0.0.1:" + listening.getLocalPort());
  }

  /// Shakes hands, and then waits for the client to go, or resets the connection.
  private static final class Server implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final SSLContext context;
    private final boolean resets;

    Server(Identity identity, boolean resets) throws IOException {
      this.resets = resets;
      this.context = Identities.context(identity);
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      while (!listening.isClosed()) {
        try (var plain = listening.accept()) {
          greet(plain);
        } catch (IOException _) {
          // The client did not like the certificate, or this is over.
        }
      }
    }

    private void greet(Socket plain) throws IOException {
      var client =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(plain, InputStream.nullInputStream(), !resets);
      client.startHandshake();
      if (resets) {
        plain.setSoLinger(true, 0);
      } else {
        var _ = client.getInputStream().read();
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
