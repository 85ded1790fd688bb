package dev.taskdock.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever bytes come, in whatever pieces: the same requests are seen, and they are those that a
/// reader sees who is as slow and plain as can be ([PlainReader]).
final class SplitTest {
  private static final long SEED = 4242;
  private static final int TIMES = 20_000;

  private static final List<String> SEEDS =
      List.of(
          "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\nGET /c HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\n\r\n",
          "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n"
              + "PUT /d HTTP/1.0\r\nContent-Length: 1\r\n\r\nz",
          "\r\nPOST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST http://a/ HTTP/1.1\nA: b\n c: d\nTransfer-Encoding : chunked\n\nrest",
          "GET / HTTP/1.1\r\ncontent-length: 0\r\ncontent-length: 00\r\n\r\n\r\nHEAD / HTTP/1.1\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          "\0",
          "0",
          "5",
          "ffffffffffffffff",
          ";",
          ":",
          ",",
          "chunked",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding:",
          "transfer_encoding: chunked\r\n",
          "GET / HTTP/1.1\r\n",
          "0\r\n\r\n",
          "HTTP/1.1",
          "\r\n\r\n",
          "Content-Length: -1\r\n",
          "é");

  @Test
  void in_whatever_pieces_bytes_arrive_the_same_requests_are_seen() {
    var random = new Random(SEED);
    for (int i = 0; i < TIMES; i++) {
      var bytes = mutated(random);
      var whole = RequestLaw.seen(bytes, List.of(bytes.length));

      assertThat(RequestLaw.seen(bytes, cuts(random, bytes.length)))
          .as(() -> new String(bytes, ISO_8859_1))
          .isEqualTo(whole);
    }
  }

  @Test
  void the_requests_seen_are_those_of_a_plain_reader() {
    var random = new Random(SEED + 1);
    int several = 0;
    for (int i = 0; i < TIMES; i++) {
      var bytes = mutated(random);

      var seen = RequestLaw.seen(bytes, List.of(bytes.length));

      assertThat(seen)
          .as(() -> new String(bytes, ISO_8859_1))
          .isEqualTo(PlainReader.read(new String(bytes, ISO_8859_1)));
      several += seen.size() > 1 ? 1 : 0;
    }
    assertThat(several).isGreaterThan(TIMES / 20);
  }

  @Test
  void what_is_forwarded_is_one_request_for_whoever_reads_it() {
    var random = new Random(SEED + 2);
    int forwarded = 0;
    for (int i = 0; i < TIMES; i++) {
      forwarded += RequestLaw.forwardedIsOne(mutated(random)) ? 1 : 0;
    }
    assertThat(forwarded).isGreaterThan(TIMES / 20);
  }

  private static byte[] mutated(Random random) {
    var text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
        case 2 -> text.setCharAt(at, (char) random.nextInt(256));
        default -> throw new AssertionError();
      }
      if (text.isEmpty()) {
        text.append("GET");
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private static List<Integer> cuts(Random random, int length) {
    if (random.nextInt(4) == 0) {
      return java.util.Collections.nCopies(length, 1);
    }
    var cuts = new ArrayList<Integer>();
    for (int left = length; left > 0; ) {
      int next = 1 + random.nextInt(left);
      cuts.add(next);
      left -= next;
    }
    return cuts;
  }
}
