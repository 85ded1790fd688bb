package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD2002;
import static dev.taskdock.problem.Code.TD2006;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A value that is due to be of a certain type. Where it is not, that is told and the answer empty.
record Value(Node node, Place place, Findings findings) {
  /// The same, whose line is not to be shown.
  Value unquoted() {
    return node instanceof Node.Scalar scalar
        ? new Value(
            new Node.Scalar(scalar.location().unquoted(), scalar.kind(), scalar.text()),
            place,
            findings)
        : this;
  }

  boolean isNull() {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Scalar.Kind.NULL;
  }

  boolean isFalse() {
    return node instanceof Node.Scalar scalar
        && (scalar.kind() == Node.Scalar.Kind.BOOLEAN || scalar.kind() == Node.Scalar.Kind.ANY)
        && scalar.text().equalsIgnoreCase("false");
  }

  Optional<String> text() {
    if (!(node instanceof Node.Scalar scalar) || isNull()) {
      return wrong("text", "");
    }
    if (!scalar.kind().isText()) {
      findings.withoutQuotes(place, scalar.location());
    }
    return Optional.of(scalar.text());
  }

  OptionalLong whole() {
    if (node instanceof Node.Scalar scalar) {
      try {
        long number = Long.parseLong(scalar.text());
        if (scalar.kind() == Node.Scalar.Kind.TEXT) {
          findings.inQuotes(place, scalar.location());
        }
        return OptionalLong.of(number);
      } catch (NumberFormatException _) {
        // Told below, as for every other value that is no whole number.
      }
    }
    wrong("a whole number", "");
    return OptionalLong.empty();
  }

  Optional<Boolean> flag() {
    if (node instanceof Node.Scalar scalar) {
      boolean yes = scalar.text().equalsIgnoreCase("true");
      boolean no = scalar.text().equalsIgnoreCase("false");
      if ((yes || no) && scalar.kind() == Node.Scalar.Kind.TEXT) {
        findings.inQuotes(place, scalar.location());
      }
      if (yes || no) {
        return Optional.of(yes);
      }
    }
    return wrong("true or false", "");
  }

  /// One of `words`; in another case it is taken as meant, and told.
  Optional<String> word(List<String> words) {
    return text().flatMap(text -> words.contains(text) ? Optional.of(text) : nearly(text, words));
  }

  private Optional<String> nearly(String text, List<String> words) {
    var same = words.stream().filter(text::equalsIgnoreCase).findFirst();
    var name = Findings.named(place);
    var diagnostic =
        same.isPresent()
            ? Diagnostic.warning(TD2006, name + " is " + Quoted.of(text))
            : Diagnostic.error(TD2006, name + " cannot be " + Quoted.of(text));
    var meant =
        same.or(() -> words.size() == 1 ? Optional.of(words.getFirst()) : Nearest.of(text, words))
            .map(Quoted::of)
            .orElse("one of them");
    findings.add(
        diagnostic
            .at(node.location())
            .because("ECS knows " + String.join(", ", words) + " here.")
            .fixedBy("write " + meant));
    return same;
  }

  Optional<Node.Mapping> mapping() {
    return node instanceof Node.Mapping mapping ? Optional.of(mapping) : wrong("an object", "");
  }

  /// The items, placed by their index.
  ///
  /// @param expected what is due, in words
  /// @param example how it is written
  List<Value> items(String expected, String example) {
    if (!(node instanceof Node.Sequence list)) {
      wrong(expected, example);
      return List.of();
    }
    var items = new ArrayList<Value>();
    for (var item : list.items()) {
      var at = place.item(items.size());
      findings.place(at, item.location());
      items.add(new Value(item, at, findings));
    }
    return items;
  }

  /// Tells that something else is due. Environments and options of log drivers are not quoted: any
  /// part may be a credential.
  private <T> Optional<T> wrong(String expected, String example) {
    boolean confidential = place.path().contains("environment") || place.path().contains("options");
    boolean number = node instanceof Node.Scalar s && s.kind() == Node.Scalar.Kind.NUMBER;
    var seen = number && expected.endsWith("number") ? "this one" : node.described();
    var what = Findings.named(place) + " must be " + expected + ", not " + seen;
    findings.add(
        Diagnostic.error(TD2002, what)
            .at(confidential ? node.location().unquoted() : node.location())
            .because("The place is " + place + ".")
            .fixedBy(example.isEmpty() ? "" : "write " + example));
    return Optional.empty();
  }
}
