package dev.taskdock.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a text must have in it.
///
/// @param contains each somewhere in the text
/// @param matches expressions of [Pattern], each to be found somewhere, line by line or across
public record Words(List<String> contains, List<String> matches) {
  /// Any text will do.
  public static final Words ANY = new Words(List.of(), List.of());

  public Words {
    contains = List.copyOf(contains);
    matches = List.copyOf(matches);
  }

  /// Whether any text will do.
  public boolean isAny() {
    return contains.isEmpty() && matches.isEmpty();
  }

  /// What of it `text` has not, in words.
  List<String> unmet(String text) {
    var unmet = new ArrayList<String>();
    contains.stream()
        .filter(c -> !text.contains(c))
        .forEach(c -> unmet.add("contains \"" + c + "\""));
    matches.stream()
        .filter(m -> !Pattern.compile(m, Pattern.MULTILINE).matcher(text).find())
        .forEach(m -> unmet.add("matches /" + m + "/"));
    return unmet;
  }

  /// Whether a text has all of it.
  public boolean areIn(String text) {
    return unmet(text).isEmpty();
  }

  /// All of it, in words; empty where any text will do.
  String words() {
    var all = new ArrayList<String>();
    contains.forEach(c -> all.add("contains \"" + c + "\""));
    matches.forEach(m -> all.add("matches /" + m + "/"));
    return String.join(", ", all);
  }
}
