package dev.taskdock.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import dev.taskdock.probe.HttpAsk;
import dev.taskdock.probe.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests over TLS, to a server that says which names it was asked for.
final class HttpEdgeTest {
  private final Instant now = Instant.now();
  private static final X509Certificate LOCAL = Identities.authorityOfTests().certificate();

  private final HttpEdge edge = HttpEdge.open(() -> List.of(LOCAL));
  private Optional<HttpServer> server = Optional.empty();

  @AfterEach
  void stop() {
    edge.close();
    server.ifPresent(s -> s.stop(0));
  }

  @Test
  void a_server_of_the_trusted_authority_is_asked_by_the_name_in_its_address() throws Exception {
    var base = serves(Identities.made(now, "localhost"));

    assertThat(body(edge.ask(base, HttpAsk.get("/a"), List.of())))
        .isEqualTo("localhost " + base.getAuthority() + " /a");
  }

  @Test
  void the_host_that_is_written_is_the_name_that_is_asked_for_and_that_must_be_certified()
      throws Exception {
    var base = serves(Identities.made(now, "*.example.com", "127.0.0.1"));

    assertThat(body(edge.ask(base, as("www.example.com:443"), List.of())))
        .isEqualTo("www.example.com www.example.com:443 /");
    assertThat(edge.ask(base, as("WWW.Example.com"), List.of()))
        .isInstanceOf(Observation.Replied.class);
    assertThat(why(edge.ask(base, as("a.b.example.com"), List.of())))
        .isEqualTo("its certificate is for *.example.com, 127.0.0.1, not for a.b.example.com");
    assertThat(why(edge.ask(base, HttpAsk.get("/"), List.of())))
        .isEqualTo("its certificate is for *.example.com, 127.0.0.1, not for localhost");
  }

  @Test
  void an_address_is_asked_for_without_a_name_and_must_be_certified_too() throws Exception {
    var base = serves(Identities.made(now, "127.0.0.1"));
    var address = URI.create(("" + base).replace("localhost", "127.0.0.1"));

    assertThat(body(edge.ask(address, HttpAsk.get("/"), List.of())))
        .isEqualTo(" " + address.getAuthority() + " /");
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_taken_if_it_is_itself_trusted() throws Exception {
    var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var own = Identities.selfSigned(keys, now, "shop.test");
    var base = serves(own);

    assertThat(why(edge.ask(base, as("shop.test"), List.of())))
        .isEqualTo("nobody trusted vouches for its certificate, which is from \"CN=shop.test\"");
    try (var trusting = HttpEdge.open(() -> own.chain())) {
      assertThat(trusting.ask(base, as("shop.test"), List.of()))
          .isInstanceOf(Observation.Replied.class);
    }
  }

  @Test
  void a_certificate_whose_time_is_over_is_told_with_the_day() throws Exception {
    var then = now.minus(Duration.ofDays(400));
    var old = Identities.authorityOfTests().issue("old", List.of("localhost"), then);

    assertThat(why(edge.ask(serves(old), HttpAsk.get("/"), List.of())))
        .isEqualTo("its certificate was good until " + old.leaf().getNotAfter().toInstant());
  }

  @Test
  void a_server_that_speaks_no_tls_is_told_as_such() throws Exception {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (var client = plain.accept()) {
              client.getInputStream().read();
              client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });

      assertThat(
              why(
                  edge.ask(
                      URI.create("https://localhost:" + plain.getLocalPort()),
                      HttpAsk.get("/"),
                      List.of())))
          .isEqualTo("it does not speak TLS");
    }
  }

  @Test
  void a_server_that_wants_a_certificate_of_its_clients_is_told_as_such() throws Exception {
    assertThat(
            why(
                edge.ask(
                    serves(Identities.made(now, "localhost"), true), HttpAsk.get("/"), List.of())))
        .isEqualTo("it asks clients for a certificate, and a probe has none");
  }

  @Test
  void a_target_may_show_any_certificate_as_a_load_balancer_does_not_look_at_it() throws Exception {
    var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var base = serves(Identities.selfSigned(keys, now, "somebody.else"));

    assertThat(edge.askTarget(base, HttpAsk.get("/"), List.of()))
        .isInstanceOf(Observation.Replied.class);
  }

  private static HttpAsk as(String host) {
    return HttpAsk.get("/").as(Optional.of(host));
  }

  private static String body(Observation seen) {
    assertThat(seen).isInstanceOf(Observation.Replied.class);
    return ((Observation.Replied) seen).body();
  }

  private static String why(Observation seen) {
    assertThat(seen).isInstanceOf(Observation.Unanswered.class);
    return ((Observation.Unanswered) seen).why();
  }

  private URI serves(Identity identity) throws Exception {
    return serves(identity, false);
  }

  private URI serves(Identity identity, boolean asksClients) throws Exception {
    var made = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.setHttpsConfigurator(
        new HttpsConfigurator(Identities.context(identity)) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(asksClients);
            parameters.setSSLParameters(wanted);
          }
        });
    made.createContext(
        "/",
        exchange -> {
          var session = (ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession();
          var names =
              session.getRequestedServerNames().stream()
                  .map(n -> ((SNIHostName) n).getAsciiName())
                  .collect(Collectors.joining(","));
          var text =
              names
                  + " "
                  + exchange.getRequestHeaders().getFirst("Host")
                  + " "
                  + exchange.getRequestURI();
          exchange.sendResponseHeaders(200, text.length());
          exchange.getResponseBody().write(text.getBytes(UTF_8));
          exchange.close();
        });
    made.start();
    server = Optional.of(made);
    return URI.create("https://localhost:" + made.getAddress().getPort());
  }
}
