package dev.taskdock.input.overlay;

import static dev.taskdock.problem.Code.TD1053;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import dev.taskdock.secrets.Kept;
import dev.taskdock.secrets.LocalSecret;
import dev.taskdock.secrets.SecretFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The `secrets` of `taskdock.yaml`.
///
/// ```
/// secrets:
///   /app/key: "what it is"
///   /app/db/password: {env: DB_PASSWORD}
///   arn:aws:secretsmanager:…:secret:db: {value: {user: app}, stages: {AWSPREVIOUS: {file: ./old}}}
///   API_TOKEN: {command: "pass show api/token"}
/// ```
///
/// Neither values nor words in the place of a key are told: someone may have mistaken the one for
/// the other.
///
/// @param folder where paths begin and commands run
record SecretSection(Path folder) {
  private static final List<String> PLACES = List.of("value", "env", "file", "command");
  private static final List<String> KEYS =
      Stream.concat(PLACES.stream(), Stream.of("stages", "versions")).toList();

  /// The secrets by their keys.
  Map<String, LocalSecret> read(Fields section) {
    var secrets = new LinkedHashMap<String, LocalSecret>();
    for (var member : section.members()) {
      (member.value() instanceof Node.Mapping
              ? section.objectAt(member).flatMap(fields -> secret(fields, member))
              : written(section, member).map(LocalSecret::of))
          .ifPresent(secret -> secrets.put(member.name(), secret));
    }
    return secrets;
  }

  private Optional<LocalSecret> secret(Fields fields, Node.Member member) {
    var current = kept(fields, member, KEYS);
    var stages = others(fields, "stages");
    var versions = others(fields, "versions");
    boolean nothing = current.isEmpty() && stages.isEmpty() && versions.isEmpty();
    return nothing ? Optional.empty() : Optional.of(new LocalSecret(current, stages, versions));
  }

  private Map<String, Kept> others(Fields fields, String name) {
    var others = new LinkedHashMap<String, Kept>();
    fields
        .object(name)
        .ifPresent(section -> {
          for (var member : section.members()) {
            (member.value() instanceof Node.Mapping
                    ? section.objectAt(member).flatMap(f -> kept(f, member, PLACES))
                    : written(section, member))
                .ifPresent(kept -> others.put(member.name(), kept));
          }
        });
    return others;
  }

  /// Where the one value of `fields` is kept; empty where none is said, or more than one.
  private Optional<Kept> kept(Fields fields, Node.Member member, List<String> known) {
    tellUnknown(fields, known);
    var said = PLACES.stream().filter(fields::has).toList();
    boolean others = known.stream().filter(k -> !PLACES.contains(k)).anyMatch(fields::has);
    if (said.size() > 1 || (said.isEmpty() && !others)) {
      var what = (said.isEmpty() ? "no value" : "more than one value") + " for ";
      fields.add(
          Diagnostic.error(TD1053, what + Quoted.of(member.name()))
              .at(member.nameLocation().unquoted())
              .because("A secret has one of " + String.join(", ", PLACES) + ".")
              .fixedBy("write {env: VARIABLE}, {file: PATH} or {command: \"…\"}"));
      return Optional.empty();
    }
    return said.stream().findFirst().flatMap(place -> kept(fields, place));
  }

  private Optional<Kept> kept(Fields fields, String place) {
    return switch (place) {
      case "env" -> fields.text(place).map(Kept.InVariable::new);
      case "file" -> fields.text(place).flatMap(path -> file(fields, path));
      case "command" -> fields.text(place).map(line -> new Kept.ByCommand(line, folder));
      default ->
          fields.members().stream()
              .filter(m -> m.name().equals(place))
              .findFirst()
              .flatMap(m -> SecretFile.text(m.value()))
              .map(SecretValue::new)
              .map(Kept.Here::new);
    };
  }

  private Optional<Kept> file(Fields fields, String path) {
    try {
      return Optional.of(new Kept.InFile(folder.resolve(path).normalize()));
    } catch (InvalidPathException _) {
      fields.add(Diagnostic.error(TD1053, "not a path").at(fields.locationOf("file").unquoted()));
      return Optional.empty();
    }
  }

  private static Optional<Kept> written(Fields section, Node.Member member) {
    var text =
        member.value() instanceof Node.Scalar
            ? SecretFile.text(member.value())
            : Optional.<String>empty();
    if (text.isEmpty()) {
      section.add(
          Diagnostic.error(TD1053, Quoted.of(member.name()) + " is " + member.value().described())
              .at(member.nameLocation().unquoted())
              .because("A secret is a text, or an object that says where its value is kept.")
              .fixedBy("write a text, or {value: …} for a text of JSON"));
    }
    return text.map(SecretValue::new).map(Kept.Here::new);
  }

  private static void tellUnknown(Fields fields, List<String> known) {
    for (var member : fields.members()) {
      if (!known.contains(member.name())) {
        Location place = member.nameLocation().unquoted();
        fields.add(
            Diagnostic.error(TD1053, "a key that secrets do not have")
                .at(place)
                .because("A secret has " + String.join(", ", known) + ".")
                .fixedBy(
                    Nearest.of(member.name(), known)
                        .map(name -> "write " + Quoted.of(name))
                        .orElse("write a text of JSON as {value: …}")));
      }
    }
  }
}
