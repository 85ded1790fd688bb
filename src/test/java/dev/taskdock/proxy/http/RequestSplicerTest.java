package dev.taskdock.proxy.http;

import static dev.taskdock.proxy.http.Heads.get;
import static dev.taskdock.proxy.http.Heads.post;
import static dev.taskdock.proxy.http.Heads.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.http.Forwarding.ForwardedFor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestSplicerTest {
  private static final Client LOCAL = new Client("127.0.0.1", 34567, false, 80);
  private static final Forwarding USUAL = Forwarding.usual("lb.example");
  private static final String TRACE = "1-63441c4a-0000000a000000000000000b";

  @Test
  void what_the_load_balancer_says_comes_first_and_then_the_clients_fields_in_their_order() {
    var head = post("Accept: */*", "host: A.example:80", "Content-Length: 05", "x-Y: z");

    assertThat(spliced(head))
        .isEqualTo(
            """
            POST / HTTP/1.1
            X-Forwarded-For: 127.0.0.1
            X-Forwarded-Proto: http
            X-Forwarded-Port: 80
            Host: a.example
            X-Amzn-Trace-Id: Root=%s
            Accept: */*
            Content-Length: 5
            x-Y: z

            """
                .formatted(TRACE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "APPEND   | none                   | 127.0.0.1",
        "APPEND   | 127.0.0.4              | 127.0.0.4, 127.0.0.1",
        "APPEND   | 127.0.0.4, 127.0.0.8   | 127.0.0.4, 127.0.0.8, 127.0.0.1",
        "PRESERVE | none                   | none",
        "PRESERVE | 127.0.0.4              | 127.0.0.4",
        "REMOVE   | none                   | none",
        "REMOVE   | 127.0.0.4, 127.0.0.8   | none"
      })
  void the_mode_says_what_becomes_of_forwarded_for(
      ForwardedFor mode, String sent, String expected) {
    var head = sent.equals("none") ? get() : get("x-forwarded-for: " + sent);

    assertThat(field(spliced(head, with(mode, false), LOCAL), "x-forwarded-for"))
        .isEqualTo(expected);
  }

  @Test
  void two_lines_of_forwarded_for_become_one() {
    var head = get("X-Forwarded-For: 1.1.1.1", "X-Forwarded-For:", "X-Forwarded-For: 2.2.2.2");

    assertThat(field(spliced(head), "x-forwarded-for")).isEqualTo("1.1.1.1, 2.2.2.2, 127.0.0.1");
  }

  @Test
  void the_clients_port_can_be_told() {
    var v6 = new Client("2001:db8::1", 5, true, 443);

    assertThat(field(spliced(get(), with(ForwardedFor.APPEND, true), LOCAL), "x-forwarded-for"))
        .isEqualTo("127.0.0.1:34567");
    assertThat(field(spliced(get(), with(ForwardedFor.APPEND, true), v6), "x-forwarded-for"))
        .isEqualTo("[2001:db8::1]:5");
    assertThat(field(spliced(get(), USUAL, v6), "x-forwarded-for")).isEqualTo("2001:db8::1");
  }

  @Test
  void addresses_are_counted_over_all_lines() {
    assertThat(RequestSplicer.addresses(get().fields())).isZero();
    assertThat(
            RequestSplicer.addresses(get("X-Forwarded-For: a, b", "X-Forwarded-For: c").fields()))
        .isEqualTo(3);
  }

  @Test
  void what_a_client_says_about_the_first_hop_is_overwritten() {
    var head = get("X-Forwarded-Proto: https", "X-Forwarded-Port: 1", "x-forwarded-port: 2");

    assertThat(field(spliced(head), "x-forwarded-proto")).isEqualTo("http");
    assertThat(field(spliced(head), "x-forwarded-port")).isEqualTo("80");
  }

  @ParameterizedTest
  @CsvSource({
    "80,   example.com,      false, example.com",
    "443,  example.com:80,   false, example.com",
    "80,   example.com:80,   true,  example.com:80",
    "8080, example.com,      false, example.com:8080",
    "8080, example.com:8080, false, example.com:8080",
    "8080, example.com:9,    false, example.com:9",
    "80,   EXAMPLE.com,      false, example.com",
    "80,   EXAMPLE.com,      true,  EXAMPLE.com",
    "80,   [::1]:80,         false, [::1]",
    "8080, [::1],            false, [::1]:8080"
  })
  void the_host_is_written_for_the_listener(
      int port, String sent, boolean preserved, String expected) {
    var forwarding =
        new Forwarding(
            ForwardedFor.APPEND, false, preserved, false, Desync.Mode.DEFENSIVE, "lb.example");

    var text = spliced(get("Host: " + sent), forwarding, new Client("::1", 1, false, port));

    assertThat(field(text, "host")).isEqualTo(expected);
  }

  @Test
  void an_absolute_target_names_the_host_and_is_forwarded_as_a_path() {
    var head = request("GET http://dns_name?x HTTP/1.1\r\nHost: example.com\r\n\r\n");

    assertThat(field(spliced(head), "host")).isEqualTo("dns_name");
    assertThat(spliced(head)).startsWith("GET /?x HTTP/1.1\n");
  }

  @Test
  void what_a_rule_puts_in_place_of_host_and_target_goes_on_as_it_is() {
    var rewrite = new Rewrite(Optional.of("B.example"), Optional.of("/new?y"));

    var text = spliced(get("Host: a"), USUAL, LOCAL, rewrite);

    assertThat(text).startsWith("GET /new?y HTTP/1.1\n").contains("Host: B.example\n");
  }

  @Test
  void who_names_no_host_means_the_load_balancer() {
    assertThat(field(spliced(request("GET / HTTP/1.0\r\n\r\n")), "host")).isEqualTo("lb.example");
  }

  @Test
  void of_several_hosts_the_first_is_meant() {
    assertThat(spliced(get("Host: a", "Host: b"))).containsOnlyOnce("Host:").contains("Host: a\n");
  }

  @ParameterizedTest
  @CsvSource({
    "none,                                Root=NEW",
    "Root=1-2-3,                          Self=NEW;Root=1-2-3",
    "Root=1-2-3;CalledFrom=app,           Self=NEW;Root=1-2-3;CalledFrom=app",
    "Self=1-9-9;Root=1-2-3;CalledFrom=a,  Self=NEW;Root=1-2-3;CalledFrom=a",
    "CalledFrom=app,                      Root=NEW;CalledFrom=app"
  })
  void a_trace_goes_on_where_it_began(String sent, String expected) {
    var head = sent.equals("none") ? get() : get("x-amzn-trace-id: " + sent);

    assertThat(field(spliced(head), "x-amzn-trace-id")).isEqualTo(expected.replace("NEW", TRACE));
  }

  @Test
  void a_trace_begins_anew_in_a_long_head() {
    var head = get("X-Amzn-Trace-Id: Root=1-2-3", "A: " + "b".repeat(7 * 1024));

    assertThat(field(spliced(head), "x-amzn-trace-id")).isEqualTo("Root=" + TRACE);
  }

  @Test
  void fields_of_one_hop_go_no_further() {
    var head =
        get(
            "Connection: keep-alive, X-Mine, Host",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: x",
            "Proxy-Authorization: Basic x",
            "TE: trailers",
            "Trailer: x",
            "Upgrade: h2c",
            "Expect: 100-continue",
            "x-mine: 1",
            "X-Other: 2");

    assertThat(spliced(head))
        .doesNotContainIgnoringCase(
            "connection", "keep-alive", "proxy-", "te:", "trailer", "upgrade", "expect", "x-mine")
        .contains("X-Other: 2\n", "Host: ");
  }

  @Test
  void of_the_framing_one_line_is_written() {
    assertThat(spliced(post("Content-Length: 1", "Transfer-Encoding: identity, Chunked")))
        .contains("Transfer-Encoding: chunked\n")
        .doesNotContain("Content-Length");
    assertThat(spliced(post("Content-Length: 7", "Content-Length: 7")))
        .containsOnlyOnce("Content-Length: 7\n");
    assertThat(spliced(post("Transfer-Encoding: identity"))).doesNotContain("Transfer-Encoding");
  }

  @Test
  void a_folded_line_becomes_one_of_its_own_but_never_framing() {
    var head =
        post("A: b", " folded", "\tC: d", " Transfer-Encoding: chunked", " content_length: 1");

    assertThat(spliced(head))
        .contains("A: b\nfolded:\nC: d\n")
        .doesNotContainIgnoringCase("transfer-encoding", "content_length");
  }

  @Test
  void what_looks_like_framing_passes_only_where_nothing_is_mitigated() {
    var head = post("transfer_encoding: chunked");
    var monitored =
        new Forwarding(ForwardedFor.APPEND, false, false, false, Desync.Mode.MONITOR, "lb.example");

    assertThat(spliced(head)).doesNotContain("transfer_encoding");
    assertThat(spliced(head, monitored, LOCAL)).contains("transfer_encoding: chunked\n");
  }

  @Test
  void fields_with_other_names_than_letters_digits_and_hyphens_can_be_dropped() {
    var dropping =
        new Forwarding(
            ForwardedFor.APPEND, false, false, true, Desync.Mode.DEFENSIVE, "lb.example");

    assertThat(spliced(get("foo_bar: 1", "foo-2: 2"))).contains("foo_bar: 1\n", "foo-2: 2\n");
    assertThat(spliced(get("foo_bar: 1", "foo-2: 2"), dropping, LOCAL))
        .doesNotContain("foo_bar")
        .contains("foo-2: 2\n");
  }

  @Test
  void only_a_websocket_may_be_upgraded_to() {
    var websocket =
        get("Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Key: x");

    assertThat(RequestSplicer.asksUpgrade(websocket)).isTrue();
    assertThat(spliced(websocket))
        .contains("Upgrade: websocket\nConnection: upgrade\n", "Sec-WebSocket-Key: x\n");
    assertThat(RequestSplicer.asksUpgrade(get("Connection: Upgrade", "Upgrade: h2c"))).isFalse();
    assertThat(RequestSplicer.asksUpgrade(get("Upgrade: websocket"))).isFalse();
    assertThat(RequestSplicer.asksUpgrade(post("Connection: upgrade", "Upgrade: websocket")))
        .isFalse();
  }

  @Test
  void the_version_and_the_client_say_whether_a_connection_stays() {
    assertThat(RequestSplicer.keepsAlive(get())).isTrue();
    assertThat(RequestSplicer.keepsAlive(get("Connection: x, Close"))).isFalse();
    assertThat(RequestSplicer.keepsAlive(request("GET / HTTP/1.0\r\n\r\n"))).isFalse();
    assertThat(
            RequestSplicer.keepsAlive(request("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")))
        .isTrue();
  }

  @Test
  void only_a_client_of_the_newer_version_waits_to_continue() {
    assertThat(RequestSplicer.expectsContinue(post("expect: 100-Continue"))).isTrue();
    assertThat(RequestSplicer.expectsContinue(post("Expect: other"))).isFalse();
    assertThat(
            RequestSplicer.expectsContinue(
                request("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")))
        .isFalse();
  }

  private static Forwarding with(ForwardedFor mode, boolean clientPort) {
    return new Forwarding(mode, clientPort, false, false, Desync.Mode.DEFENSIVE, "lb.example");
  }

  private static String spliced(RequestHead head) {
    return spliced(head, USUAL, LOCAL);
  }

  /// The head as the target gets it, with bare line ends.
  static String spliced(RequestHead head, Forwarding forwarding, Client client) {
    return spliced(head, forwarding, client, Rewrite.NOTHING);
  }

  private static String spliced(
      RequestHead head, Forwarding forwarding, Client client, Rewrite rewrite) {
    var framing = new Framing();
    framing.read(head);
    var seed = new TraceSeed();
    seed.set(0x63441c4aL, 10, 11);
    var out = new Output(16);
    new RequestSplicer(forwarding, client).splice(out, head, framing, seed, rewrite);
    var text = Heads.text(out);
    assertThat(text.replace("\r\n", "")).doesNotContain("\n");
    return text.replace("\r\n", "\n");
  }

  private static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("none");
  }
}
