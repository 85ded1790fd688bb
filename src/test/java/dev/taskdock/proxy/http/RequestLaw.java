package dev.taskdock.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// What holds of any bytes that come as requests: they mean the same in whatever pieces they come,
/// they mean what a plain reader sees in them, and what goes on of them is one request for whoever
/// reads it.
public final class RequestLaw {
  private RequestLaw() {}

  /// All of the law, for these bytes.
  public static void holds(byte[] bytes) {
    var text = new String(bytes, ISO_8859_1);
    var whole = seen(bytes, List.of(bytes.length));
    assertThat(seen(bytes, Collections.nCopies(bytes.length, 1))).as(text).isEqualTo(whole);
    if (bytes.length < RequestHead.LONGEST_LINE) {
      assertThat(whole).as(text).isEqualTo(PlainReader.read(text));
    }
    forwardedIsOne(bytes);
  }

  /// What a target reads of what was forwarded of the first request is exactly what was meant: head
  /// and body, and nothing left over that it could take for another request. False where nothing is
  /// forwarded.
  static boolean forwardedIsOne(byte[] bytes) {
    var text = new String(bytes, ISO_8859_1);
    var head = new RequestHead();
    if (Heads.feed(head, bytes) != RequestHead.Progress.WHOLE) {
      return false;
    }
    var framing = new Framing();
    framing.read(head);
    boolean passes =
        Desync.reason(head).tier() != Desync.Tier.SEVERE
            && head.form() != RequestHead.Form.OTHER
            && framing.kind() != Framing.Kind.INVALID
            && framing.kind() != Framing.Kind.UNSUPPORTED;
    var body = new Body();
    body.begin(framing, false);
    var rest = BodyTest.passed(body, Arrays.copyOfRange(bytes, head.length(), bytes.length));
    if (!passes || !body.isEnded()) {
      return false;
    }
    var spliced =
        RequestSplicerTest.spliced(
                head, Forwarding.usual("lb"), new Client("127.0.0.1", 1, false, 80))
            .replace("\n", "\r\n");
    int left = bytes.length - head.length() - consumed(bytes, head, framing);
    var sent = spliced + rest.substring(0, rest.length() - left - 2);
    assertThat(PlainReader.read(sent)).as(text).hasSize(1).allMatch(r -> r.endsWith(" ended"));
    return true;
  }

  /// How many bytes behind the head are the body's.
  private static int consumed(byte[] bytes, RequestHead head, Framing framing) {
    var body = new Body();
    body.begin(framing, false);
    int at = head.length();
    while (!body.isEnded()) {
      if (body.plain() > 0) {
        int count = (int) Math.min(body.plain(), bytes.length - at);
        body.passed(count);
        at += count;
      } else {
        body.next(bytes[at++]);
      }
    }
    return at - head.length();
  }

  /// The requests in these bytes, read in pieces of these lengths, until one is no request.
  static List<String> seen(byte[] bytes, List<Integer> pieces) {
    var seen = new Seen();
    int at = 0;
    for (int piece : pieces) {
      seen.read(bytes, at, at + piece);
      at += piece;
    }
    return seen.all();
  }

  /// Reads as the proxy does: a head, its body, the next head.
  private static final class Seen {
    private final List<String> done = new ArrayList<>();
    private final RequestHead head = new RequestHead();
    private final Framing framing = new Framing();
    private final Body body = new Body();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private String line = "";
    private boolean inBody;
    private boolean over;

    void read(byte[] bytes, int start, int end) {
      int at = start;
      while (at < end && !over) {
        at = inBody ? readBody(bytes, at, end) : readHead(bytes, at, end);
      }
    }

    List<String> all() {
      if (!over && inBody) {
        done.add(line + " " + kept.toString(ISO_8859_1) + " open");
      }
      return done;
    }

    private int readHead(byte[] bytes, int at, int end) {
      int more = end - at;
      System.arraycopy(bytes, at, head.room(more), head.filled(), more);
      var progress = head.received(more);
      if (progress == RequestHead.Progress.PARTIAL) {
        return end;
      }
      framing.read(head);
      boolean framed =
          progress == RequestHead.Progress.WHOLE
              && framing.kind() != Framing.Kind.INVALID
              && framing.kind() != Framing.Kind.UNSUPPORTED;
      if (!framed) {
        done.add("refused");
        over = true;
        return end;
      }
      line = head.toString();
      int next = end - (head.filled() - head.length());
      body.begin(framing, false);
      inBody = true;
      ending();
      return next;
    }

    private int readBody(byte[] bytes, int start, int end) {
      int at = start;
      if (body.plain() > 0) {
        int count = (int) Math.min(body.plain(), end - at);
        kept.write(bytes, at, count);
        body.passed(count);
        at += count;
      } else {
        switch (body.next(bytes[at++])) {
          case KEEP -> kept.write(bytes[at - 1]);
          case DROP -> {}
          case BROKEN -> {
            done.add("broken");
            over = true;
          }
        }
      }
      ending();
      return at;
    }

    private void ending() {
      if (!over && body.isEnded()) {
        done.add(line + " " + kept.toString(ISO_8859_1) + " ended");
        kept.reset();
        head.clear();
        inBody = false;
      }
    }
  }
}
