package dev.taskdock.input.cloudformation;

import dev.taskdock.input.declared.Stable;
import dev.taskdock.problem.Location;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The values that were made up while templates were evaluated.
final class Unknowns {
  private final Map<String, Unknown> byText = new LinkedHashMap<>();
  private final Map<Unknown, Location> untraced = new LinkedHashMap<>();

  /// The text for a value of that name, always the same, in small letters: it may name an image.
  String text(Unknown.Kind kind, String what, String name, Location location) {
    var text = slug(name) + "-" + Stable.letters(kind + name, 6);
    byText.putIfAbsent(text, new Unknown(text, kind, what, name, location));
    return text;
  }

  /// Notes that a value was made up whose text, a number for instance, cannot be traced.
  void untraced(Unknown.Kind kind, String what, Location use) {
    untraced.putIfAbsent(new Unknown(what, kind, what, what, use), use);
  }

  /// Where those are used.
  Map<Unknown, Location> untraced() {
    return untraced;
  }

  /// Whether `text` is nothing but such a value.
  boolean isOne(String text) {
    return byText.containsKey(text);
  }

  /// Those that `text` was made with.
  List<Unknown> in(String text) {
    if (byText.isEmpty()) {
      return List.of();
    }
    return byText.values().stream().filter(u -> text.contains(u.text())).toList();
  }

  Collection<Unknown> all() {
    return byText.values();
  }

  private static String slug(String name) {
    var slug =
        name.substring(name.indexOf(':') + 1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return slug.substring(0, Math.min(20, slug.length()));
  }
}
