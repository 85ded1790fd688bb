package dev.taskdock.proxy.http;

import static dev.taskdock.proxy.http.Heads.bytes;
import static dev.taskdock.proxy.http.Heads.feed;
import static dev.taskdock.proxy.http.Heads.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.http.ResponseHead.Progress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseSplicerTest {
  @Test
  void the_fields_come_in_the_order_of_an_alb() {
    var head =
        "HTTP/1.1 200 Fine by me\r\nServer: x\r\nContent-Length: 3\r\nKeep-Alive: a\r\n"
            + "content-type: text/html\r\nETag: y\r\nDate: now\r\nConnection: close, B\r\nb: 1\r\n\r\n";

    assertThat(spliced(head, true, true))
        .isEqualTo(
            """
            HTTP/1.1 200 Fine by me
            Date: now
            content-type: text/html
            Content-Length: 3
            Connection: keep-alive
            Server: x
            ETag: y

            """);
  }

  @Test
  void a_body_that_ends_with_its_connection_reaches_a_newer_client_in_chunks() {
    var head = "HTTP/1.0 200 OK\r\n\r\n";

    assertThat(spliced(head, true, true)).contains("Transfer-Encoding: chunked\n");
    assertThat(spliced(head, false, false)).isEqualTo("HTTP/1.1 200 OK\nConnection: close\n\n");
  }

  @Test
  void chunks_are_undone_for_an_older_client() {
    var head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n";

    assertThat(spliced(head, true, true)).contains("Transfer-Encoding: chunked\n");
    assertThat(spliced(head, false, false)).doesNotContain("Transfer-Encoding");
  }

  @Test
  void of_a_length_and_chunks_only_the_chunks_are_told() {
    var head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertThat(spliced(head, true, true))
        .contains("Transfer-Encoding: chunked\n")
        .doesNotContain("Content-Length");
  }

  @Test
  void the_length_of_what_does_not_come_is_told() {
    assertThat(spliced("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", true, true))
        .contains("Content-Length: 5\n");
    assertThat(spliced("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", true, true))
        .doesNotContain("Content-Length");
  }

  @Test
  void an_upgrade_is_one_for_this_hop_too() {
    var out = new Output(16);
    ResponseSplicer.spliceUpgrade(
        out,
        response(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: x\r\n\r\n"));

    assertThat(Heads.text(out))
        .isEqualTo(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nConnection: upgrade\r\n"
                + "Sec-WebSocket-Accept: x\r\n\r\n");
  }

  @Test
  void the_load_balancers_cookies_come_before_the_targets_fields() {
    var head = response("HTTP/1.1 204 No\r\nSet-Cookie: app=1; Path=/\r\nB: c\r\n\r\n");
    var framing = new Framing();
    framing.read(head, false);
    var out = new Output(16);

    ResponseSplicer.splice(
        out,
        head,
        framing,
        ResponseSplicer.Delivery.AS_IT_IS,
        true,
        List.of("AWSALB=x"),
        Inserted.NOTHING);

    assertThat(ResponseSplicer.cookiesSet(head)).containsExactly("app");
    assertThat(Heads.text(out))
        .isEqualTo(
            "HTTP/1.1 204 No\r\nConnection: keep-alive\r\nSet-Cookie: AWSALB=x\r\n"
                + "Set-Cookie: app=1; Path=/\r\nB: c\r\n\r\n");
  }

  @Test
  void something_in_between_has_no_connection() {
    var out = new Output(16);
    ResponseSplicer.spliceInterim(
        out, response("HTTP/1.1 103 Early Hints\r\nLink: x\r\nConnection: close\r\n\r\n"));

    assertThat(Heads.text(out)).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.2 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "<html>\r\n\r\n",
        "HTTP/1.1 200 O\u0000K\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\na : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\u0000\r\n\r\n"
      })
  void what_is_no_head_of_a_response_is_refused(String text) {
    assertThat(feed(new ResponseHead(), bytes(text))).isEqualTo(Progress.MALFORMED);
  }

  @Test
  void a_head_of_more_than_32_kb_is_too_large() {
    var start = "HTTP/1.1 200 OK\r\nA: ";
    var fits = start + "b".repeat(ResponseHead.LONGEST - start.length() - 4) + "\r\n\r\n";

    assertThat(feed(new ResponseHead(), bytes(fits))).isEqualTo(Progress.WHOLE);
    assertThat(feed(new ResponseHead(), bytes(fits.replace("A", "AA"))))
        .isEqualTo(Progress.TOO_LARGE);
  }

  @Test
  void the_version_and_the_target_say_whether_a_connection_stays() {
    assertThat(ResponseSplicer.keepsAlive(response("HTTP/1.1 200\r\n\r\n"))).isTrue();
    assertThat(ResponseSplicer.keepsAlive(response("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n")))
        .isFalse();
    assertThat(ResponseSplicer.keepsAlive(response("HTTP/1.0 200 OK\r\n\r\n"))).isFalse();
  }

  @Test
  void what_the_listener_inserts_takes_the_place_of_the_targets_own() {
    var inserted = Inserted.of(Map.of("X-Frame-Options", "DENY", "Access-Control-Max-Age", "60"));
    var head =
        "HTTP/1.1 200 OK\r\nx-frame-options: ALLOW\r\nA: b\r\nX-FRAME-OPTIONS: c\r\n"
            + "X-Frame-Options-2: d\r\nContent-Length: 0\r\n\r\n";

    assertThat(spliced(head, true, true, inserted))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Content-Length: 0
            Connection: keep-alive
            Access-Control-Max-Age: 60
            X-Frame-Options: DENY
            A: b
            X-Frame-Options-2: d

            """);
  }

  private static String spliced(String text, boolean clientVersion11, boolean keepsAlive) {
    return spliced(text, clientVersion11, keepsAlive, Inserted.NOTHING);
  }

  private static String spliced(
      String text, boolean clientVersion11, boolean keepsAlive, Inserted inserted) {
    var head = response(text);
    var framing = new Framing();
    framing.read(head, false);
    var out = new Output(16);
    ResponseSplicer.splice(
        out,
        head,
        framing,
        ResponseSplicer.delivery(framing, clientVersion11),
        keepsAlive,
        List.of(),
        inserted);
    return Heads.text(out).replace("\r\n", "\n");
  }
}
