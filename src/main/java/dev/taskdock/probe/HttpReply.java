package dev.taskdock.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The reply to an HTTP request that is expected.
///
/// @param firstStatus the lowest status that is fine
/// @param lastStatus the highest
/// @param headers of each, what one of its values must contain
/// @param json of each JSON pointer (RFC 6901), what stands there, as text
/// @param redirect what the `Location` header must be
/// @param within how long it may take
public record HttpReply(
    int firstStatus,
    int lastStatus,
    Map<String, String> headers,
    Words body,
    Map<String, String> json,
    Optional<String> redirect,
    Optional<Duration> within) {
  public HttpReply {
    headers = Map.copyOf(headers);
    json = Map.copyOf(json);
    if (firstStatus > lastStatus) {
      throw new IllegalArgumentException("no status: " + firstStatus + "-" + lastStatus);
    }
  }

  /// Success, whatever it says.
  public static HttpReply success() {
    return new HttpReply(
        200, 299, Map.of(), Words.ANY, Map.of(), Optional.empty(), Optional.empty());
  }

  /// Any.
  static HttpReply any() {
    return new HttpReply(
        100, 599, Map.of(), Words.ANY, Map.of(), Optional.empty(), Optional.empty());
  }

  boolean isStatus(int status) {
    return firstStatus <= status && status <= lastStatus;
  }

  /// All of it, in words.
  String words() {
    var all = new ArrayList<String>();
    all.add("status " + firstStatus + (firstStatus == lastStatus ? "" : "-" + lastStatus));
    redirect.ifPresent(r -> all.add("redirect to " + r));
    new TreeMap<>(headers).forEach((name, value) -> all.add(header(name, value)));
    if (!body.isAny()) {
      all.add("body " + body.words());
    }
    new TreeMap<>(json).forEach((pointer, value) -> all.add(pointer + " is \"" + value + "\""));
    within.ifPresent(w -> all.add("within " + Spans.text(w)));
    return String.join(", ", all);
  }

  static String header(String name, String value) {
    return "header " + name + " with \"" + value + "\"";
  }

  /// The pointers that must be looked at.
  public List<String> pointers() {
    return json.keySet().stream().sorted().toList();
  }
}
