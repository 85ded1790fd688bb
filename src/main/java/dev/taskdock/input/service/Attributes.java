package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4014;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Attributes: a list of `Key` and `Value` as AWS has it, or an object of them, which says the same
/// in less.
final class Attributes {
  private static final List<String> BOOLEANS = List.of("true", "false");

  private final Fields owner;
  private final Map<String, Written> written = new HashMap<>();

  private record Written(String value, Location location) {}

  private Attributes(Fields owner) {
    this.owner = owner;
  }

  /// The attributes at the member `name` of `owner`, after telling those not among `known`, which
  /// may end in `*`.
  static Attributes of(Fields owner, String name, List<String> known) {
    var attributes = new Attributes(owner);
    var member = owner.members().stream().filter(m -> m.name().equals(name)).findFirst();
    if (member.filter(m -> m.value() instanceof Node.Mapping).isPresent()) {
      owner.object(name).ifPresent(attributes::addObject);
    } else {
      owner.objects(name).forEach(attributes::addPair);
    }
    attributes.tellUnknown(known);
    return attributes;
  }

  private void addObject(Fields object) {
    for (var member : object.members()) {
      object
          .textAt(member)
          .ifPresent(v -> written.put(member.name(), new Written(v, member.nameLocation())));
    }
  }

  private void addPair(Fields pair) {
    var members = Members.of(pair, Shape.ATTRIBUTE);
    var value = members.text("Value").orElse("");
    members
        .due("Key", "NAME")
        .ifPresent(key -> written.put(key, new Written(value, pair.locationOf("Key"))));
  }

  private void tellUnknown(List<String> known) {
    written.forEach((key, attribute) -> {
      if (known.stream().noneMatch(k -> matches(k, key))) {
        owner.add(
            Diagnostic.error(TD4014, "no attribute is called " + Quoted.of(key))
                .at(attribute.location)
                .becauseAwsSays("Key " + key + " not valid")
                .fixedBy(
                    Nearest.of(key, known)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    });
  }

  private static boolean matches(String known, String key) {
    return known.endsWith("*")
        ? key.startsWith(known.substring(0, known.length() - 1))
        : known.equals(key);
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(written.get(key)).map(Written::value);
  }

  boolean flag(String key, boolean otherwise) {
    return word(key, BOOLEANS).map("true"::equals).orElse(otherwise);
  }

  Optional<String> word(String key, List<String> words) {
    var value = text(key);
    if (value.isPresent() && !words.contains(value.get())) {
      tell(key, "AWS knows " + String.join(", ", words) + " here.");
    }
    return value.filter(words::contains);
  }

  Optional<Integer> number(String key, int least, int most) {
    var number = text(key).filter(t -> t.matches("\\d{1,9}")).map(Integer::valueOf);
    var fits = number.filter(n -> n >= least && n <= most);
    if (text(key).isPresent() && fits.isEmpty()) {
      tell(key, "AWS takes whole numbers from " + least + " to " + most + " here.");
    }
    return fits;
  }

  Duration seconds(String key, int least, int most, Duration otherwise) {
    return number(key, least, most).map(Duration::ofSeconds).orElse(otherwise);
  }

  /// Tells that the value of `key` is none.
  void tell(String key, String why) {
    var attribute = written.get(key);
    owner.add(
        Diagnostic.error(TD4014, "a value that " + Quoted.of(key) + " does not take")
            .at(attribute == null ? owner.location() : attribute.location)
            .because(why)
            .fixedBy("change the value"));
  }

  /// The same in AWS's words.
  void tellAws(String key, String message) {
    var attribute = written.get(key);
    owner.add(
        Diagnostic.error(TD4014, "a value that " + Quoted.of(key) + " does not take")
            .at(attribute == null ? owner.location() : attribute.location)
            .becauseAwsSays(message)
            .fixedBy("change the value"));
  }

  /// All that begin with `prefix`, by the rest of their keys.
  Map<String, String> under(String prefix) {
    var rest = new HashMap<String, String>();
    written.forEach((key, attribute) -> {
      if (key.startsWith(prefix)) {
        rest.put(key.substring(prefix.length()), attribute.value);
      }
    });
    return rest;
  }
}
