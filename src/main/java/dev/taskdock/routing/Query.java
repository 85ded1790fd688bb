package dev.taskdock.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The query of a request, taken apart once, and only where a rule asks for it.
final class Query {
  private final CharSequence text;
  private @Nullable List<Pair> pairs;

  Query(CharSequence text) {
    this.text = text;
  }

  /// A key and its value; a key without `=` has an empty one.
  record Pair(CharSequence name, CharSequence value) {}

  boolean isEmpty() {
    return text.isEmpty();
  }

  /// In their order; what stands empty between two `&` is none.
  List<Pair> pairs() {
    var known = pairs;
    if (known == null) {
      known = apart();
      pairs = known;
    }
    return known;
  }

  private List<Pair> apart() {
    var found = new ArrayList<Pair>();
    for (int from = 0; from < text.length(); ) {
      int end = end('&', from, text.length());
      int equals = end('=', from, end);
      if (from < end) {
        found.add(
            new Pair(
                text.subSequence(from, equals), text.subSequence(Math.min(equals + 1, end), end)));
      }
      from = end + 1;
    }
    return found;
  }

  private int end(char separator, int from, int limit) {
    int at = from;
    while (at < limit && text.charAt(at) != separator) {
      at++;
    }
    return at;
  }
}
