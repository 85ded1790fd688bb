package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD2002;
import static dev.taskdock.problem.Code.TD2006;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The members of one object, read by name and type.
///
/// A member that is null, `""`, `[]`, `{}` or an object of such members only counts as absent:
/// exports of the console and older tools write those for everything that is not set. A member of
/// the wrong type is told and then absent too. Numbers in quotes, and numbers or booleans where a
/// text is due, are taken as meant and told.
public final class Fields {
  private final Node.Mapping mapping;
  private final Spot spot;
  private final Findings findings;

  /// Where an object is: in the declaration, in the text, and in a sentence.
  private record Spot(Place place, Location location, String title) {
    static Spot of(Node.Mapping object, Place place) {
      return new Spot(place, object.location(), place.toString());
    }
  }

  private Fields(Node.Mapping mapping, Spot spot, Findings findings) {
    this.mapping = mapping;
    this.spot = spot;
    this.findings = findings;
    findings.place(spot.place(), spot.location());
    for (var member : mapping.members().reversed()) {
      findings.place(spot.place().then(member.name()), member.value().location());
    }
  }

  /// The members of the object that is the whole declaration.
  public static Fields of(Node.Mapping mapping, Findings findings) {
    return new Fields(mapping, Spot.of(mapping, Place.ROOT), findings);
  }

  /// The members of `root`; empty where it is no object, after telling so.
  public static Optional<Fields> ofRoot(Node root, Findings findings) {
    if (root instanceof Node.Mapping mapping) {
      return Optional.of(of(mapping, findings));
    }
    findings.add(
        Diagnostic.error(TD2002, "the whole must be an object, not " + root.described())
            .at(root.location()));
    return Optional.empty();
  }

  /// How a sentence names the object: in quotes by its own name where it stands in a list of named
  /// objects, else by its place.
  public String title() {
    return spot.title();
  }

  /// The object's place in the declaration.
  public Place place() {
    return spot.place();
  }

  /// Where the object stands, or its name if it has one.
  public Location location() {
    return spot.location();
  }

  /// Where the value of `name` stands; where the object stands if it is not written.
  public Location locationOf(String name) {
    return mapping.get(name).map(Node::location).orElse(spot.location());
  }

  /// Whether `name` has a value.
  public boolean has(String name) {
    return present(name).isPresent();
  }

  /// Whether `name` is written as the boolean false.
  public boolean isFalse(String name) {
    return present(name)
        .filter(node ->
            node instanceof Node.Scalar(_, Node.Scalar.Kind kind, String text)
                && kind == Node.Scalar.Kind.BOOLEAN
                && text.equalsIgnoreCase("false"))
        .isPresent();
  }

  /// Tells `diagnostic`.
  public void add(Diagnostic diagnostic) {
    findings.add(diagnostic);
  }

  /// The names written, each once, with a value.
  public List<String> names() {
    return mapping.members().stream().map(Node.Member::name).distinct().filter(this::has).toList();
  }

  /// Gathers a warning for each name written that is not one of `known`.
  public void expectOnly(Collection<String> known) {
    for (var member : mapping.members()) {
      if (!known.contains(member.name())) {
        findings.unknown(member, title(), known);
      }
    }
  }

  /// A text that is not empty.
  public Optional<String> text(String name) {
    return present(name).flatMap(node -> text(node, spot.place().then(name)));
  }

  /// A text that may be empty; null counts as empty.
  public Optional<String> anyText(String name) {
    boolean empty = mapping.get(name).filter(node -> !isPresent(node)).isPresent();
    return empty ? Optional.of("") : text(name);
  }

  /// A whole number.
  public OptionalLong whole(String name) {
    return present(name)
        .map(node -> whole(node, spot.place().then(name)))
        .orElse(OptionalLong.empty());
  }

  /// A boolean.
  public Optional<Boolean> flag(String name) {
    return present(name).flatMap(node -> flag(node, spot.place().then(name)));
  }

  /// One of `words`. Another case of one is taken for it and told, anything else is an error.
  public Optional<String> word(String name, List<String> words) {
    return text(name).flatMap(text -> word(name, text, words));
  }

  private Optional<String> word(String name, String text, List<String> words) {
    var same = words.stream().filter(text::equalsIgnoreCase).findFirst();
    if (words.contains(text)) {
      return same;
    }
    var diagnostic =
        same.isPresent()
            ? Diagnostic.warning(TD2006, Quoted.of(name) + " is " + Quoted.of(text))
            : Diagnostic.error(TD2006, Quoted.of(name) + " cannot be " + Quoted.of(text));
    var meant = same.or(() -> Nearest.of(text, words)).map(Quoted::of).orElse("one of them");
    add(
        diagnostic
            .at(locationOf(name))
            .because("ECS knows " + String.join(", ", words) + " here.")
            .fixedBy("write " + meant));
    return same;
  }

  /// A list of texts; empty where absent.
  ///
  /// @param example how such a list is written, to be shown to who wrote something else
  public List<String> texts(String name, String example) {
    var texts = new ArrayList<String>();
    for (var item : items(name, "a list of texts", example)) {
      boolean absent = item.node() instanceof Node.Scalar s && s.kind() == Node.Scalar.Kind.NULL;
      (absent ? Optional.<String>empty() : text(item.node(), item.place())).ifPresent(texts::add);
    }
    return texts;
  }

  /// An object.
  public Optional<Fields> object(String name) {
    return present(name).flatMap(node -> object(node, spot.place().then(name)));
  }

  /// A list of objects, placed by their index; empty where absent.
  public List<Fields> objects(String name) {
    var objects = new ArrayList<Fields>();
    for (var item : items(name, "a list of objects", "[{…}]")) {
      object(item.node(), item.place()).ifPresent(objects::add);
    }
    return objects;
  }

  /// A list of objects, placed by the text of their member `key` where they have one.
  public List<Fields> objectsBy(String key, String name) {
    var objects = new ArrayList<Fields>();
    for (var item : items(name, "a list of objects", "[{…}]")) {
      named(item.node(), key)
          .map(title -> titled((Node.Mapping) item.node(), title, spot.place().then(name)))
          .or(() -> object(item.node(), item.place()))
          .ifPresent(objects::add);
    }
    return objects;
  }

  /// All members as written, for objects whose names are the user's own.
  public List<Node.Member> members() {
    return mapping.members();
  }

  /// The object at `node`, which is a member's value of this one.
  public Optional<Fields> objectAt(Node.Member member) {
    return object(member.value(), spot.place().then(member.name()));
  }

  /// The text at the value of `member` of this object.
  public Optional<String> textAt(Node.Member member) {
    return text(member.value(), spot.place().then(member.name()));
  }

  /// The text at the value of `member`, where a number or a boolean is as good as a text.
  public Optional<String> plainTextAt(Node.Member member) {
    return member.value() instanceof Node.Scalar(_, Node.Scalar.Kind kind, String text)
            && kind != Node.Scalar.Kind.NULL
        ? Optional.of(text)
        : textAt(member);
  }

  private record Item(Node node, Place place) {}

  private Optional<Node> present(String name) {
    return mapping.get(name).filter(Fields::isPresent);
  }

  private static boolean isPresent(Node node) {
    return switch (node) {
      case Node.Mapping object -> object.members().stream().anyMatch(m -> isPresent(m.value()));
      case Node.Sequence list -> !list.items().isEmpty();
      case Node.Scalar(_, var kind, var text) ->
          kind != Node.Scalar.Kind.NULL && !(kind == Node.Scalar.Kind.TEXT && text.isEmpty());
    };
  }

  private Optional<String> text(Node node, Place at) {
    if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Scalar.Kind.NULL) {
      wrongType(node, at, "text", "");
      return Optional.empty();
    }
    if (scalar.kind() != Node.Scalar.Kind.TEXT) {
      findings.textAsNumber(at, scalar.location());
    }
    return Optional.of(scalar.text());
  }

  private OptionalLong whole(Node node, Place at) {
    boolean inQuotes = node instanceof Node.Scalar s && s.kind() == Node.Scalar.Kind.TEXT;
    boolean number = node instanceof Node.Scalar s && s.kind() == Node.Scalar.Kind.NUMBER;
    var value =
        (inQuotes || number) && node instanceof Node.Scalar scalar
            ? parsed(scalar.text())
            : OptionalLong.empty();
    if (value.isEmpty()) {
      wrongType(node, at, "a whole number", "");
    } else if (inQuotes) {
      findings.numberAsText(at, node.location());
    }
    return value;
  }

  private static OptionalLong parsed(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private Optional<Boolean> flag(Node node, Place at) {
    if (node instanceof Node.Scalar scalar) {
      boolean yes = scalar.text().equalsIgnoreCase("true");
      boolean no = scalar.text().equalsIgnoreCase("false");
      if ((yes || no) && scalar.kind() != Node.Scalar.Kind.BOOLEAN) {
        findings.numberAsText(at, scalar.location());
      }
      if (yes || no) {
        return Optional.of(yes);
      }
    }
    wrongType(node, at, "true or false", "");
    return Optional.empty();
  }

  private Optional<Fields> object(Node node, Place at) {
    if (node instanceof Node.Mapping object) {
      return Optional.of(new Fields(object, Spot.of(object, at), findings));
    }
    wrongType(node, at, "an object", "");
    return Optional.empty();
  }

  private List<Item> items(String name, String expected, String example) {
    var node = present(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!(node.get() instanceof Node.Sequence list)) {
      wrongType(node.get(), spot.place().then(name), expected, example);
      return List.of();
    }
    var items = new ArrayList<Item>();
    for (var item : list.items()) {
      var at = spot.place().then(name).item(items.size());
      findings.place(at, item.location());
      items.add(new Item(item, at));
    }
    return items;
  }

  private static Optional<Node.Scalar> named(Node node, String key) {
    return node instanceof Node.Mapping object
        ? object
            .get(key)
            .filter(value -> value instanceof Node.Scalar && isPresent(value))
            .map(Node.Scalar.class::cast)
        : Optional.empty();
  }

  private Fields titled(Node.Mapping object, Node.Scalar title, Place list) {
    var spot = new Spot(list.item(title.text()), title.location(), Quoted.of(title.text()));
    return new Fields(object, spot, findings);
  }

  private void wrongType(Node node, Place at, String expected, String example) {
    var what = Findings.named(at) + " must be " + expected + ", not " + seen(node, expected);
    findings.add(
        Diagnostic.error(TD2002, what)
            .at(at.path().contains("environment") ? node.location().unquoted() : node.location())
            .because("The place is " + at + ".")
            .fixedBy(example.isEmpty() ? "" : "write " + example));
  }

  private static String seen(Node node, String expected) {
    boolean fraction = node instanceof Node.Scalar s && s.kind() == Node.Scalar.Kind.NUMBER;
    return fraction && expected.contains("number") ? "this one" : node.described();
  }
}
