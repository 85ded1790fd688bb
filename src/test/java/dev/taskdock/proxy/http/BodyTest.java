package dev.taskdock.proxy.http;

import static dev.taskdock.proxy.http.Heads.bytes;
import static dev.taskdock.proxy.http.Heads.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyTest {
  @Test
  void a_body_with_a_length_ends_there() {
    assertThat(passed("Content-Length: 5", "helloGET", false)).isEqualTo("hello! GET");
  }

  @Test
  void a_body_of_nothing_has_ended() {
    assertThat(passed("Content-Length: 0", "GET", false)).isEqualTo("! GET");
    assertThat(passed("A: b", "GET", false)).isEqualTo("! GET");
  }

  @Test
  void chunks_pass_as_they_are() {
    var chunks = "5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n";

    assertThat(passed(chunks + "GET")).isEqualTo(chunks + "! GET");
  }

  @Test
  void extensions_and_blanks_and_trailers_go_no_further() {
    assertThat(passed("5;a=\"b\"\r\nhello\r\n1 \t\r\nx\r\n0;z\r\nA: b\r\nC: d\r\n\r\nGET"))
        .isEqualTo("5\r\nhello\r\n1\r\nx\r\n0\r\n\r\n! GET");
  }

  @Test
  void chunks_can_be_undone() {
    assertThat(
            passed(
                "Transfer-Encoding: chunked", "5;a\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n", true))
        .isEqualTo("hello!! ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "x",
        "-1\r\n",
        "0x5\r\nhello\r\n",
        "5\nhello\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhelloo\r\n",
        "5\rx",
        "5;a\nb\r\nhello\r\n",
        "5;a\u0000\r\nhello\r\n",
        "5,\r\nhello\r\n",
        "00000000000000005\r\nhello\r\n",
        "fffffffffffffffff\r\n",
        "8000000000000000\r\n",
        "0\r\n\n",
        "0\r\nA: b\n\r\n",
        "0\r\nA\r b\r\n\r\n",
        " 5\r\nhello\r\n",
        "+5\r\nhello\r\n"
      })
  void what_is_not_exactly_chunks_is_broken(String chunks) {
    assertThat(passed(chunks)).endsWith("broken");
  }

  @Test
  void trailers_have_an_end() {
    assertThat(passed("0\r\n" + ("A: " + "b".repeat(1000) + "\r\n").repeat(70) + "\r\n"))
        .isEqualTo("0\r\nbroken");
  }

  private static String passed(String chunks) {
    return passed("Transfer-Encoding: chunked", chunks, false);
  }

  /// What goes on of a body, then `!` and what is left where it ended.
  static String passed(String field, String text, boolean decoded) {
    var framing = new Framing();
    framing.read(post(field));
    var body = new Body();
    body.begin(framing, decoded);
    return passed(body, bytes(text));
  }

  static String passed(Body body, byte[] bytes) {
    var kept = new ByteArrayOutputStream();
    int i = 0;
    while (i < bytes.length && !body.isEnded()) {
      if (body.plain() > 0) {
        int count = (int) Math.min(body.plain(), bytes.length - i);
        kept.write(bytes, i, count);
        body.passed(count);
        i += count;
        continue;
      }
      switch (body.next(bytes[i])) {
        case KEEP -> kept.write(bytes[i]);
        case DROP -> {}
        case BROKEN -> {
          return kept.toString(ISO_8859_1) + "broken";
        }
      }
      i++;
    }
    return kept.toString(ISO_8859_1)
        + (body.isEnded() ? "! " + new String(bytes, i, bytes.length - i, ISO_8859_1) : "");
  }
}
