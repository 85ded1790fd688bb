package dev.taskdock.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.AlpnPolicy;
import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.proxy.Leaks;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.FlowTable;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Member.Standing;
import dev.taskdock.routing.Pool;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Flows on real sockets, on each way to serve them that works here.
final class FlowServerTest {
  @SuppressWarnings(
      "TimeInStaticInitializer") // certificates are valid for longer than a test takes
  private static final Instant NOW = Instant.now();

  private static final LoadBalancerName CACHE = new LoadBalancerName("cache");
  private static final ListenerId LISTENER = new ListenerId(CACHE, 6379);
  private static final TargetGroupName REDIS = new TargetGroupName("redis");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final FlowAttributes TCP = FlowAttributes.standard(FlowProtocol.TCP);
  private static final Identity OWN = Identities.made(NOW, "cache.test");

  private final Told told = new Told();
  private final List<Closeable> opened = new ArrayList<>();
  private final BlockingQueue<Socket> taken = new LinkedBlockingQueue<>();

  static Stream<Transport> transports() {
    return Arrays.stream(Transport.values()).flatMap(t -> Transport.called(t.word()).stream());
  }

  @BeforeAll
  static void watch() {
    Leaks.watch();
  }

  @AfterAll
  static void noBufferIsLost() {
    assertThat(Leaks.found()).isEmpty();
  }

  @AfterEach
  void closeAll() throws IOException {
    for (var one : opened.reversed()) {
      one.close();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void bytes_go_both_ways_and_an_end_reaches_the_other_side(Transport transport) throws Exception {
    var client = connected(transport, TCP, LONG);
    var target = taken();
    var sent = new byte[3_000_000];
    new Random(1).nextBytes(sent);

    var echo = Thread.ofVirtual().start(() -> echo(target));
    var writer = Thread.ofVirtual().start(() -> write(client, sent));
    var got = client.getInputStream().readAllBytes();

    assertThat(Arrays.equals(got, sent)).isTrue();
    writer.join();
    echo.join();
    assertThat(told.next(2)).containsExactly("opened TCP redis", "closed TCP redis");
    assertThat(told.bytes()).isEqualTo(6_000_000L);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void who_has_said_all_may_still_listen(Transport transport) throws Exception {
    var client = connected(transport, TCP, LONG);
    var target = taken();

    client.getOutputStream().write("question".getBytes(ISO_8859_1));
    client.shutdownOutput();
    var asked = target.getInputStream().readAllBytes();
    target.getOutputStream().write("answer".getBytes(ISO_8859_1));
    target.close();

    assertThat(asked).asString(ISO_8859_1).isEqualTo("question");
    assertThat(client.getInputStream().readAllBytes()).asString(ISO_8859_1).isEqualTo("answer");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void where_nobody_is_registered_a_connection_is_reset(Transport transport) throws Exception {
    var server = server(transport);
    server.use(table(TCP, List.of()));
    var client = client(server.listen(door(FlowProtocol.TCP, LONG, Optional.empty())));

    assertReset(client);
    assertThat(told.next(2)).containsExactly("rejected TCP", "reset by LOAD_BALANCER");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_target_that_refuses_resets_the_client(Transport transport) throws Exception {
    var server = server(transport);
    var gone = listening();
    gone.close();
    server.use(table(TCP, List.of(Member.of(id(gone), Standing.UNHEALTHY))));
    var client = client(server.listen(door(FlowProtocol.TCP, LONG, Optional.empty())));

    assertReset(client);
    assertThat(told.next(4))
        .containsExactly(
            "opened TCP redis, not healthy", "refused", "reset by TARGET", "closed TCP redis");
    assertThat(server.flows(id(gone))).isZero();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_reset_of_either_side_reaches_the_other(Transport transport) throws Exception {
    var client = connected(transport, TCP, LONG);
    var target = taken();
    client.getOutputStream().write(1);
    assertThat(target.getInputStream().read()).isEqualTo(1);
    reset(client);

    assertReset(target);
    assertThat(told.next(3))
        .containsExactly("opened TCP redis", "reset by CLIENT", "closed TCP redis");

    var another = connected(transport, TCP, LONG);
    var resetting = taken();
    another.getOutputStream().write(1);
    assertThat(resetting.getInputStream().read()).isEqualTo(1);
    reset(resetting);

    assertReset(another);
    assertThat(told.next(3))
        .containsExactly("opened TCP redis", "reset by TARGET", "closed TCP redis");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void after_too_long_a_silence_whoever_speaks_is_reset(Transport transport) throws Exception {
    var client = connected(transport, TCP, SHORT);
    var target = taken();
    client.getOutputStream().write(1);
    assertThat(target.getInputStream().read()).isEqualTo(1);

    assertThat(told.next(2)).containsExactly("opened TCP redis", "closed TCP redis");
    assertSilent(client);
    client.getOutputStream().write(2);

    assertReset(client);
    assertThat(told.next()).isEqualTo("reset by LOAD_BALANCER");
    assertSilent(target);
    target.getOutputStream().write(3);
    assertReset(target);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void flows_of_a_target_are_cut_when_that_is_asked_for(Transport transport) throws Exception {
    var server = server(transport);
    var first = accepting();
    server.use(table(TCP, List.of(Member.of(id(first), Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.TCP, LONG, Optional.empty()));
    var client = client(at);
    var target = taken();
    assertThat(told.next()).isEqualTo("opened TCP redis");
    assertThat(server.flows(id(first))).isEqualTo(1);

    server.cut(new TargetGroupName("other"), id(first));
    client.getOutputStream().write(1);
    assertThat(target.getInputStream().read()).isEqualTo(1);
    server.cut(REDIS, id(first));

    assertReset(client);
    assertReset(target);
    assertThat(told.next(3))
        .containsExactly("reset by LOAD_BALANCER", "reset by LOAD_BALANCER", "closed TCP redis");
    assertThat(server.flows(id(first))).isZero();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_target_that_asks_for_it_is_told_who_the_client_is(Transport transport) throws Exception {
    var proxied =
        new FlowAttributes(
            FlowProtocol.TCP, true, false, false, Optional.empty(), false, true, Duration.ZERO);
    var client = connected(transport, proxied, LONG);
    var target = taken();
    client.getOutputStream().write("hello".getBytes(ISO_8859_1));

    var header = target.getInputStream().readNBytes(100);

    assertThat(Arrays.copyOf(header, 16))
        .containsExactly(
            0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 84);
    int port = ((header[24] & 0xff) << 8) | (header[25] & 0xff);
    assertThat(port).isEqualTo(client.getLocalPort());
    assertThat(target.getInputStream().readNBytes(5)).asString(ISO_8859_1).isEqualTo("hello");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void who_does_not_read_holds_nobody_up_and_gets_everything_in_the_end(Transport transport)
      throws Exception {
    var server = server(transport);
    server.use(table(TCP, List.of(Member.of(id(accepting()), Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.TCP, LONG, Optional.empty()));
    var lazy = client(at);
    var generous = taken();
    var much = new byte[40_000_000];
    new Random(2).nextBytes(much);
    var writer = Thread.ofVirtual().start(() -> write(generous, much));
    for (int i = 0; i < 8; i++) {
      var other = client(at);
      var target = taken();
      other.getOutputStream().write(i);
      assertThat(target.getInputStream().read()).isEqualTo(i);
      other.close();
    }

    assertThat(Arrays.equals(lazy.getInputStream().readAllBytes(), much)).isTrue();
    writer.join();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void tls_ends_at_the_listener_and_the_protocol_is_agreed_on(Transport transport)
      throws Exception {
    var server = server(transport);
    server.use(table(TCP, List.of(Member.of(id(accepting()), Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.TLS, LONG, Optional.of(front())));
    var client = inTls(at, "http/1.0", "h2");
    var target = taken();
    var echo = Thread.ofVirtual().start(() -> echo(target));
    var sent = new byte[300_000];
    new Random(3).nextBytes(sent);

    var writer = Thread.ofVirtual().start(() -> writeOnly(client, sent));
    assertThat(client.getApplicationProtocol()).isEqualTo("h2");
    assertThat(Arrays.equals(client.getInputStream().readNBytes(sent.length), sent)).isTrue();
    writer.join();
    client.close();
    echo.join();

    assertThat(told.next(2)).containsExactly("opened TLS redis", "closed TLS redis");
    var ended = told.nextEnd();
    assertThat(ended.received()).isEqualTo(300_000L);
    assertThat(ended.sent()).isEqualTo(300_000L);
    var session = ended.session().orElseThrow();
    assertThat(session.alpn()).contains("h2");
    assertThat(session.protocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void who_speaks_no_tls_to_a_tls_listener_is_shut_out() throws Exception {
    var server = server(Transport.best());
    server.use(table(TCP, List.of(Member.of(id(accepting()), Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.TLS, LONG, Optional.of(front())));
    var client = client(at);
    client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));

    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(told.nextEnd().session()).isEmpty();
    assertThat(taken.poll()).isNull();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_target_may_be_spoken_to_in_tls(Transport transport) throws Exception {
    var server = server(transport);
    var tls = FlowAttributes.standard(FlowProtocol.TLS);
    server.use(table(tls, List.of(Member.of(id(accepting()), Standing.HEALTHY))));
    var client =
        inTls(server.listen(door(FlowProtocol.TLS, LONG, Optional.of(front()))), "http/1.1");
    var target = secured(taken());
    client.getOutputStream().write("hello".getBytes(ISO_8859_1));

    assertThat(target.getInputStream().readNBytes(5)).asString(ISO_8859_1).isEqualTo("hello");
    target.getOutputStream().write("you".getBytes(ISO_8859_1));
    assertThat(client.getInputStream().readNBytes(3)).asString(ISO_8859_1).isEqualTo("you");
  }

  @Test
  void a_target_that_speaks_no_tls_resets_the_client() throws Exception {
    var server = server(Transport.best());
    var tls = FlowAttributes.standard(FlowProtocol.TLS);
    server.use(table(tls, List.of(Member.of(id(accepting()), Standing.HEALTHY))));
    var client =
        inTls(server.listen(door(FlowProtocol.TLS, LONG, Optional.of(front()))), "http/1.1");
    taken().getOutputStream().write("I do not\r\n".getBytes(ISO_8859_1));

    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
    assertThat(told.next(4)).contains("no TLS with a target of redis", "closed TLS redis");
  }

  @Test
  void datagrams_come_back_and_a_client_stays_with_its_target() throws Exception {
    var server = server(Transport.best());
    var first = echoingDatagrams(1);
    var second = echoingDatagrams(2);
    server.use(
        table(
            FlowAttributes.standard(FlowProtocol.UDP),
            List.of(Member.of(first, Standing.HEALTHY), Member.of(second, Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.UDP, LONG, Optional.empty()));

    var answers = new ArrayList<Integer>();
    for (int i = 0; i < 20; i++) {
      try (var client = new DatagramSocket()) {
        int one = asked(client, at, 7);
        assertThat(asked(client, at, 7)).isEqualTo(one);
        answers.add(one);
      }
    }

    assertThat(answers).contains(1, 2);
    assertThat(told.next()).isEqualTo("opened UDP redis");
  }

  @Test
  void a_silent_client_of_datagrams_is_forgotten_and_begins_anew() throws Exception {
    var server = server(Transport.best());
    var echo = echoingDatagrams(1);
    server.use(
        table(
            FlowAttributes.standard(FlowProtocol.UDP), List.of(Member.of(echo, Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.UDP, SHORT, Optional.empty()));

    try (var client = new DatagramSocket()) {
      asked(client, at, 5);
      assertThat(told.next(2)).containsExactly("opened UDP redis", "closed UDP redis");
      assertThat(server.flows(echo)).isZero();
      asked(client, at, 5);
      assertThat(told.next()).isEqualTo("opened UDP redis");
      server.cut(REDIS, echo);
      assertThat(told.next()).isEqualTo("closed UDP redis");
    }
  }

  @Test
  void of_too_many_clients_of_datagrams_the_one_silent_for_longest_is_forgotten() throws Exception {
    var server = server(Transport.best());
    server.keepDatagramFlows(2);
    var echo = echoingDatagrams(1);
    server.use(
        table(
            FlowAttributes.standard(FlowProtocol.UDP), List.of(Member.of(echo, Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.UDP, LONG, Optional.empty()));

    try (var first = new DatagramSocket();
        var second = new DatagramSocket();
        var third = new DatagramSocket()) {
      asked(first, at, 5);
      asked(second, at, 5);
      asked(first, at, 5);
      assertThat(told.next(2)).containsExactly("opened UDP redis", "opened UDP redis");
      asked(third, at, 5);
      assertThat(told.next(3)).containsExactly("crowded", "closed UDP redis", "opened UDP redis");
      assertThat(server.flows(echo)).isEqualTo(2);
      // The first was heard since the second was, so it is the second that begins anew.
      asked(first, at, 5);
      asked(second, at, 5);
      assertThat(told.next(3)).containsExactly("crowded", "closed UDP redis", "opened UDP redis");
    }
  }

  @Test
  void a_datagram_is_introduced_where_its_target_asks_for_it() throws Exception {
    var server = server(Transport.best());
    var proxied =
        new FlowAttributes(
            FlowProtocol.UDP, true, true, false, Optional.empty(), true, false, Duration.ZERO);
    server.use(table(proxied, List.of(Member.of(echoingDatagrams(1), Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.UDP, LONG, Optional.empty()));

    try (var client = new DatagramSocket()) {
      var answer = answered(client, at, new byte[] {9, 8});
      assertThat(answer).hasSize(1 + 100 + 2);
      assertThat(answer[14]).isEqualTo((byte) 0x12);
      assertThat(Arrays.copyOfRange(answer, 101, 103)).containsExactly(9, 8);
    }
  }

  @Test
  void tcp_and_udp_share_a_port() throws Exception {
    var server = server(Transport.best());
    var both = FlowAttributes.standard(FlowProtocol.TCP_UDP);
    var accepting = accepting();
    server.use(table(both, List.of(Member.of(id(accepting), Standing.HEALTHY))));
    var at = server.listen(door(FlowProtocol.TCP_UDP, LONG, Optional.empty()));
    try (var echo =
        new DatagramSocket(new InetSocketAddress(loopback(), accepting.getLocalPort()))) {
      Thread.ofVirtual().start(() -> echo(echo, 1));
      var client = client(at);
      client.getOutputStream().write(4);
      assertThat(taken().getInputStream().read()).isEqualTo(4);
      try (var other = new DatagramSocket()) {
        assertThat(asked(other, at, 4)).isEqualTo(1);
      }
    }
  }

  // What is measured with.

  private Socket connected(Transport transport, FlowAttributes flows, Duration idle)
      throws Exception {
    var server = server(transport);
    server.use(table(flows, List.of(Member.of(id(accepting()), Standing.HEALTHY))));
    return client(server.listen(door(FlowProtocol.TCP, idle, Optional.empty())));
  }

  private FlowServer server(Transport transport) {
    var server = FlowServer.open(transport, 2, told);
    opened.add(server::close);
    return server;
  }

  private static FlowDoor door(FlowProtocol protocol, Duration idle, Optional<TlsFront> tls) {
    return new FlowDoor(
        LISTENER, protocol, new InetSocketAddress(loopback(), 0), idle, idle, 0, tls);
  }

  private static FlowTable table(FlowAttributes flows, List<Member> members) {
    var group =
        new TargetGroup(
            REDIS,
            flows.protocol() == FlowProtocol.TLS,
            ProtocolVersion.HTTP1,
            6379,
            TargetHealthCheck.ofNetwork(false, false),
            TargetGroupAttributes.DEFAULT,
            Optional.of(flows));
    var listener =
        new FlowListener(
            LISTENER.port(),
            FlowProtocol.TCP,
            Optional.empty(),
            AlpnPolicy.NONE,
            Forward.to(REDIS),
            LONG);
    return FlowTable.of(
        List.of(new NetworkLoadBalancer(CACHE, List.of(listener), false, false, List.of())),
        List.of(Pool.of(group, members)),
        Map.of());
  }

  private static TlsFront front() throws IOException {
    return TlsFront.of(
        new TlsFront.Parts(
            new TlsSettings(
                "ELBSecurityPolicy-TLS13-1-2-2021-06",
                List.of(),
                dev.taskdock.model.MutualAuthentication.OFF),
            List.of(OWN),
            TrustStore.NONE,
            AlpnPolicy.HTTP2_PREFERRED.protocols(),
            false,
            ListenerAttributes.DEFAULT));
  }

  private ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, loopback());
  }

  private ServerSocket accepting() throws IOException {
    var listening = listening();
    opened.add(listening);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              var socket = listening.accept();
              socket.setSoTimeout(5_000);
              taken.add(socket);
            }
          } catch (IOException e) {
            // Closed.
          }
        });
    return listening;
  }

  private Socket taken() throws InterruptedException {
    var socket = java.util.Objects.requireNonNull(taken.poll(5, TimeUnit.SECONDS));
    opened.add(socket);
    return socket;
  }

  private Socket client(InetSocketAddress at) throws IOException {
    var socket = new Socket(at.getAddress(), at.getPort());
    socket.setSoTimeout(5_000);
    opened.add(socket);
    return socket;
  }

  private SSLSocket inTls(InetSocketAddress at, String... protocols) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Identities.authorityOfTests().certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(client(at), "cache.test", 443, true);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static Socket secured(Socket plain) throws Exception {
    var keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("own", OWN.key(), new char[0], OWN.chain().toArray(X509Certificate[]::new));
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    return context.getSocketFactory().createSocket(plain, (InputStream) null, true);
  }

  private static void echo(Socket socket) {
    try {
      var heard = new byte[64 << 10];
      var in = socket.getInputStream();
      for (int count = in.read(heard); count >= 0; count = in.read(heard)) {
        socket.getOutputStream().write(heard, 0, count);
      }
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    writeOnly(socket, bytes);
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeOnly(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void assertReset(Socket socket) {
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(100);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(5_000);
  }

  private static TargetId id(ServerSocket target) {
    return new TargetId("127.0.0.1", target.getLocalPort());
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  /// Answers each datagram with `name` and what it said.
  private TargetId echoingDatagrams(int name) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(loopback(), 0));
    opened.add(socket);
    Thread.ofVirtual().start(() -> echo(socket, name));
    return new TargetId("127.0.0.1", socket.getLocalPort());
  }

  private static void echo(DatagramSocket socket, int name) {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        var answer = new ByteArrayOutputStream();
        answer.write(name);
        answer.write(packet.getData(), 0, packet.getLength());
        socket.send(
            new DatagramPacket(answer.toByteArray(), answer.size(), packet.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static int asked(DatagramSocket client, InetSocketAddress at, int word)
      throws IOException {
    var answer = answered(client, at, new byte[] {(byte) word});
    assertThat(answer).hasSize(2).endsWith(word);
    return answer[0];
  }

  private static byte[] answered(DatagramSocket client, InetSocketAddress at, byte[] words)
      throws IOException {
    client.setSoTimeout(5_000);
    client.send(new DatagramPacket(words, words.length, at));
    var packet = new DatagramPacket(new byte[2048], 2048);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
