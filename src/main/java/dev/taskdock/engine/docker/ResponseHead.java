package dev.taskdock.engine.docker;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Status line and headers of an HTTP/1.1 answer.
///
/// @param headers by name, whatever its case
record ResponseHead(int status, Map<String, List<String>> headers) {
  private static final int LINE_LIMIT = 64 * 1024;
  private static final int HEADER_LIMIT = 256;

  ResponseHead {
    var sorted = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    headers = Collections.unmodifiableMap(sorted);
  }

  /// Reads one head, passing over those that only say that more is to come.
  static ResponseHead read(InputStream input) throws IOException {
    while (true) {
      ResponseHead head = readOne(input);
      if (head.status >= 200 || head.status == 101) {
        return head;
      }
    }
  }

  private static ResponseHead readOne(InputStream input) throws IOException {
    String line = line(input);
    int status = status(line);
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (line = line(input); !line.isEmpty(); line = line(input)) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() > HEADER_LIMIT) {
        throw new ProtocolException("not a header of HTTP: " + beginning(line));
      }
      headers
          .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return new ResponseHead(status, headers);
  }

  private static int status(String line) throws ProtocolException {
    try {
      if (line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ') {
        return Integer.parseInt(line, 9, 12, 10);
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new ProtocolException("not an answer of HTTP: " + beginning(line));
  }

  private static String beginning(String line) {
    return line.substring(0, Math.min(60, line.length())).replaceAll("[^ -~]", "?");
  }

  /// The first value of a header.
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(List::getFirst);
  }

  boolean isChunked() {
    return has("Transfer-Encoding", "chunked");
  }

  /// Whether the connection is of no use after this answer.
  boolean endsConnection() {
    return has("Connection", "close");
  }

  /// Whether the connection carries raw bytes from here on.
  boolean isHijacked() {
    return status == 101;
  }

  boolean hasNoBody() {
    return status == 204 || status == 304;
  }

  private boolean has(String name, String word) {
    return header(name)
        .map(value -> Arrays.asList(value.toLowerCase(Locale.ROOT).split("[, ]+")).contains(word))
        .orElse(false);
  }

  /// A line without its end.
  static String line(InputStream input) throws IOException {
    var line = new ByteArrayOutputStream(128);
    for (int octet = input.read(); octet != '\n'; octet = input.read()) {
      if (octet < 0) {
        throw new EOFException("the engine closed the connection in the middle of an answer");
      }
      if (line.size() == LINE_LIMIT) {
        throw new ProtocolException("a line of an answer is longer than " + LINE_LIMIT + " bytes");
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
