package dev.taskdock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.MutualAuthentication.Mode;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.proxy.Failure;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the logs of an HTTPS listener say of the TLS of real clients.
@Timeout(60)
final class SecureLogsTest {
  @SuppressWarnings("TimeInStaticInitializer") // valid for longer than a test takes
  private static final Instant NOW = Instant.now();

  private static final Identity SHOWN =
      Identities.authorityOfTests()
          .issue("arn:aws:acm:us-east-1:1:certificate/c", List.of("localhost", "first.test"), NOW);
  private static final Identity CLIENT =
      Identities.client("CN=client.test,O=taskdock", NOW.plus(Duration.ofHours(1)));
  private static final Identity EXPIRED =
      Identities.client("CN=client.test,O=taskdock", NOW.minus(Duration.ofDays(30)));

  @TempDir private Path folder;

  @Test
  void a_request_in_tls_is_written_with_its_cipher_its_name_and_the_certificate() throws Exception {
    try (var stage = new Stage(MutualAuthentication.OFF, 1)) {
      try (var client = stage.connected("first.test", null)) {
        assertThat(answer(client)).startsWith("HTTP/1.1 200 OK\r\n");
      }
      stage.awaitClosed();
    }

    var lines = Files.readAllLines(folder.resolve("web.access.log"));
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("https ")
        .contains(" \"GET https://first.test:443/a HTTP/1.1\" ")
        .containsPattern(" \"-\" TLS_AES_(128|256)_GCM_SHA(256|384) TLSv1\\.3 - \"-\" ")
        .contains(" \"first.test\" \"arn:aws:acm:us-east-1:1:certificate/c\" 0 ");
    var connection = Files.readString(folder.resolve("web.connection.log"));
    assertThat(connection)
        .matches(
            "\\S+Z 127\\.0\\.0\\.1 \\d+ 443 TLSv1\\.3 TLS_AES_\\w+ \\d\\.\\d{3} \"-\" - - -"
                + " TID_[0-9a-f]{16} x25519\n");
    assertThat(lines.getFirst()).contains(" " + id(connection) + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void where_an_earlier_session_goes_on_no_certificate_is_written(String protocol)
      throws Exception {
    try (var stage = new Stage(MutualAuthentication.OFF, 3)) {
      var same = context(null);
      for (var context : List.of(same, same, context(null))) {
        try (var client = stage.connected("first.test", context, c -> protocols(c, protocol))) {
          assertThat(answer(client)).startsWith("HTTP/1.1 200 OK\r\n");
        }
      }
      stage.awaitClosed();
    }

    assertThat(Files.readAllLines(folder.resolve("web.access.log")))
        .satisfiesExactly(
            fresh -> assertThat(fresh).contains(protocol, "\"first.test\" \"arn:aws:acm:"),
            resumed ->
                assertThat(resumed).contains(protocol, "\"first.test\" \"session-reused\" 0 "),
            fresh -> assertThat(fresh).contains(protocol, "\"first.test\" \"arn:aws:acm:"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void a_client_that_is_verified_shows_its_certificate_each_time(String protocol) throws Exception {
    try (var stage = new Stage(verify(), 2)) {
      var same = context(CLIENT);
      for (var context : List.of(same, same)) {
        try (var client = stage.connected("first.test", context, c -> protocols(c, protocol))) {
          assertThat(answer(client)).startsWith("HTTP/1.1 200 OK\r\n");
        }
      }
      stage.awaitClosed();
    }

    assertThat(Files.readString(folder.resolve("web.access.log"))).doesNotContain("session-reused");
    assertThat(Files.readAllLines(folder.resolve("web.connection.log")))
        .hasSize(2)
        .allMatch(l -> l.contains(" \"CN=client.test,O=taskdock\" "));
  }

  @ParameterizedTest
  @CsvSource({
    "secp256r1, ELBSecurityPolicy-TLS13-1-2-2021-06, secp256r1",
    "secp521r1, ELBSecurityPolicy-TLS13-1-2-2021-06, secp521r1",
    "x25519, ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09, x25519"
  })
  void what_the_keys_were_exchanged_with_is_the_last_field(
      String offered, String policy, String written) throws Exception {
    try (var stage = new Stage(MutualAuthentication.OFF, 1, policy)) {
      try (var client = stage.connected("first.test", context(null), c -> groups(c, offered))) {
        answer(client);
      }
      stage.awaitClosed();
    }

    assertThat(Files.readString(folder.resolve("web.connection.log")))
        .containsPattern(" TID_[0-9a-f]{16} " + written + "\n$");
  }

  private static void protocols(SSLSocket client, String protocol) {
    client.setEnabledProtocols(new String[] {protocol});
  }

  private static void groups(SSLSocket client, String group) {
    var parameters = client.getSSLParameters();
    parameters.setNamedGroups(new String[] {group});
    client.setSSLParameters(parameters);
  }

  @Test
  void a_name_that_no_certificate_is_for_is_not_written() throws Exception {
    try (var stage = new Stage(MutualAuthentication.OFF, 1)) {
      try (var client = stage.connected("third.test", null)) {
        answer(client);
      }
      stage.awaitClosed();
    }

    assertThat(Files.readString(folder.resolve("web.access.log")))
        .contains(" \"-\" \"arn:aws:acm:us-east-1:1:certificate/c\" 0 ");
  }

  @Test
  void a_request_of_http2_is_one_and_one_of_grpc_is_another() throws Exception {
    try (var stage = new Stage(MutualAuthentication.OFF, 1)) {
      try (var client = HttpClient.newBuilder().sslContext(context(null)).build()) {
        var plain = HttpRequest.newBuilder(stage.uri()).build();
        var grpc =
            HttpRequest.newBuilder(stage.uri())
                .header("content-type", "application/grpc+proto")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(client.send(grpc, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      }
      stage.awaitClosed();
    }

    assertThat(Files.readAllLines(folder.resolve("web.access.log")))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("h2 ")
                    .contains(" \"GET https://localhost:443/a HTTP/2.0\" ")
                    .contains(" TLSv1.3 ")
                    .contains(" \"localhost\" \"arn:aws:acm:us-east-1:1:certificate/c\" "),
            second ->
                assertThat(second)
                    .startsWith("grpcs ")
                    .contains(" \"POST https://localhost:443/a HTTP/2.0\" "));
  }

  @Test
  void a_client_that_is_verified_is_written_with_its_certificate() throws Exception {
    try (var stage = new Stage(verify(), 1)) {
      try (var client = stage.connected("first.test", CLIENT)) {
        assertThat(answer(client)).startsWith("HTTP/1.1 200 OK\r\n");
      }
      stage.awaitClosed();
    }

    assertThat(Files.readString(folder.resolve("web.connection.log")))
        .containsPattern(
            " \\d\\.\\d{3} \"CN=client\\.test,O=taskdock\" NotBefore=\\S+Z;NotAfter=\\S+Z 03A5B1"
                + " Success TID_[0-9a-f]{16} x25519\n$");
  }

  @Test
  void those_of_whom_no_session_came_are_written_with_the_reason() throws Exception {
    try (var stage = new Stage(verify(), 3)) {
      for (var shown : Arrays.asList(EXPIRED, SHOWN, null)) {
        assertThatThrownBy(
                () -> {
                  try (var client = stage.connected("first.test", shown)) {
                    answer(client);
                    throw new AssertionError("let in with " + shown);
                  }
                })
            .isInstanceOf(IOException.class);
      }
      stage.awaitClosed();
    }

    assertThat(Files.readAllLines(folder.resolve("web.connection.log")))
        .satisfiesExactly(
            first ->
                assertThat(first).contains(" 443 - - - \"-\" - - Failed:ClientCertExpired TID_"),
            second -> assertThat(second).contains(" - - Failed:ClientCertPurposeInvalid TID_"),
            third -> assertThat(third).contains(" - - Failed:UnmappedConnectionError TID_"));
    assertThat(folder.resolve("web.access.log")).doesNotExist();
  }

  @Test
  void a_client_whose_certificate_is_revoked_gets_no_connection() throws Exception {
    var revoked = Identities.client("CN=gone.test", 7, NOW.plus(Duration.ofHours(1)));

    assertThat(verified(verify(), Identities.revoking(NOW.minusSeconds(60), 7), revoked, CLIENT))
        .satisfiesExactly(
            first ->
                assertThat(first).contains(" 443 - - - \"-\" - - Failed:ClientCertCrlHit TID_"),
            second ->
                assertThat(second).contains(" \"CN=client.test,O=taskdock\" ", " Success TID_"));
  }

  @Test
  void a_list_that_is_out_of_date_or_forged_lets_nobody_in_of_its_authority() throws Exception {
    for (var list :
        List.of(
            Identities.revoking(NOW.minus(Duration.ofDays(3)), 7),
            Identities.forged(NOW.minusSeconds(60), 7))) {
      assertThat(verified(verify(), list, CLIENT))
          .singleElement()
          .asString()
          .contains(" - - Failed:ClientCertCrlProcessingError TID_");
    }
  }

  @Test
  void a_list_of_another_authority_says_nothing() throws Exception {
    assertThat(verified(verify(), Identities.elsewhere(NOW.minusSeconds(60), 0x03A5B1), CLIENT))
        .singleElement()
        .asString()
        .contains(" Success TID_");
  }

  @Test
  void where_expiry_does_not_matter_revocation_still_does() throws Exception {
    var clients = new MutualAuthentication(Mode.VERIFY, Optional.of("ca"), true, false);
    var revoked = Identities.client("CN=gone.test", 7, NOW.minus(Duration.ofDays(30)));

    assertThat(verified(clients, Identities.revoking(NOW.minusSeconds(60), 7), revoked, EXPIRED))
        .satisfiesExactly(
            first -> assertThat(first).contains(" Failed:ClientCertCrlHit TID_"),
            second -> assertThat(second).contains(" Success TID_"));
  }

  /// The connection log after clients came, one by one, to a listener that knows one list.
  private List<String> verified(MutualAuthentication clients, X509CRL list, Identity... shown)
      throws Exception {
    var log = folder.resolve("web.connection.log");
    Files.deleteIfExists(log);
    var policy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    try (var stage = new Stage(clients, shown.length, policy, List.of(list))) {
      for (var one : shown) {
        try (var client = stage.connected("first.test", one)) {
          assertThat(answer(client)).startsWith("HTTP/1.1 200 OK\r\n");
        } catch (IOException _) {
          // What the log says of it is looked at.
        }
      }
      stage.awaitClosed();
    }
    return Files.readAllLines(log);
  }

  private static String id(String line) {
    return line.replaceFirst("(?s).* (TID_\\w+) .*", "$1");
  }

  private static MutualAuthentication verify() {
    return new MutualAuthentication(Mode.VERIFY, Optional.of("ca"), false, false);
  }

  private static String answer(SSLSocket client) throws IOException {
    client
        .getOutputStream()
        .write(
            "GET /a HTTP/1.1\r\nHost: first.test\r\nConnection: close\r\n\r\n"
                .getBytes(ISO_8859_1));
    return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
  }

  private static SSLContext context(@Nullable Identity shown)
      throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Identities.authorityOfTests().certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (shown != null) {
      keys.setKeyEntry(
          "own", shown.key(), new char[0], shown.chain().toArray(X509Certificate[]::new));
    }
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /// A load balancer with one HTTPS listener that answers by itself, and its logs.
  private final class Stage implements Traffic, AutoCloseable {
    private final TrafficLogs logs;
    private final LoadBalancerServer server;
    private final InetSocketAddress address;
    private final CountDownLatch closed;

    /// @param connections how many clients will have come and gone
    Stage(MutualAuthentication clients, int connections) throws IOException {
      this(clients, connections, "ELBSecurityPolicy-TLS13-1-2-2021-06");
    }

    Stage(MutualAuthentication clients, int connections, String policy) throws IOException {
      this(clients, connections, policy, List.of());
    }

    Stage(MutualAuthentication clients, int connections, String policy, List<X509CRL> revocations)
        throws IOException {
      closed = new CountDownLatch(connections);
      var listener =
          new Listener(
              443,
              Optional.of(TlsSettings.DEFAULT),
              List.of(),
              RuleActions.of(new RuleAction.FixedResponse(200, Optional.of("text/plain"), "ok")),
              ListenerAttributes.DEFAULT);
      var balancer =
          new LoadBalancer(
              new LoadBalancerName("web"), List.of(listener), LoadBalancerAttributes.DEFAULT);
      var front =
          new Workload.Front(
              List.of(balancer),
              List.of(),
              Map.of(),
              new FrontOptions("test", Map.of(), OptionalInt.empty(), Optional.empty(), true));
      logs = TrafficLogs.of(front, folder, _ -> {}).orElseThrow();
      server = LoadBalancerServer.open(Transport.best(), 1, InstantSource.system(), this);
      server.use(RouteTable.of(List.of(balancer), Map.of()));
      var tls =
          TlsFront.of(
              new TlsFront.Parts(
                  new TlsSettings(policy, List.of(), clients),
                  List.of(SHOWN),
                  new TrustStore(List.of(Identities.clientsAuthority()), revocations),
                  true,
                  false,
                  ListenerAttributes.DEFAULT));
      address =
          server.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              balancer,
              listener,
              0,
              tls);
    }

    URI uri() {
      return URI.create("https://localhost:" + address.getPort() + "/a");
    }

    SSLSocket connected(String name, @Nullable Identity shown)
        throws GeneralSecurityException, IOException {
      return connected(name, context(shown), _ -> {});
    }

    /// @param set changes what the client offers
    SSLSocket connected(String name, SSLContext context, Consumer<SSLSocket> set)
        throws IOException {
      var socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
      socket.setSoTimeout(20_000);
      var parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      set.accept(socket);
      socket.startHandshake();
      return socket;
    }

    void awaitClosed() throws InterruptedException {
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public boolean wantsTexts() {
      return logs.wantsTexts();
    }

    @Override
    public void opened(ListenerId listener, String client, String id, Optional<Secured> secured) {
      logs.opened(listener, client, id, secured);
    }

    @Override
    public void unsecured(
        ListenerId listener, String client, String id, Optional<String> verification) {
      logs.unsecured(listener, client, id, verification);
      closed.countDown();
    }

    @Override
    public void closed(ListenerId listener) {
      closed.countDown();
    }

    @Override
    public void done(Served served) {
      logs.done(served);
    }

    @Override
    public void failed(TargetGroupName group, Failure failure, int status) {}

    @Override
    public void refused(int status, String why, Optional<Route> route) {}

    @Override
    public void close() {
      server.close();
      logs.close();
    }
  }
}
