package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2040;
import static dev.taskdock.problem.Code.TD2041;
import static dev.taskdock.problem.Code.TD2042;
import static dev.taskdock.problem.Code.TD2043;
import static dev.taskdock.problem.Code.TD2044;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The images of a task's containers: as written, or as the user gave them instead.
///
/// Many files hold a placeholder that a pipeline fills in, so an image given on the command line
/// takes the place of the written one before anything is checked.
final class Images {
  /// What only a template writes.
  private static final List<String> PLACEHOLDER_MARKS = List.of("<", ">", "{", "}", "$", "%");

  /// `appImage`: the name of a variable, which a repository cannot have.
  private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+");

  private final Map<String, String> given;

  private Images(Map<String, String> given) {
    this.given = given;
  }

  /// Images for `containers`.
  ///
  /// @param given by the name of their container, or by the repository or a pattern of the written
  ///   image. One under the empty name is for the only container there is, or for the only one that
  ///   has no usable image in the file. Names that fit none are told.
  static Images of(List<Fields> containers, Map<String, String> given, Fields task) {
    var names = containers.stream().map(Images::name).toList();
    var fitting = new HashMap<>(given);
    var unnamed = fitting.remove("");
    if (unnamed != null) {
      target(containers.stream().filter(c -> !given.containsKey(name(c))).toList())
          .ifPresentOrElse(
              name -> fitting.putIfAbsent(name, unnamed),
              () -> task.add(ambiguous(names, unnamed, task.location())));
    }
    given.keySet().stream()
        .filter(name -> ContainerName.isValid(name) && !names.contains(name))
        .sorted()
        .forEach(name -> task.add(unknown(name, names, task.location())));
    return new Images(fitting);
  }

  /// The image `container` runs; empty where there is none, after telling why.
  Optional<ImageReference> read(Fields container) {
    var title = container.title();
    var name = name(container);
    var written = container.text("image");
    var replaced = replacement(name, written.orElse(""));
    if (replaced.isPresent()) {
      return parsed(replaced.get(), title, name, container);
    }
    written.flatMap(ImageReference::parse).ifPresent(image -> tellMoving(image, container));
    if (!container.has("image")) {
      container.add(
          Diagnostic.error(TD2040, title + " has no image")
              .at(container.locationOf("image"))
              .becauseAwsSays("Container.image should not be null or empty.")
              .fixedBy("add \"image\", or run with " + option(name)));
    }
    return written.flatMap(text -> parsed(text, title, name, container));
  }

  /// The image given for the container of that name, or else for the written image, or else for all
  /// of its repository, or else for all like it: of several patterns the longest.
  private Optional<String> replacement(String container, String written) {
    return Optional.ofNullable(given.get(container))
        .or(() -> Optional.ofNullable(given.get(written)).filter(_ -> !written.isEmpty()))
        .or(() -> Optional.ofNullable(given.get(repository(written))))
        .or(() ->
            given.entrySet().stream()
                .filter(e -> e.getKey().contains("*") && isLike(e.getKey(), written))
                .max(Comparator.comparingInt(e -> e.getKey().length()))
                .map(Map.Entry::getValue));
  }

  /// A reference without tag and digest.
  private static String repository(String image) {
    var named = image.replaceFirst("@.*", "");
    int slash = named.lastIndexOf('/');
    int colon = named.indexOf(':', slash + 1);
    return colon < 0 ? named : named.substring(0, colon);
  }

  /// Whether `pattern`, where `*` is anything, is all of `text`.
  private static boolean isLike(String pattern, String text) {
    var parts = pattern.split("\\*", -1);
    if (!text.startsWith(parts[0])) {
      return false;
    }
    int at = parts[0].length();
    for (var part : List.of(parts).subList(1, parts.length - 1)) {
      int found = text.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length();
    }
    var last = parts[parts.length - 1];
    return text.length() - at >= last.length() && text.endsWith(last);
  }

  private static void tellMoving(ImageReference image, Fields container) {
    if (image.canonical().endsWith(":latest")) {
      container.add(
          Diagnostic.of(Severity.NOTE, TD2044, container.title() + " runs whatever is latest")
              .at(container.locationOf("image"))
              .because("Two tasks of one revision can then be of different images.")
              .fixedBy("name a version, or a digest as in \"NAME@sha256:…\""));
    }
  }

  private static Optional<ImageReference> parsed(
      String text, String title, String name, Fields container) {
    var image = ImageReference.parse(text);
    if (image.isEmpty()) {
      boolean placeholder = isPlaceholder(text);
      var what =
          placeholder
              ? title + " has the placeholder " + Quoted.of(text) + " as image"
              : title + " has image " + Quoted.of(text) + ", which is no reference";
      container.add(
          Diagnostic.error(placeholder ? TD2041 : TD2042, what)
              .at(container.locationOf("image"))
              .because(
                  placeholder
                      ? "A pipeline fills it in before AWS sees the file."
                      : "It is [registry/]name[:tag][@digest], the name in lower case.")
              .fixedBy(corrected(text) + "run with " + option(name)));
    }
    return image;
  }

  /// Advice to write the name in lower case or without blanks, where that is all that is wrong.
  private static String corrected(String text) {
    return ImageReference.parse(text.strip().toLowerCase(Locale.ROOT))
        .filter(_ -> !isPlaceholder(text))
        .map(image -> "write " + Quoted.of(image.text()) + ", or ")
        .orElse("");
  }

  private static boolean isPlaceholder(String text) {
    return PLACEHOLDER_MARKS.stream().anyMatch(text::contains)
        || (text.contains("_") && text.chars().noneMatch(Character::isLowerCase))
        || VARIABLE.matcher(text).matches()
        || text.contains("ACCOUNT_ID")
        || text.contains("YOUR_");
  }

  private static Optional<String> target(List<Fields> containers) {
    if (containers.size() == 1) {
      return Optional.of(name(containers.getFirst()));
    }
    var lacking =
        containers.stream()
            .filter(c -> c.text("image").flatMap(ImageReference::parse).isEmpty())
            .map(Images::name)
            .toList();
    return lacking.size() == 1 ? Optional.of(lacking.getFirst()) : Optional.empty();
  }

  private static String name(Fields container) {
    return container.text("name").orElse("");
  }

  private static String option(String name) {
    return "--image " + (name.isEmpty() ? "" : name + "=") + "REFERENCE";
  }

  private static Diagnostic ambiguous(List<String> names, String image, Location location) {
    return Diagnostic.error(TD2043, "which container runs " + Quoted.of(image) + "?")
        .at(location.unquoted())
        .because("An image without a container's name is for the only one that needs an image.")
        .fixedBy("write --image NAME=" + image + " with one of " + String.join(", ", names));
  }

  private static Diagnostic unknown(String name, List<String> names, Location location) {
    return Diagnostic.error(TD2043, "--image names " + Quoted.of(name) + ", which is not there")
        .at(location.unquoted())
        .because("The task has the containers " + String.join(", ", names) + ".")
        .fixedBy(
            Nearest.of(name, names)
                .map(near -> "write --image " + near + "=REFERENCE")
                .orElse("name one of them"));
  }
}
