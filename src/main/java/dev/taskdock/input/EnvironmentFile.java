package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD1030;
import static dev.taskdock.problem.Code.TD1031;
import static dev.taskdock.problem.Code.TD1032;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Files of `NAME=value` lines, read exactly as the ECS agent reads the files of
/// `environmentFiles`.
///
/// A line is split at its first `=`; the value is everything after it, with spaces, quotes, `$` and
/// backslashes as they are. `#` begins a comment only as the first character of a line. Of a name
/// written twice the last line counts. Source: amazon-ecs-agent, `agent/taskresource/envFiles`.
///
/// Values are never quoted in a diagnostic.
public final class EnvironmentFile {
  private static final String EXPORT = "export ";

  private EnvironmentFile() {}

  /// `-e [container:]NAME=value`.
  ///
  /// @param container whose environment, every container's if empty
  public record Assignment(Optional<String> container, String name, String value) {
    @Override
    public String toString() {
      return container.map(c -> c + ":").orElse("") + name + "=***";
    }
  }

  /// The variables in `source` in the order written.
  public static Map<String, String> read(Source source, Problems problems) {
    var variables = new LinkedHashMap<String, String>();
    var unsplit = new ArrayList<Location>();
    var nameless = new ArrayList<Location>();
    int number = 0;
    for (var line : lines(source.text())) {
      var location = new Location(source.file(), ++number, 1, 0);
      int split = line.indexOf('=');
      if (split > 0 && !line.startsWith("#")) {
        warnOfExport(line, location, problems);
        variables.put(line.substring(0, split), line.substring(split + 1));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        (split < 0 ? unsplit : nameless).add(location);
      }
    }
    tellSkipped(unsplit, "no \"=\"", problems);
    tellSkipped(nameless, "no name before \"=\"", problems);
    return variables;
  }

  /// The lines of a text: they end at a line feed, and a carriage return before it is part of the
  /// end.
  public static List<String> lines(String text) {
    return Arrays.stream(text.split("\n", -1))
        .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
        .toList();
  }

  /// One `-e` option; empty where it is no assignment, after telling why. The text before `=` is
  /// the name, or the container's name, a colon and the name.
  public static Optional<Assignment> parseAssignment(String text, Problems problems) {
    int split = text.indexOf('=');
    if (split <= 0) {
      problems.add(
          Diagnostic.error(TD1032, split < 0 ? "no \"=\" in the option -e" : "no name before \"=\"")
              .fixedBy("write it as -e NAME=value or -e container:NAME=value"));
      return Optional.empty();
    }
    var name = text.substring(0, split);
    var value = text.substring(split + 1);
    int colon = name.indexOf(':');
    return colon > 0 && colon < name.length() - 1
        ? Optional.of(
            new Assignment(Optional.of(name.substring(0, colon)), name.substring(colon + 1), value))
        : Optional.of(new Assignment(Optional.empty(), name, value));
  }

  private static void warnOfExport(String line, Location location, Problems problems) {
    if (line.startsWith(EXPORT)) {
      var name = line.substring(0, line.indexOf('='));
      problems.add(
          Diagnostic.warning(TD1031, "the variable is called " + Quoted.of(name))
              .at(location)
              .because("ECS takes all before \"=\" as the name; it is not a shell that reads this.")
              .fixedBy("write " + Quoted.of(name.substring(EXPORT.length()).strip() + "=…")));
    }
  }

  private static void tellSkipped(List<Location> lines, String why, Problems problems) {
    if (lines.isEmpty()) {
      return;
    }
    var what = lines.size() == 1 ? "a line is skipped" : lines.size() + " lines are skipped";
    problems.add(
        Diagnostic.warning(TD1030, what + ": " + why)
            .at(lines.getFirst())
            .because("ECS reads NAME=value, one on a line; a value cannot go on in the next.")
            .fixedBy("write NAME=value, or begin the line with # to make it a comment")
            .seeAlso(
                lines.stream()
                    .skip(1)
                    .map(l -> new Diagnostic.Related(l, "skipped too"))
                    .toList()));
  }
}
