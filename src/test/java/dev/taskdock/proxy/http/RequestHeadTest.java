package dev.taskdock.proxy.http;

import static dev.taskdock.proxy.http.Heads.bytes;
import static dev.taskdock.proxy.http.Heads.feed;
import static dev.taskdock.proxy.http.Heads.fields;
import static dev.taskdock.proxy.http.Heads.part;
import static dev.taskdock.proxy.http.Heads.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.http.RequestHead.Form;
import dev.taskdock.proxy.http.RequestHead.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestHeadTest {
  @Test
  void a_head_has_a_method_a_target_a_version_and_fields() {
    var head = request("PATCH /a?b=c HTTP/1.1\r\nHost: x.example\r\nA:\r\nB \t: \tc d \t\r\n\r\n");

    assertThat(part(head, head.methodStart(), head.methodEnd())).isEqualTo("PATCH");
    assertThat(part(head, head.pathStart(), head.pathEnd())).isEqualTo("/a?b=c");
    assertThat(part(head, head.versionStart(), head.versionEnd())).isEqualTo("HTTP/1.1");
    assertThat(fields(head.fields())).containsExactly("Host|x.example", "A|", "B \t|c d");
  }

  @Test
  void what_follows_the_head_is_not_of_it() {
    var head = request("GET / HTTP/1.1\r\n\r\nGET /next");

    assertThat(head.length()).isEqualTo("GET / HTTP/1.1\r\n\r\n".length());
    assertThat(head.filled() - head.length()).isEqualTo("GET /next".length());
  }

  @Test
  void empty_lines_before_a_request_are_skipped() {
    var head = request("\r\n\n\r\nGET / HTTP/1.1\r\n\r\n");

    assertThat(head.isMethod("GET")).isTrue();
  }

  @Test
  void a_head_is_read_again_and_again() {
    var head = request("GET /first HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n");

    head.clear();
    feed(head, bytes("PUT /second HTTP/1.0\r\nC: 3\r\n\r\n"));

    assertThat(head).hasToString("PUT /second HTTP/1.0");
    assertThat(fields(head.fields())).containsExactly("C|3");
    assertThat(head.isVersion11()).isFalse();
  }

  @Test
  void a_target_has_one_of_four_forms() {
    assertThat(request("GET /a HTTP/1.1\r\n\r\n").form()).isEqualTo(Form.ORIGIN);
    assertThat(request("OPTIONS * HTTP/1.1\r\n\r\n").form()).isEqualTo(Form.ASTERISK);
    assertThat(request("CONNECT a:1 HTTP/1.1\r\n\r\n").form()).isEqualTo(Form.OTHER);
    assertThat(request("GET HTTP://a/ HTTP/1.1\r\n\r\n").form()).isEqualTo(Form.ABSOLUTE);
  }

  @Test
  void an_absolute_target_has_an_authority_and_a_path() {
    var head = request("GET https://a.example:8080/b?c HTTP/1.1\r\n\r\n");
    var bare = request("GET http://a.example?c HTTP/1.1\r\n\r\n");

    assertThat(part(head, head.authorityStart(), head.authorityEnd())).isEqualTo("a.example:8080");
    assertThat(part(head, head.pathStart(), head.pathEnd())).isEqualTo("/b?c");
    assertThat(part(bare, bare.authorityStart(), bare.authorityEnd())).isEqualTo("a.example");
    assertThat(part(bare, bare.pathStart(), bare.pathEnd())).isEqualTo("?c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo test",
        "GET",
        "GET /",
        "GET / ",
        " / HTTP/1.1",
        "GET HTTP/1.1",
        "GET / http/1.1",
        "GET / HTTP/",
        "GET  HTTP/1.1",
        "\u0016\u0003\u0001",
        "GET / HTTP/1.1 x"
      })
  void what_is_no_request_line_is_refused_before_anything_else_arrives(String line) {
    assertThat(feed(new RequestHead(), bytes(line + "\r\n"))).isEqualTo(Progress.MALFORMED);
  }

  @Test
  void a_request_line_of_16_kb_is_too_long() {
    var longest = "GET /" + "a".repeat(RequestHead.LONGEST_LINE - 14) + " HTTP/1.1\r\n";

    assertThat(feed(new RequestHead(), bytes(longest + "\r\n"))).isEqualTo(Progress.WHOLE);
    assertThat(feed(new RequestHead(), bytes(longest.replace("/", "/a") + "\r\n")))
        .isEqualTo(Progress.LINE_TOO_LONG);
    assertThat(feed(new RequestHead(), bytes("a".repeat(RequestHead.LONGEST_LINE + 2))))
        .isEqualTo(Progress.LINE_TOO_LONG);
  }

  @Test
  void a_field_line_of_16_kb_or_a_head_of_more_than_64_kb_is_too_large() {
    var start = "GET / HTTP/1.1\r\n";
    var field = "A: " + "b".repeat(RequestHead.LONGEST_LINE - 3) + "\r\n";

    assertThat(feed(new RequestHead(), bytes(start + field + "\r\n"))).isEqualTo(Progress.WHOLE);
    assertThat(feed(new RequestHead(), bytes(start + "c" + field + "\r\n")))
        .isEqualTo(Progress.TOO_LARGE);
    assertThat(feed(new RequestHead(), bytes(start + field.repeat(4) + "\r\n")))
        .isEqualTo(Progress.TOO_LARGE);
  }

  @Test
  void nothing_is_known_of_a_request_until_its_first_line() {
    var head = new RequestHead();

    assertThat(head.isEmpty()).isTrue();
    feed(head, bytes("\r\n"));
    assertThat(head.isEmpty()).isTrue();
    feed(head, bytes("G"));
    assertThat(head.isEmpty()).isFalse();
  }
}
