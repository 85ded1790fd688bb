package dev.taskdock.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/// Heads out of texts, in which each character is one byte.
final class Heads {
  private Heads() {}

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static String text(Output out) {
    return new String(out.bytes(), 0, out.length(), ISO_8859_1);
  }

  /// A head that is whole.
  static RequestHead request(String text) {
    var head = new RequestHead();
    var progress = feed(head, bytes(text));
    if (progress != RequestHead.Progress.WHOLE) {
      throw new AssertionError(progress + ": " + text);
    }
    return head;
  }

  /// `GET / HTTP/1.1` with these field lines.
  static RequestHead get(String... lines) {
    return request("GET / HTTP/1.1\r\n" + lines(lines) + "\r\n");
  }

  static RequestHead post(String... lines) {
    return request("POST / HTTP/1.1\r\n" + lines(lines) + "\r\n");
  }

  static ResponseHead response(String text) {
    var head = new ResponseHead();
    var progress = feed(head, bytes(text));
    if (progress != ResponseHead.Progress.WHOLE) {
      throw new AssertionError(progress + ": " + text);
    }
    return head;
  }

  static RequestHead.Progress feed(RequestHead head, byte[] bytes) {
    System.arraycopy(bytes, 0, head.room(bytes.length), head.filled(), bytes.length);
    return head.received(bytes.length);
  }

  static ResponseHead.Progress feed(ResponseHead head, byte[] bytes) {
    System.arraycopy(bytes, 0, head.room(bytes.length), head.filled(), bytes.length);
    return head.received(bytes.length);
  }

  /// The part of a head between two places.
  static String part(RequestHead head, int start, int end) {
    return new String(head.bytes(), start, end - start, ISO_8859_1);
  }

  /// The fields as `name|value`.
  static List<String> fields(Fields fields) {
    return java.util.stream.IntStream.range(0, fields.count())
        .mapToObj(i ->
            new String(
                    fields.bytes(),
                    fields.nameStart(i),
                    fields.nameEnd(i) - fields.nameStart(i),
                    ISO_8859_1)
                + "|"
                + new String(
                    fields.bytes(),
                    fields.valueStart(i),
                    fields.valueEnd(i) - fields.valueStart(i),
                    ISO_8859_1))
        .toList();
  }

  private static String lines(String... lines) {
    var joined = new StringBuilder();
    for (var line : lines) {
      joined.append(line).append("\r\n");
    }
    return joined.toString();
  }
}
