package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD2002;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The members of one object, read by name and type.
///
/// A member that is empty ([Node#isEmpty]) counts as absent. One of the wrong type is told and then
/// absent too. Numbers in quotes, and numbers or booleans where a text is due, are taken as meant
/// and told.
public final class Fields {
  private final Node.Mapping mapping;
  private final Spot spot;
  private final Findings findings;

  /// Lists of objects that were asked for: several rules look at the same `environment`.
  private Map<String, List<Fields>> lists = Map.of();

  /// Where an object is: in the declaration, in the text, and in a sentence.
  ///
  /// @param name the object's own, which a sentence has rather than the place
  private record Spot(Place place, Location location, Optional<String> name) {
    static Spot of(Node.Mapping object, Place place) {
      return new Spot(place, object.location(), Optional.empty());
    }
  }

  private Fields(Node.Mapping mapping, Spot spot, Findings findings) {
    this.mapping = mapping;
    this.spot = spot;
    this.findings = findings;
    findings.place(spot.place(), spot.location());
    findings.places(to -> {
      for (var member : mapping.members().reversed()) {
        to.accept(spot.place().then(member.name()), member.value().location());
      }
    });
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
    return spot.name().map(Quoted::of).orElseGet(() -> spot.place().toString());
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
    return written(name).isPresent();
  }

  /// Whether `name` is written as an object that says nothing ([Node#isHollow]): it counts as
  /// absent, but ECS takes it for what it is, and misses what it requires of it.
  public boolean isHollow(String name) {
    return mapping.get(name).filter(Node::isHollow).isPresent();
  }

  /// Whether `name` is written as an object without any member.
  public boolean isBare(String name) {
    return mapping
        .get(name)
        .filter(node -> node instanceof Node.Mapping object && object.members().isEmpty())
        .isPresent();
  }

  /// Whether `name` is written as the boolean false.
  public boolean isFalse(String name) {
    return value(name).filter(Value::isFalse).isPresent();
  }

  /// Tells `diagnostic`.
  public void add(Diagnostic diagnostic) {
    findings.add(diagnostic);
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
    return value(name).flatMap(Value::text);
  }

  /// A text that may be empty; null counts as empty.
  public Optional<String> anyText(String name) {
    var node = mapping.get(name);
    return node.isPresent() && node.get().isEmpty() ? Optional.of("") : text(name);
  }

  /// A whole number.
  public OptionalLong whole(String name) {
    return value(name).map(Value::whole).orElse(OptionalLong.empty());
  }

  /// A boolean.
  public Optional<Boolean> flag(String name) {
    return value(name).flatMap(Value::flag);
  }

  /// One of `words`. Another case of one is taken for it and told, anything else is an error.
  public Optional<String> word(String name, List<String> words) {
    return value(name).flatMap(value -> value.word(words));
  }

  /// A list of texts; empty where absent.
  ///
  /// @param example how such a list is written, to be shown to who wrote something else
  public List<String> texts(String name, String example) {
    var texts = new ArrayList<String>();
    for (var item : items(name, "a list of texts", example)) {
      (item.isNull() ? Optional.<String>empty() : item.text()).ifPresent(texts::add);
    }
    return texts;
  }

  /// A list of whole numbers; empty where absent.
  public List<Long> wholes(String name, String example) {
    var numbers = new ArrayList<Long>();
    for (var item : items(name, "a list of whole numbers", example)) {
      item.whole().ifPresent(numbers::add);
    }
    return numbers;
  }

  /// The texts of an object whose names are the user's own, in the order written; empty where
  /// absent. No line of it is ever quoted: any text may be a credential.
  public Map<String, String> textsByName(String name) {
    var texts = new LinkedHashMap<String, String>();
    for (var member : object(name).map(Fields::members).orElse(List.of())) {
      valueOf(member).unquoted().text().ifPresent(text -> texts.put(member.name(), text));
    }
    return texts;
  }

  /// An object.
  public Optional<Fields> object(String name) {
    return value(name).flatMap(this::object);
  }

  /// A list of objects, placed by their index; empty where absent.
  public List<Fields> objects(String name) {
    var objects = new ArrayList<Fields>();
    for (var item : items(name, "a list of objects", "[{…}]")) {
      object(item).ifPresent(objects::add);
    }
    return objects;
  }

  /// A list of objects, placed by the text of their member `key` where they have one.
  public List<Fields> objectsBy(String key, String name) {
    var which = key + " " + name;
    var known = lists.get(which);
    if (known == null) {
      known = readObjectsBy(key, name);
      lists = lists.isEmpty() ? new HashMap<>() : lists;
      lists.put(which, known);
    }
    return known;
  }

  private List<Fields> readObjectsBy(String key, String name) {
    var objects = new ArrayList<Fields>();
    for (var item : items(name, "a list of objects", "[{…}]")) {
      titled(item.node(), key, spot.place().then(name))
          .or(() -> object(item))
          .ifPresent(objects::add);
    }
    return List.copyOf(objects);
  }

  /// All members as written, for objects whose names are the user's own.
  public List<Node.Member> members() {
    return mapping.members();
  }

  /// The object that `member` of this one is.
  public Optional<Fields> objectAt(Node.Member member) {
    return object(valueOf(member));
  }

  /// The text that `member` is; a number or a boolean is as good as a text here.
  public Optional<String> textAt(Node.Member member) {
    return member.value() instanceof Node.Scalar scalar && !scalar.isEmpty()
        ? Optional.of(scalar.text())
        : valueOf(member).text();
  }

  private Optional<Value> value(String name) {
    return written(name).map(node -> new Value(node, spot.place().then(name), findings));
  }

  private Optional<Node> written(String name) {
    return mapping.get(name).filter(node -> !node.isEmpty());
  }

  private Value valueOf(Node.Member member) {
    return new Value(member.value(), spot.place().then(member.name()), findings);
  }

  private List<Value> items(String name, String expected, String example) {
    return value(name).map(value -> value.items(expected, example)).orElse(List.of());
  }

  private Optional<Fields> object(Value value) {
    return value
        .mapping()
        .map(object -> new Fields(object, Spot.of(object, value.place()), findings));
  }

  /// The object at `node` if its member `key` gives it a name.
  private Optional<Fields> titled(Node node, String key, Place list) {
    if (node instanceof Node.Mapping object
        && object.get(key).orElse(node) instanceof Node.Scalar title
        && !title.isEmpty()) {
      var place = list.item(title.text());
      var named = new Spot(place, title.location(), Optional.of(title.text()));
      return Optional.of(new Fields(object, named, findings));
    }
    return Optional.empty();
  }
}
