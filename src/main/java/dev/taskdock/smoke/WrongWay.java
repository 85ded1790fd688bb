package dev.taskdock.smoke;

import static dev.taskdock.problem.Code.TD6001;

import dev.taskdock.app.SiblingName;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns a look-up of a sibling's name into the line to change: the one in the folder its image is
/// built from, where it is built here.
final class WrongWay {
  private static final long LARGEST = 1 << 20;
  private static final int MOST_FILES = 2000;
  private static final int DEEPEST = 8;

  private WrongWay() {}

  /// A diagnostic, and the text it quotes from.
  record Found(Diagnostic diagnostic, Map<String, String> sources) {
    Found {
      sources = Map.copyOf(sources);
    }
  }

  /// What to change.
  ///
  /// @param build of the image of the container that looked
  /// @param here the folder that paths are shown from
  static Found explain(SiblingName name, Optional<ImageBuild> build, Path here) {
    var place = build.flatMap(b -> place(name, Path.of(b.context())));
    var written = place.map(Place::written).orElse(name.written());
    var instead = place.map(Place::instead).orElse(name.instead());
    var what = "\"%s\" looks for \"%s\" by its name".formatted(name.looking(), name.sibling());
    var diagnostic =
        Diagnostic.error(TD6001, what)
            .because(
                "On Fargate the containers of a task share one address, and have no names.\n"
                    + name.looking()
                    + " printed: "
                    + name.line().strip())
            .fixedBy(
                "write %s instead of %s".formatted(instead, written) + inContainer(name, place));
    return place
        .map(p -> {
          var file = shown(p.file(), here);
          return new Found(
              diagnostic.at(new Location(file, p.line(), p.column(), p.written().length())),
              Map.of(file, p.text()));
        })
        .orElseGet(() -> new Found(diagnostic, Map.of()));
  }

  private static String inContainer(SiblingName name, Optional<Place> place) {
    return place.isPresent()
        ? ""
        : name.at().map(b -> ", at %s:%d in the image".formatted(b.path(), b.line())).orElse("");
  }

  /// Where a text stands in a file.
  private record Place(
      Path file, String text, int line, int column, String written, String instead) {}

  private static Optional<Place> place(SiblingName name, Path context) {
    var blamed = name.at().map(b -> Path.of(b.path()).getFileName().toString());
    var line = name.at().map(SiblingName.Blamed::line).orElse(0);
    try (var files = Files.walk(context, DEEPEST)) {
      return files
          .filter(WrongWay::isWorthReading)
          .limit(MOST_FILES)
          .sorted()
          .flatMap(file -> places(name, file).stream())
          .min(
              Comparator.comparing((Place p) ->
                      blamed.filter(p.file().getFileName().toString()::equals).isEmpty())
                  .thenComparing(p -> p.line() != line));
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static boolean isWorthReading(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= LARGEST
          && !file.toString().contains("/.git/")
          && !file.toString().contains("/node_modules/");
    } catch (IOException _) {
      return false;
    }
  }

  private static List<Place> places(SiblingName name, Path file) {
    try {
      var text = Files.readString(file, StandardCharsets.UTF_8);
      var port = name.port().isPresent() ? name.port().getAsInt() + "" : "\\d{1,5}";
      var pattern =
          Pattern.compile(
              "(?<![\\w.-])" + Pattern.quote(name.sibling().name()) + ":(" + port + ")\\b");
      var lines = text.split("\n", -1);
      var places = new java.util.ArrayList<Place>();
      for (int i = 0; i < lines.length; i++) {
        var matcher = pattern.matcher(lines[i]);
        if (matcher.find()) {
          places.add(
              new Place(
                  file,
                  text,
                  i + 1,
                  matcher.start() + 1,
                  matcher.group(),
                  "127.0.0.1:" + matcher.group(1)));
        }
      }
      return places;
    } catch (MalformedInputException _) {
      return List.of();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static String shown(Path file, Path here) {
    var absolute = file.toAbsolutePath().normalize();
    var base = here.toAbsolutePath().normalize();
    return absolute.startsWith(base) ? base.relativize(absolute).toString() : absolute.toString();
  }
}
