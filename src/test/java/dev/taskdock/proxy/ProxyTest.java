package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.Origin.Peer;
import dev.taskdock.proxy.http.Forwarding;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests through the proxy over real sockets, with each transport that this machine has.
@Timeout(60)
@ParameterizedClass
@MethodSource("transports")
final class ProxyTest {
  private final Transport transport;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Facts facts = new Facts();
  private Limits limits = Limits.usual();

  ProxyTest(Transport transport) {
    this.transport = transport;
  }

  static Stream<Transport> transports() {
    return Stream.of(Transport.values())
        .filter(t -> t != Transport.EPOLL || Epoll.isAvailable())
        .filter(t -> t != Transport.IO_URING || IoUring.isAvailable());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (var one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void connections_are_kept_on_both_sides() throws IOException {
    var origin = origin(Origin.saying("hello"));
    var client = client(proxy(origin.address()));

    for (int i = 0; i < 20; i++) {
      client.write("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).isTrue();
      assertThat(client.readBody()).isEqualTo("hello");
      assertThat(client.field("connection")).isEqualTo("keep-alive");
    }

    assertThat(origin.connections()).isEqualTo(1);
    assertThat(facts.answered).hasSize(20).containsOnly(200);
  }

  @Test
  void the_target_sees_what_the_load_balancer_says() throws IOException {
    var heads = new CopyOnWriteArrayList<String>();
    var origin =
        origin(
            Origin.playing(peer -> {
              peer.readHead();
              heads.add(peer.head());
              peer.write("HTTP/1.1 204 No Content\r\n\r\n");
            }));
    var client = client(proxy(origin.address()));

    client.write("GET /a?b HTTP/1.1\r\nHost: A.example:8080\r\nAccept: x\r\n\r\n");
    client.readHead();

    assertThat(client.head()).startsWith("HTTP/1.1 204 No Content\r\n");
    assertThat(heads)
        .singleElement()
        .asString()
        .matches(
            "(?s)GET /a\\?b HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Port: 80\r\nHost: a.example\r\n"
                + "X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\nAccept: x\r\n\r\n");
  }

  @Test
  void pipelined_requests_are_answered_in_their_order() throws IOException {
    var origin =
        origin(
            Origin.playing(peer -> {
              while (peer.readHead()) {
                var path = peer.head().split(" ", 3)[1];
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + path);
              }
            }));
    var client = client(proxy(origin.address()));

    client.write(
        Stream.of("/1", "/2", "/3", "/4")
            .map(path -> "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n")
            .reduce("", String::concat));

    for (var path : List.of("/1", "/2", "/3", "/4")) {
      client.readHead();
      assertThat(client.readBody()).isEqualTo(path);
    }
  }

  @Test
  void large_bodies_go_both_ways_with_a_length_and_in_chunks() throws IOException {
    var origin =
        origin(
            Origin.playing(peer -> {
              while (peer.readHead()) {
                var chunked = peer.field("transfer-encoding").equals("chunked");
                var body = peer.readBody();
                peer.write(
                    chunked
                        ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks(body)
                        : "HTTP/1.1 200 OK\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
              }
            }));
    var client = client(proxy(origin.address()));
    var body = "0123456789abcde\n".repeat(100_000);

    client.write(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    client.readHead();
    assertThat(client.readBody().equals(body)).isTrue();
    client.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks(body));
    client.readHead();

    assertThat(client.readBody().equals(body)).isTrue();
    assertThat(client.field("transfer-encoding")).isEqualTo("chunked");
  }

  @Test
  void a_target_that_is_not_there_is_a_bad_gateway() throws IOException {
    var gone = origin(Origin.saying(""));
    var address = gone.address();
    gone.close();
    var client = client(proxy(address));

    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: awselb/2.0\r\n");
    assertThat(client.readBody()).hasSize(122);
    assertThat(client.field("connection")).isEqualTo("keep-alive");
    assertThat(facts.failed).containsExactly(Cause.CONNECTION_REFUSED);
  }

  @Test
  void a_target_that_does_not_answer_times_out() throws IOException {
    limits =
        new Limits(Duration.ofMillis(200), limits.keepAlive(), limits.connect(), limits.linger());
    var origin = origin(Origin.playing(Peer::readAll));
    var client = client(proxy(origin.address()));

    client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    client.readHead();
    assertThat(client.head()).startsWith("HTTP/1.1 504 Gateway Time-out\r\n");
    assertThat(facts.failed).containsExactly(Cause.TIMED_OUT);
  }

  @Test
  void what_is_no_request_is_refused_and_the_connection_ends() throws IOException {
    var client = client(proxy(origin(Origin.saying("")).address()));

    client.write("echo test\r\n");

    assertThat(client.readAll())
        .startsWith("HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\nDate: ")
        .contains(
            "Content-Type: text/html\r\nContent-Length: 122\r\nConnection: close\r\n\r\n<html>");
  }

  private static String chunks(String body) {
    var chunks = new StringBuilder();
    for (int at = 0; at < body.length(); at += 50_000) {
      var data = body.substring(at, Math.min(body.length(), at + 50_000));
      chunks.append(Integer.toHexString(data.length())).append("\r\n").append(data).append("\r\n");
    }
    return chunks + "0\r\n\r\n";
  }

  private Origin origin(Origin origin) {
    opened.add(origin);
    return origin;
  }

  private Peer client(InetSocketAddress address) throws IOException {
    var client = Peer.connected(address);
    opened.add(client);
    return client;
  }

  /// A proxy that takes the targets in turn.
  private InetSocketAddress proxy(InetSocketAddress... targets) throws IOException {
    var next = new AtomicInteger();
    var server = LoadBalancerServer.open(transport, 2, limits, InstantSource.system(), facts);
    opened.add(server);
    return server.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Listener(
            80,
            Forwarding.usual("lb.example"),
            limits,
            _ -> new Destination.Target(targets[next.getAndIncrement() % targets.length])));
  }

  /// What the proxy told.
  private static final class Facts implements Traffic {
    private final List<Integer> answered = new CopyOnWriteArrayList<>();
    private final List<Cause> failed = new CopyOnWriteArrayList<>();

    @Override
    public void answered(int status) {
      answered.add(status);
    }

    @Override
    public void failed(InetSocketAddress target, Cause cause, int status) {
      failed.add(cause);
    }

    @Override
    public void abandoned() {}
  }
}
