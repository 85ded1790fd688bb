package dev.taskdock.input.declared;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Nodes made by evaluating others.
public final class Nodes {
  private Nodes() {}

  /// A text of whatever type is due.
  public static Node.Scalar text(Location at, String text) {
    return new Node.Scalar(at, Node.Scalar.Kind.ANY, text);
  }

  public static Node.Sequence texts(Location at, List<String> texts) {
    return new Node.Sequence(at, texts.stream().map(t -> (Node) text(at, t)).toList());
  }

  public static Node.Member member(Location at, String name, Node value) {
    return new Node.Member(name, at, value);
  }

  /// What CloudFormation makes of a scalar: `True` is `true`.
  public static String text(Node.Scalar scalar) {
    return scalar.kind() == Node.Scalar.Kind.BOOLEAN
        ? scalar.text().toLowerCase(Locale.ROOT)
        : scalar.text();
  }

  /// The same value as if it stood at `at`.
  public static Node moved(Node node, Location at) {
    return switch (node) {
      case Node.Scalar scalar -> new Node.Scalar(at, scalar.kind(), scalar.text());
      case Node.Sequence list -> new Node.Sequence(at, items(list, item -> moved(item, at)));
      case Node.Mapping object ->
          new Node.Mapping(at, members(object, m -> member(at, m.name(), moved(m.value(), at))));
    };
  }

  /// The same, no line of which is to be shown.
  public static Node unquoted(Node node) {
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(scalar.location().unquoted(), scalar.kind(), scalar.text());
      case Node.Sequence list ->
          new Node.Sequence(list.location().unquoted(), items(list, Nodes::unquoted));
      case Node.Mapping object ->
          new Node.Mapping(
              object.location().unquoted(),
              members(
                  object, m -> member(m.nameLocation().unquoted(), m.name(), unquoted(m.value()))));
    };
  }

  // Of a large template every value comes by here several times, mostly in lists of one or two.

  private static List<Node> items(Node.Sequence list, UnaryOperator<Node> change) {
    var items = new ArrayList<Node>(list.items().size());
    for (var item : list.items()) {
      items.add(change.apply(item));
    }
    return items;
  }

  private static List<Node.Member> members(Node.Mapping object, UnaryOperator<Node.Member> change) {
    var members = new ArrayList<Node.Member>(object.members().size());
    for (var member : object.members()) {
      members.add(change.apply(member));
    }
    return members;
  }

  /// The only member of `node`, if it is an object of one member that names a function.
  public static Optional<Node.Member> function(Node node) {
    return node instanceof Node.Mapping object && object.members().size() == 1
        ? Optional.of(object.members().getFirst()).filter(m -> isFunction(m.name()))
        : Optional.empty();
  }

  public static boolean isFunction(String name) {
    return name.equals("Ref") || name.startsWith("Fn::");
  }

  /// All scalars in `node`.
  public static List<Node.Scalar> scalars(Node node) {
    var scalars = new ArrayList<Node.Scalar>();
    collect(node, scalars);
    return scalars;
  }

  private static void collect(Node node, List<Node.Scalar> scalars) {
    switch (node) {
      case Node.Scalar scalar -> scalars.add(scalar);
      case Node.Sequence list -> list.items().forEach(item -> collect(item, scalars));
      case Node.Mapping object -> object.members().forEach(m -> collect(m.value(), scalars));
    }
  }

  /// The same object without these members.
  public static Node.Mapping without(Node.Mapping object, String... names) {
    var others = List.of(names);
    return new Node.Mapping(
        object.location(),
        object.members().stream().filter(m -> !others.contains(m.name())).toList());
  }

  /// The same object with more members.
  public static Node.Mapping with(Node.Mapping object, Node.Member... more) {
    var members = new ArrayList<>(object.members());
    members.addAll(List.of(more));
    return new Node.Mapping(object.location(), members);
  }

  /// The text of a member that is one.
  public static Optional<String> textOf(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Scalar scalar && !scalar.isEmpty()
        ? Optional.of(text(scalar))
        : Optional.empty();
  }
}
