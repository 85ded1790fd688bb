package dev.taskdock.proxy.http;

import static dev.taskdock.proxy.http.Heads.get;
import static dev.taskdock.proxy.http.Heads.post;
import static dev.taskdock.proxy.http.Heads.request;
import static dev.taskdock.proxy.http.Heads.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.http.Framing.Kind;
import org.junit.jupiter.api.Test;

final class FramingTest {
  private final Framing framing = new Framing();

  @Test
  void a_request_that_says_nothing_has_no_body() {
    assertThat(kind(get("Host: a"))).isEqualTo(Kind.NONE);
    assertThat(kind(post("Transfer-Encoding: identity"))).isEqualTo(Kind.NONE);
  }

  @Test
  void a_length_counts_once_however_often_it_is_said() {
    assertThat(kind(post("Content-Length: 12", "Content-Length: 012"))).isEqualTo(Kind.LENGTH);
    assertThat(framing.length()).isEqualTo(12);
    assertThat(framing.isDoubtful()).isFalse();
  }

  @Test
  void lengths_that_are_none_or_differ_are_no_framing() {
    assertThat(kind(post("Content-Length: 1", "Content-Length: 2"))).isEqualTo(Kind.INVALID);
    assertThat(kind(post("Content-Length: 1,1"))).isEqualTo(Kind.INVALID);
    assertThat(kind(post("Content-Length: -1"))).isEqualTo(Kind.INVALID);
    assertThat(kind(post("Content-Length: 9223372036854775808"))).isEqualTo(Kind.INVALID);
  }

  @Test
  void chunked_wins_over_a_length_but_nothing_may_follow() {
    assertThat(kind(post("Content-Length: 1", "Transfer-Encoding: chunked")))
        .isEqualTo(Kind.CHUNKED);
    assertThat(framing.isDoubtful()).isTrue();
  }

  @Test
  void chunked_ends_a_body_only_as_the_last_coding_and_once() {
    assertThat(kind(post("Transfer-Encoding: identity, Chunked"))).isEqualTo(Kind.CHUNKED);
    assertThat(kind(post("Transfer-Encoding: chunked, identity"))).isEqualTo(Kind.INVALID);
    assertThat(kind(post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")))
        .isEqualTo(Kind.INVALID);
  }

  @Test
  void other_codings_are_not_spoken() {
    assertThat(kind(post("Transfer-Encoding: gzip"))).isEqualTo(Kind.UNSUPPORTED);
    assertThat(kind(post("Transfer-Encoding: gzip, chunked"))).isEqualTo(Kind.UNSUPPORTED);
    assertThat(kind(post("Transfer-Encoding: chunked;q=1"))).isEqualTo(Kind.UNSUPPORTED);
    assertThat(kind(post("Transfer-Encoding:"))).isEqualTo(Kind.UNSUPPORTED);
  }

  @Test
  void chunks_of_an_older_version_are_doubtful() {
    assertThat(kind(request("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")))
        .isEqualTo(Kind.CHUNKED);
    assertThat(framing.isDoubtful()).isTrue();
  }

  @Test
  void what_only_looks_like_framing_frames_nothing() {
    assertThat(kind(post("Transfer-Encoding : chunked", " Content-Length: 5", "A: b")))
        .isEqualTo(Kind.NONE);
  }

  @Test
  void a_response_that_says_nothing_ends_with_its_connection() {
    assertThat(kind("HTTP/1.1 200 OK\r\n\r\n", false)).isEqualTo(Kind.UNTIL_CLOSE);
    assertThat(framing.isDoubtful()).isTrue();
  }

  @Test
  void some_responses_have_no_body_whatever_they_say() {
    var length = "\r\nContent-Length: 5\r\n\r\n";

    assertThat(kind("HTTP/1.1 200 OK" + length, true)).isEqualTo(Kind.NONE);
    assertThat(kind("HTTP/1.1 204 No" + length, false)).isEqualTo(Kind.NONE);
    assertThat(kind("HTTP/1.1 304 Not" + length, false)).isEqualTo(Kind.NONE);
    assertThat(framing.isDoubtful()).isFalse();
  }

  @Test
  void a_response_whose_end_is_unknown_is_refused() {
    assertThat(kind("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", false))
        .isEqualTo(Kind.UNSUPPORTED);
    assertThat(kind("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", true))
        .isEqualTo(Kind.INVALID);
  }

  private Kind kind(RequestHead head) {
    framing.read(head);
    return framing.kind();
  }

  private Kind kind(String head, boolean toHead) {
    framing.read(response(head), toHead);
    return framing.kind();
  }
}
