package dev.taskdock.input;

import dev.taskdock.problem.Location;
import java.util.List;
import java.util.Optional;

/// A value in a text, with its place. JSON and YAML give the same nodes.
public sealed interface Node {
  /// Where it stands: a scalar as a whole, a list or an object at its first character.
  Location location();

  /// What it is, as a sentence says it: `a list`, `the text "80"`.
  String described();

  /// Whether it says nothing: null, `""`, `[]`, `{}`, or an object of such members only. Exports of
  /// the console and older tools write those for everything that is not set.
  default boolean isEmpty() {
    return switch (this) {
      case Mapping object -> object.members().stream().allMatch(m -> m.value().isEmpty());
      case Sequence list -> list.items().isEmpty();
      case Scalar scalar ->
          scalar.kind() == Scalar.Kind.NULL || (scalar.text().isEmpty() && scalar.kind().isText());
    };
  }

  /// Whether it is an object that says nothing and was written all the same: `{}`, or with members
  /// that are empty, but not all null. Exports write null for what is not set.
  default boolean isHollow() {
    return this instanceof Mapping object
        && object.isEmpty()
        && (object.members().isEmpty()
            || object.members().stream()
                .anyMatch(m -> !(m.value() instanceof Scalar s && s.kind() == Scalar.Kind.NULL)));
  }

  /// An object: members in the order written, a repeated name as often as it was written.
  record Mapping(Location location, List<Member> members) implements Node {
    public Mapping {
      members = List.copyOf(members);
    }

    /// The value of `name`; the last one where it is written twice, as JSON readers do.
    public Optional<Node> get(String name) {
      for (int i = members.size() - 1; i >= 0; i--) {
        if (members.get(i).name().equals(name)) {
          return Optional.of(members.get(i).value());
        }
      }
      return Optional.empty();
    }

    /// Whether `name` is written, with any value.
    public boolean has(String name) {
      return get(name).isPresent();
    }

    @Override
    public String described() {
      return "an object";
    }
  }

  /// A name in an object and its value.
  record Member(String name, Location nameLocation, Node value) {}

  /// A list.
  record Sequence(Location location, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /// A text, number, boolean or null.
  ///
  /// @param text of a text its content, of all others what was written, so `1.50` stays `1.50`
  record Scalar(Location location, Kind kind, String text) implements Node {
    /// What its notation makes of a scalar.
    public enum Kind {
      TEXT,
      NUMBER,
      BOOLEAN,
      NULL,
      /// Whatever is due: CloudFormation turns each value into the type of its property.
      ANY;

      /// Whether it can be any text.
      boolean isText() {
        return this == TEXT || this == ANY;
      }
    }

    @Override
    public String described() {
      return switch (kind) {
        case TEXT, ANY -> "text";
        case NUMBER -> "a number";
        case BOOLEAN -> "true or false";
        case NULL -> "null";
      };
    }
  }
}
