package dev.taskdock.input.declared;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Texts that stand in for values only AWS or another tool knows, so that where they end can be
/// told.
public final class StandIns {
  private final Map<String, One> byText = new LinkedHashMap<>();

  /// A value that is not known.
  ///
  /// @param text found nowhere else
  /// @param what how a sentence calls it
  /// @param name what it is asked for by
  /// @param location where it is asked for
  public record One(String text, String what, String name, Location location) {}

  /// A place where such a value ended.
  public record Use(One value, String member, Location location) {}

  /// The text for a value of that name, always the same, in small letters: it may name an image.
  public String of(String what, String name, Location location) {
    var slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    var text = slug.substring(0, Math.min(24, slug.length())) + "-" + Stable.letters(name, 6);
    var plain = text.replaceAll("-+", "-").replaceAll("^-", "");
    byText.putIfAbsent(plain, new One(plain, what, name, location));
    return plain;
  }

  /// All texts.
  public Set<String> texts() {
    return Set.copyOf(byText.keySet());
  }

  /// What was never looked at by [#uses] or ended where any value is as good.
  public List<One> others(List<Use> uses) {
    return byText.values().stream()
        .filter(one -> uses.stream().noneMatch(use -> use.value().equals(one)))
        .toList();
  }

  /// Where such values ended in `node`.
  ///
  /// @param harmless members whose values change nothing here
  public List<Use> uses(Node node, Set<String> harmless) {
    var uses = new ArrayList<Use>();
    if (!byText.isEmpty()) {
      collect(node, "", harmless, uses);
    }
    return uses;
  }

  private void collect(Node node, String member, Set<String> harmless, List<Use> uses) {
    switch (node) {
      case Node.Scalar scalar ->
          byText.values().stream()
              .filter(one -> scalar.text().contains(one.text()))
              .forEach(one -> uses.add(new Use(one, member, scalar.location())));
      case Node.Sequence list ->
          list.items().forEach(item -> collect(item, member, harmless, uses));
      case Node.Mapping object ->
          object.members().stream()
              .filter(m -> !harmless.contains(m.name()))
              .forEach(m -> collect(m.value(), m.name(), harmless, uses));
    }
  }
}
