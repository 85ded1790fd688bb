package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which members a file has, with what becomes of each. It needs no definition without errors: a
/// member is known by its name and place alone.
public final class Inventory {
  private final Map<Term, List<Location>> locations = new LinkedHashMap<>();

  private Inventory() {}

  /// A member that is written, and everywhere it is.
  ///
  /// @param locations of its names, at least one
  public record Entry(Term term, List<Location> locations) {
    public Entry {
      locations = List.copyOf(locations);
    }
  }

  /// The members in `source` in the order in which each is first written; empty where it holds no
  /// definition, after telling what it is instead. Members that are empty or unknown are left out.
  public static Optional<List<Entry>> of(Source source, Problems problems) {
    return TaskDefinitionReader.tree(source, problems).flatMap(root -> of(root, problems));
  }

  /// The same of a tree, whatever text it is from.
  public static Optional<List<Entry>> of(Node root, Problems problems) {
    return Shape.definitionIn(root, problems)
        .map(definition -> {
          var inventory = new Inventory();
          inventory.walk(definition, Place.ROOT);
          return inventory.entries();
        });
  }

  private void walk(Node node, Place place) {
    switch (node) {
      case Node.Mapping object -> object.members().forEach(member -> take(member, place));
      case Node.Sequence list -> list.items().forEach(item -> walk(item, place.item(0)));
      case Node.Scalar _ -> {}
    }
  }

  private void take(Node.Member member, Place place) {
    for (var term : Vocabulary.of(place)) {
      if (term.name().equals(member.name()) && says(member.value(), term)) {
        locations.computeIfAbsent(term, _ -> new ArrayList<>()).add(member.nameLocation());
        walk(member.value(), place.then(member.name()));
      }
    }
  }

  /// Whether `value` asks for something: what is refused or ignored is not, where it is `false`.
  private static boolean says(Node value, Term term) {
    return switch (term.treatment()) {
      case REFUSED, IGNORED -> !value.isEmpty() && !isFalse(value);
      case HONOURED, APPROXIMATED, DESCRIBED -> !value.isEmpty();
    };
  }

  private static boolean isFalse(Node value) {
    return value instanceof Node.Scalar scalar
        && (scalar.kind() == Node.Scalar.Kind.BOOLEAN || scalar.kind() == Node.Scalar.Kind.ANY)
        && scalar.text().equals("false");
  }

  private List<Entry> entries() {
    return locations.entrySet().stream().map(e -> new Entry(e.getKey(), e.getValue())).toList();
  }
}
