package dev.taskdock.input.overlay;

import static dev.taskdock.problem.Code.TD1041;
import static dev.taskdock.problem.Code.TD1053;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import dev.taskdock.secrets.LocalFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// The `environmentFiles` and `volumes` of `taskdock.yaml`.
///
/// ```
/// environmentFiles:
///   arn:aws:s3:::config/web.env: ./web.env
///   arn:aws:s3:::config/*: ./env
/// volumes:
///   uploads: ./uploads
///   cache: {path: /var/tmp/cache}
/// ```
///
/// @param folder where paths begin
record LocalPaths(Path folder) {
  /// The local copies of files in S3. Whether one exists is told to who needs it.
  LocalFiles copies(Fields overlay) {
    return new LocalFiles(paths(overlay, "environmentFiles", this::copy));
  }

  /// The folders by volume; all exist.
  Map<String, Path> volumes(Fields overlay) {
    return paths(overlay, "volumes", this::volume);
  }

  private static Map<String, Path> paths(
      Fields fields, String name, BiFunction<Fields, Node.Member, Optional<Path>> reading) {
    var paths = new LinkedHashMap<String, Path>();
    fields
        .object(name)
        .ifPresent(section -> {
          for (var member : section.members()) {
            reading.apply(section, member).ifPresent(path -> paths.put(member.name(), path));
          }
        });
    return paths;
  }

  private Optional<Path> copy(Fields section, Node.Member member) {
    var arn = member.name();
    int star = arn.indexOf('*');
    if (!arn.startsWith("arn:") || (star >= 0 && star < arn.length() - 1)) {
      section.add(
          fault(TD1053, Quoted.of(arn) + " is not the ARN of a file", member.nameLocation())
              .because("It stands for one file in S3; with * at its end, for all that begin so.")
              .fixedBy("write arn:aws:s3:::BUCKET/KEY.env, or arn:aws:s3:::BUCKET/*"));
      return Optional.empty();
    }
    return section.textAt(member).flatMap(text -> path(section, text, member));
  }

  private Optional<Path> volume(Fields section, Node.Member member) {
    var text =
        member.value() instanceof Node.Mapping
            ? section.objectAt(member).flatMap(this::pathOfVolume)
            : section.textAt(member);
    return text.flatMap(t -> path(section, t, member))
        .filter(path -> {
          boolean there = Files.isDirectory(path);
          if (!there) {
            section.add(
                fault(
                        TD1041,
                        "no folder for the volume " + Quoted.of(member.name()),
                        member.value().location())
                    .because("It is not made, since a wrong path would be an empty volume.")
                    .fixedBy("mkdir -p " + path));
          }
          return there;
        });
  }

  private Optional<String> pathOfVolume(Fields fields) {
    Overlay.tellUnknown(fields, List.of("path"));
    if (!fields.has("path")) {
      fields.add(
          fault(TD1053, "a volume without \"path\"", fields.location())
              .because("A volume here is a folder of yours.")
              .fixedBy("write {path: ./FOLDER}"));
    }
    return fields.text("path");
  }

  private Optional<Path> path(Fields section, String text, Node.Member member) {
    try {
      return Optional.of(folder.resolve(text).normalize());
    } catch (InvalidPathException _) {
      section.add(fault(TD1053, "not a path", member.value().location()));
      return Optional.empty();
    }
  }

  private static Diagnostic fault(Code code, String what, Location location) {
    return Diagnostic.error(code, what).at(location);
  }
}
