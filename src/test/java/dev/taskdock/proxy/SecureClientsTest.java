package dev.taskdock.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.MutualAuthentication.Mode;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.proxy.tls.TlsFront;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// HTTPS listeners over real sockets, asked by the JDK's TLS.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class SecureClientsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  @SuppressWarnings(
      "TimeInStaticInitializer") // certificates are valid for longer than a test takes
  private static final Instant NOW = Instant.now();

  private static final Identity FIRST = Identities.made(NOW, "first.test");
  private static final Identity SECOND = Identities.made(NOW, "second.test");
  private static final Identity CLIENT =
      Identities.client("CN=client.test,O=taskdock", NOW.plus(Duration.ofHours(1)));
  private static final Identity EXPIRED =
      Identities.client("CN=client.test,O=taskdock", NOW.minus(Duration.ofDays(30)));
  private static final String POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

  private final Stage stage;

  SecureClientsTest(Transport transport) {
    stage = new Stage(transport);
  }

  static Stream<Transport> transports() {
    return Stage.transports();
  }

  @AfterEach
  void closeAll() throws Exception {
    stage.close();
  }

  @AfterAll
  static void noBufferIsLost() {
    assertThat(Leaks.found()).isEmpty();
  }

  @Test
  void requests_come_through_and_are_said_to_be_secure() throws Exception {
    var origin = stage.origin(SecureClientsTest::sayingHeads);
    var address = stage.secure(front(MutualAuthentication.OFF), origin);

    try (var client = connected(address, "first.test", false)) {
      var head = exchange(client, GET);
      assertThat(head)
          .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Port: 443\r\n")
          .contains("Host: a.test\r\n")
          .contains("X-Amzn-Tls-Version: TLSv1.3\r\n")
          .containsPattern("X-Amzn-Tls-Cipher-Suite: TLS_AES_(128|256)_GCM_SHA(256|384)\r\n");
      assertThat(exchange(client, GET)).isNotEmpty();
    }
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void clients_are_shown_the_certificate_they_ask_for() throws Exception {
    var address = stage.secure(front(MutualAuthentication.OFF), stage.saying("hello"));

    assertThat(shown(address, "first.test")).isEqualTo(FIRST.leaf());
    assertThat(shown(address, "second.test")).isEqualTo(SECOND.leaf());
    assertThat(shown(address, "third.test")).isEqualTo(FIRST.leaf());
  }

  @Test
  void a_client_that_is_too_old_for_the_policy_gets_no_connection() throws Exception {
    var address =
        stage.secure(
            front(MutualAuthentication.OFF, "ELBSecurityPolicy-TLS13-1-3-2021-06"),
            stage.saying("hello"));

    try (var client = socket(address, "first.test", false)) {
      client.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
    }
    try (var client = connected(address, "first.test", false)) {
      assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void the_server_prefers_the_order_of_the_policy() throws Exception {
    var address =
        stage.secure(
            front(MutualAuthentication.OFF, "ELBSecurityPolicy-TLS-1-2-2017-01"),
            stage.saying("hello"));

    try (var client = socket(address, "first.test", false)) {
      client.setEnabledCipherSuites(
          new String[] {
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
          });
      client.startHandshake();
      assertThat(client.getSession().getCipherSuite())
          .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }
  }

  @Test
  void who_speaks_plain_http_is_told_so_in_plain_text() throws Exception {
    var address = stage.secure(front(MutualAuthentication.OFF), stage.saying("hello"));

    var client = stage.client(address);
    client.write(GET);
    assertThat(client.readAll())
        .startsWith("HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\n")
        .contains("Connection: close\r\n")
        .endsWith("</html>\r\n");
  }

  @Test
  void http2_without_asking_for_it_is_refused() throws Exception {
    var address = stage.secure(front(MutualAuthentication.OFF), stage.saying("hello"));

    try (var client = connected(address, "first.test", false)) {
      client.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
  }

  @Test
  void large_bodies_go_both_ways() throws Exception {
    var body = "0123456789abcdef".repeat(200_000);
    var address = stage.secure(front(MutualAuthentication.OFF), stage.origin(Origin::echoing));

    try (var client = connected(address, "first.test", false)) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              client
                  .getOutputStream()
                  .write(
                      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
                              + body.length()
                              + "\r\n\r\n"
                              + body)
                          .getBytes(ISO_8859_1));
            } catch (IOException _) {
              // The assertion below tells.
            }
          });
      var peer = new Origin.Peer(client);
      assertThat(peer.readHead()).isTrue();
      assertThat(peer.readBody().equals(body)).isTrue();
    }
  }

  @Test
  void an_answer_that_is_cut_off_does_not_look_whole() throws Exception {
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
          peer.reset();
        });
    var address = stage.secure(front(MutualAuthentication.OFF), origin);

    try (var client = connected(address, "first.test", false)) {
      client.getOutputStream().write(GET.getBytes(ISO_8859_1));
      assertThatThrownBy(() -> client.getInputStream().readAllBytes())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void the_last_answer_ends_in_tls_before_it_ends_in_tcp() throws Exception {
    var address = stage.secure(front(MutualAuthentication.OFF), stage.saying("hello"));

    try (var client = connected(address, "first.test", false)) {
      client
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n1234"
                  .getBytes(ISO_8859_1));
      assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 501 Not Implemented");
    }
  }

  @Test
  void redirects_and_cookies_know_that_the_listener_is_secure() throws Exception {
    stage.group(
        new TargetGroupAttributes(
            TargetGroupAttributes.DEFAULT.deregistrationDelay(),
            TargetGroupAttributes.DEFAULT.slowStart(),
            Optional.of(new Stickiness.LbCookie(Duration.ofMinutes(5))),
            TargetGroupAttributes.DEFAULT.algorithm(),
            false,
            TargetGroupAttributes.DEFAULT.minimumHealthy()));
    var sticky = stage.secure(front(MutualAuthentication.OFF), stage.saying("hello"));
    try (var client = connected(sticky, "first.test", false)) {
      client.getOutputStream().write(GET.getBytes(ISO_8859_1));
      var peer = new Origin.Peer(client);
      peer.readHead();
      assertThat(peer.head()).containsPattern("AWSALBCORS=[^;]+;.*SameSite=None; Secure");
    }

    var redirect =
        new RuleAction.Redirect("#{protocol}", "b.test", "#{port}", "/#{path}", "#{query}", 301);
    var moved = stage.secure(front(MutualAuthentication.OFF), RuleActions.of(redirect));
    try (var client = connected(moved, "first.test", false)) {
      client.getOutputStream().write(GET.getBytes(ISO_8859_1));
      var peer = new Origin.Peer(client);
      peer.readHead();
      assertThat(peer.field("location")).isEqualTo("https://b.test:443/");
    }
  }

  @Test
  void a_client_that_is_verified_is_described_to_the_target() throws Exception {
    var origin = stage.origin(SecureClientsTest::sayingHeads);
    var address = stage.secure(front(verify(false)), origin);

    try (var client = connected(address, "first.test", true)) {
      var head =
          exchange(
              client,
              "GET / HTTP/1.1\r\nHost: a\r\nx-amzn-mtls-clientcert-subject: CN=admin\r\n\r\n");
      assertThat(head)
          .contains("X-Amzn-Mtls-Clientcert-Subject: CN=client.test,O=taskdock\r\n")
          .contains("X-Amzn-Mtls-Clientcert-Serial-Number: 03A5B1\r\n")
          .contains("X-Amzn-Mtls-Clientcert-Issuer: CN=clients\r\n")
          .containsPattern("Validity: NotBefore=\\S+Z;NotAfter=\\S+Z\r\n")
          .contains("X-Amzn-Mtls-Clientcert-Leaf: -----BEGIN%20CERTIFICATE-----%0AMII")
          .doesNotContain("admin");
    }
  }

  @Test
  void a_client_without_a_good_certificate_gets_no_connection() throws Exception {
    var trustless =
        front(
            new MutualAuthentication(Mode.VERIFY, Optional.of("ca"), false, false),
            POLICY,
            List.of(SECOND.leaf()));
    for (var front : List.of(front(verify(false)), trustless)) {
      var address = stage.secure(front, stage.saying("hello"));
      boolean shows = front == trustless;

      assertThatThrownBy(
              () -> {
                try (var client = connected(address, "first.test", shows)) {
                  exchange(client, GET);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void an_expired_certificate_does_where_the_listener_says_so() throws Exception {
    var origin = stage.origin(SecureClientsTest::sayingHeads);
    var strict = stage.secure(front(verify(false)), origin);
    var lenient = stage.secure(front(verify(true)), origin);

    try (var client = socket(lenient, "first.test", EXPIRED)) {
      assertThat(exchange(client, GET)).contains("Clientcert-Subject: CN=client.test");
    }
    assertThatThrownBy(
            () -> {
              try (var client = socket(strict, "first.test", EXPIRED)) {
                exchange(client, GET);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void in_passthrough_the_target_gets_the_whole_chain_whoever_signed_it() throws Exception {
    var origin = stage.origin(SecureClientsTest::sayingHeads);
    var address =
        stage.secure(
            front(new MutualAuthentication(Mode.PASSTHROUGH, Optional.empty(), false, false)),
            origin);

    try (var client = connected(address, "first.test", true)) {
      var head = exchange(client, GET);
      var chain = head.lines().filter(l -> l.startsWith("X-Amzn-Mtls-Clientcert: ")).findFirst();
      assertThat(chain.orElseThrow().split("BEGIN%20CERTIFICATE", -1)).hasSize(3);
      assertThat(head).doesNotContain("Clientcert-Subject");
    }
    try (var client = connected(address, "first.test", false)) {
      assertThat(exchange(client, GET)).doesNotContain("Mtls");
    }
  }

  @Test
  void headers_have_the_names_that_the_listener_gives_them() throws Exception {
    var origin = stage.origin(SecureClientsTest::sayingHeads);
    var attributes = new ListenerAttributes(true, Map.of(), Map.of("X-Amzn-Tls-Version", "X-Tls"));
    var front =
        TlsFront.of(
            new TlsFront.Parts(
                new TlsSettings(POLICY, List.of(), MutualAuthentication.OFF),
                List.of(FIRST),
                TrustStore.NONE,
                false,
                true,
                attributes));

    try (var client = connected(stage.secure(front, origin), "first.test", false)) {
      assertThat(exchange(client, "GET / HTTP/1.1\r\nHost: a\r\nX-TLS: none\r\n\r\n"))
          .contains("X-Tls: TLSv1.3\r\n")
          .doesNotContain("none");
    }
  }

  @Test
  void answers_have_the_headers_that_the_listener_inserts_in_place_of_the_targets()
      throws Exception {
    stage.inserting(Map.of("Strict-Transport-Security", "max-age=60", "X-Frame-Options", "DENY"));
    var origin =
        stage.origin(peer -> {
          peer.readHead();
          peer.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-frame-options: ALLOW\r\nA: b\r\n\r\n");
        });
    var address = stage.secure(front(MutualAuthentication.OFF), origin);

    try (var client = connected(address, "first.test", false)) {
      client.getOutputStream().write(GET.getBytes(ISO_8859_1));
      var peer = new Origin.Peer(client);
      assertThat(peer.readHead()).isTrue();
      assertThat(peer.head())
          .contains(
              "\r\nStrict-Transport-Security: max-age=60\r\nX-Frame-Options: DENY\r\nA: b\r\n")
          .doesNotContain("ALLOW");
    }
  }

  @Test
  void answers_of_the_load_balancers_own_have_them_too() throws Exception {
    stage.inserting(Map.of("X-Frame-Options", "DENY"));
    var address = stage.secure(front(MutualAuthentication.OFF), Origin.gone());

    try (var client = connected(address, "first.test", false)) {
      client.getOutputStream().write(GET.getBytes(ISO_8859_1));
      var peer = new Origin.Peer(client);
      assertThat(peer.readHead()).isTrue();
      assertThat(peer.head())
          .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
          .contains("\r\nX-Frame-Options: DENY\r\n");
    }
  }

  private static MutualAuthentication verify(boolean ignoresExpiry) {
    return new MutualAuthentication(Mode.VERIFY, Optional.of("ca"), ignoresExpiry, false);
  }

  private static TlsFront front(MutualAuthentication clients) throws SSLException {
    return front(clients, POLICY);
  }

  private static TlsFront front(MutualAuthentication clients, String policy) throws SSLException {
    return front(clients, policy, List.of(Identities.clientsAuthority()));
  }

  private static TlsFront front(
      MutualAuthentication clients, String policy, List<X509Certificate> trusted)
      throws SSLException {
    return TlsFront.of(
        new TlsFront.Parts(
            new TlsSettings(policy, List.of("first", "second"), clients),
            List.of(FIRST, SECOND),
            TrustStore.of(trusted),
            true,
            true,
            ListenerAttributes.DEFAULT));
  }

  private static void sayingHeads(Origin.Peer peer) throws IOException {
    while (peer.readHead()) {
      var head = peer.head();
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
    }
  }

  private static String exchange(SSLSocket client, String request) throws IOException {
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    var head = new StringBuilder();
    var in = client.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended");
      }
      head.append((char) next);
    }
    var length = head.toString().lines().filter(l -> l.startsWith("Content-Length: ")).findFirst();
    int count = Integer.parseInt(length.orElseThrow().substring("Content-Length: ".length()));
    return new String(in.readNBytes(count), ISO_8859_1);
  }

  private static X509Certificate shown(InetSocketAddress address, String name) throws Exception {
    try (var client = connected(address, name, false)) {
      return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connected(InetSocketAddress address, String name, boolean shows)
      throws Exception {
    var socket = socket(address, name, shows);
    socket.startHandshake();
    return socket;
  }

  private static SSLSocket socket(InetSocketAddress address, String name, boolean shows)
      throws Exception {
    return socket(address, name, shows ? CLIENT : null);
  }

  private static SSLSocket socket(InetSocketAddress address, String name, @Nullable Identity shown)
      throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Identities.authorityOfTests().certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (shown != null) {
      keys.setKeyEntry(
          "own", shown.key(), new char[0], shown.chain().toArray(X509Certificate[]::new));
    }
    own.init(keys, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(20_000);
    var parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    return socket;
  }
}
