package dev.taskdock.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a text must have in it.
///
/// @param contains each somewhere in the text
/// @param matches expressions of RE2, each to be found somewhere, line by line or across
public record Words(List<String> contains, List<String> matches) {
  /// Any text will do.
  public static final Words ANY = new Words(List.of(), List.of());

  public Words {
    contains = List.copyOf(contains);
    matches = List.copyOf(matches);
  }

  /// Why `expression` is none of RE2, which looks neither ahead nor back; empty where it is one.
  public static Optional<String> fault(String expression) {
    try {
      Pattern.compile(expression, Pattern.MULTILINE);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e.getDescription());
    }
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
