package dev.taskdock.problem;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Diagnostics as text for people.
public final class Report {
  private static final int QUOTED_RELATED = 2;
  private static final int LISTED_RELATED = 5;

  private final Map<String, String> sourcesByFile;
  private final Map<String, SourceLines> linesByFile = new HashMap<>();
  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  private Report(Map<String, String> sourcesByFile, boolean colour) {
    this.sourcesByFile = sourcesByFile;
    this.paint = colour ? Paint.COLOUR : Paint.PLAIN;
  }

  /// The diagnostics in the order given, each with the line it points at, a blank line between
  /// them.
  ///
  /// @param sourcesByFile the texts to quote from, by the file name of the locations; a file that
  ///   is missing here is not quoted
  /// @param colour whether the reader is a terminal that shows colours
  public static String text(
      List<Diagnostic> diagnostics, Map<String, String> sourcesByFile, boolean colour) {
    var report = new Report(sourcesByFile, colour);
    diagnostics.forEach(report::append);
    return report.text.toString();
  }

  /// `2 errors, 1 warning in 3 files`; `no problems in 1 file`.
  public static String summary(List<Diagnostic> diagnostics, int files) {
    var parts = new ArrayList<String>();
    for (var severity : Severity.values()) {
      long count = diagnostics.stream().filter(d -> d.severity() == severity).count();
      if (count > 0) {
        parts.add(counted(count, severity.word()));
      }
    }
    var found = parts.isEmpty() ? "no problems" : String.join(", ", parts);
    return found + " in " + counted(files, "file");
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private void append(Diagnostic diagnostic) {
    text.append(text.isEmpty() ? "" : "\n");
    var severity = diagnostic.severity();
    var title = severity.word() + " " + diagnostic.code().name() + ":";
    line(paint.strong(severity, title) + " " + Cells.visible(diagnostic.what()));
    appendPlaces(diagnostic);
    appendAdvice("why", diagnostic.why());
    appendAdvice("fix", diagnostic.fix());
  }

  private void appendPlaces(Diagnostic diagnostic) {
    var shown = diagnostic.related().stream().limit(LISTED_RELATED).toList();
    boolean quoted = diagnostic.related().size() <= QUOTED_RELATED;
    int gutter = gutter(diagnostic);
    diagnostic
        .location()
        .ifPresent(location -> appendPlace('┌', location, "", true, diagnostic, gutter));
    for (var related : shown) {
      appendPlace('├', related.location(), related.text(), quoted, diagnostic, gutter);
    }
    int more = diagnostic.related().size() - shown.size();
    if (more > 0) {
      line(" ".repeat(gutter) + paint.dim("├ ") + "and " + more + " more");
    }
  }

  private void appendPlace(
      char corner, Location location, String note, boolean quoted, Diagnostic of, int gutter) {
    var suffix = note.isEmpty() ? "" : "  " + Cells.visible(note);
    line(" ".repeat(gutter) + paint.dim(corner + " ") + Cells.visible(position(location)) + suffix);
    excerpt(location)
        .filter(_ -> quoted)
        .ifPresent(excerpt -> appendExcerpt(excerpt, of.severity(), gutter));
  }

  /// The file alone where no place in it is meant.
  private static String position(Location location) {
    return location.equals(Location.startOf(location.file()))
        ? location.file()
        : location.toString();
  }

  private void appendExcerpt(Excerpt excerpt, Severity severity, int gutter) {
    var number = Integer.toString(excerpt.line());
    var margin = " ".repeat(gutter - number.length());
    line(paint.dim(margin + number + "│ ") + excerpt.text());
    line(paint.dim(" ".repeat(gutter) + "│ ") + paint.strong(severity, excerpt.carets()));
  }

  private void appendAdvice(String label, String advice) {
    if (advice.isEmpty()) {
      return;
    }
    var indent = label;
    for (var sentence : advice.split("\n", -1)) {
      line("  " + paint.dim(indent) + "  " + Cells.visible(sentence));
      indent = " ".repeat(label.length());
    }
  }

  private void line(String content) {
    text.append(content.stripTrailing()).append('\n');
  }

  /// As many cells as the longest line number shown needs, at least two.
  private static int gutter(Diagnostic diagnostic) {
    int last = diagnostic.location().map(Location::line).orElse(1);
    for (var related : diagnostic.related()) {
      last = Math.max(last, related.location().line());
    }
    return Math.max(2, Integer.toString(last).length());
  }

  private Optional<Excerpt> excerpt(Location location) {
    return Optional.ofNullable(sourcesByFile.get(location.file()))
        .map(source -> linesByFile.computeIfAbsent(location.file(), _ -> SourceLines.of(source)))
        .flatMap(lines -> Excerpt.of(location, lines));
  }
}
