package dev.taskdock.proxy.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads requests out of a text with expressions and lists, as slowly as one likes: what the engine
/// is compared with. It shares nothing with it but the rules.
final class PlainReader {
  private static final Pattern LINE =
      Pattern.compile("([^ ]+) (.*[ \t])?(HTTP/[^ \t]+)[ \t]*", Pattern.DOTALL);
  private static final Pattern SIZE =
      Pattern.compile(
          "([0-9a-fA-F]{1,16})[ \t]*(;[^\\x00-\\x08\\x0a-\\x1f\\x7f]*)?\r\n.*", Pattern.DOTALL);
  private static final Pattern SIZE_SO_FAR =
      Pattern.compile(
          "([0-9a-fA-F]{0,16})|([0-9a-fA-F]{1,16})[ \t]*(;[^\\x00-\\x08\\x0a-\\x1f\\x7f]*)?\r?");
  private static final Pattern TRAILER =
      Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]+\r\n.*", Pattern.DOTALL);
  private static final Pattern TRAILER_SO_FAR =
      Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*\r?");

  private String rest;
  private final List<String> seen = new ArrayList<>();

  private PlainReader(String text) {
    rest = text;
  }

  static List<String> read(String text) {
    var reader = new PlainReader(text);
    while (reader.readOne()) {}
    return reader.seen;
  }

  private boolean readOne() {
    rest = rest.replaceFirst("^(\r?\n)*", "");
    var lines = new ArrayList<String>();
    String left = rest;
    while (true) {
      int feed = left.indexOf('\n');
      if (feed < 0) {
        return false;
      }
      var line = left.substring(0, feed);
      left = left.substring(feed + 1);
      if (line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      if (lines.isEmpty() && !isRequestLine(line)) {
        seen.add("refused");
        return false;
      }
      if (line.isEmpty()) {
        break;
      }
      lines.add(line);
    }
    rest = left;
    return readBody(lines);
  }

  private static boolean isRequestLine(String line) {
    var matcher = LINE.matcher(line);
    return matcher.matches()
        && matcher.group(2) != null
        && !matcher.group(2).replaceAll("[ \t]", "").isEmpty();
  }

  private boolean readBody(List<String> lines) {
    var lengths = new ArrayList<String>();
    var codings = new ArrayList<String>();
    for (var line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      var name = (colon < 0 ? line : line.substring(0, colon)).toLowerCase(Locale.ROOT);
      var value = blanksOff(colon < 0 ? "" : line.substring(colon + 1));
      if (name.equals("content-length")) {
        lengths.add(value);
      } else if (name.equals("transfer-encoding")) {
        for (var coding : value.split(",", -1)) {
          codings.add(blanksOff(coding).toLowerCase(Locale.ROOT));
        }
      }
    }
    if (lengths.stream().anyMatch(l -> !l.matches("0*[0-9]{0,18}"))) {
      seen.add("refused");
      return false;
    }
    var distinct =
        lengths.stream().map(l -> l.isEmpty() ? 0L : Long.parseLong(l)).distinct().toList();
    int chunked = codings.indexOf("chunked");
    boolean framed =
        distinct.size() <= 1
            && codings.stream().allMatch(c -> c.equals("chunked") || c.equals("identity"))
            && (chunked < 0 || chunked == codings.size() - 1);
    if (!framed) {
      seen.add("refused");
      return false;
    }
    var start = lines.getFirst();
    if (chunked >= 0) {
      return readChunks(start);
    }
    long length = distinct.isEmpty() ? 0 : distinct.getFirst();
    if (length > rest.length()) {
      seen.add(start + " " + rest + " open");
      return false;
    }
    seen.add(start + " " + rest.substring(0, (int) length) + " ended");
    rest = rest.substring((int) length);
    return true;
  }

  private boolean readChunks(String start) {
    var kept = new StringBuilder();
    while (true) {
      var size = SIZE.matcher(rest);
      if (!size.matches()) {
        return ends(start, kept, SIZE_SO_FAR.matcher(rest).matches(), sizeSoFar());
      }
      long length = parsed(size.group(1)).orElse(-1L);
      if (length < 0) {
        seen.add("broken");
        return false;
      }
      kept.append(size.group(1)).append("\r\n");
      rest = rest.substring(rest.indexOf("\r\n") + 2);
      if (length == 0) {
        return readTrailers(start, kept);
      }
      var data = rest.substring(0, (int) Math.min(length, rest.length()));
      kept.append(data);
      rest = rest.substring(data.length());
      if (!rest.startsWith("\r\n")) {
        return ends(start, kept, "\r\n".startsWith(rest), rest);
      }
      kept.append("\r\n");
      rest = rest.substring(2);
    }
  }

  /// What of an unfinished size line would have gone on.
  private String sizeSoFar() {
    var digits = rest.replaceFirst("(?s)[^0-9a-fA-F].*", "");
    return rest.endsWith("\r") ? digits + "\r" : digits;
  }

  private boolean readTrailers(String start, StringBuilder kept) {
    while (TRAILER.matcher(rest).matches()) {
      rest = rest.substring(rest.indexOf("\r\n") + 2);
    }
    if (rest.startsWith("\r\n")) {
      seen.add(start + " " + kept + "\r\n ended");
      rest = rest.substring(2);
      return true;
    }
    return ends(start, kept, TRAILER_SO_FAR.matcher(rest).matches(), rest.equals("\r") ? "\r" : "");
  }

  private boolean ends(String start, StringBuilder kept, boolean open, String more) {
    boolean tooLarge =
        parsed(rest.replaceFirst("(?s)[^0-9a-fA-F].*", "")).isEmpty()
            && !rest.isEmpty()
            && SIZE_SO_FAR.matcher(rest).matches()
            && !more.isEmpty();
    seen.add(open && !tooLarge ? start + " " + kept + more + " open" : "broken");
    return false;
  }

  private static Optional<Long> parsed(String hex) {
    try {
      return Optional.of(Long.parseLong(hex.isEmpty() ? "0" : hex, 16));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String blanksOff(String text) {
    return text.replaceAll("^[ \t]+|[ \t]+$", "");
  }
}
