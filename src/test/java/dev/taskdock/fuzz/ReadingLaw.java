package dev.taskdock.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// What holds of every reader and every text, sensible or not: it says nothing twice differently,
/// it gives a value or tells an error, and what it tells can be shown and lies in the text.
public final class ReadingLaw {
  /// Where a line ends, as editors count them.
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

  /// The most that a report may be longer than its text, per diagnostic and its places.
  private static final int REPORT_PER_PLACE = 4_000;

  private ReadingLaw() {}

  /// The text that `bytes` are as a file called `name`; empty where they are none, which is told.
  public static Optional<Source> source(String name, byte[] bytes) {
    var problems = new Problems();
    var source = Source.read(new ByteArrayInputStream(bytes), problems);
    assertThat(source.isEmpty()).as("no text, or an error").isEqualTo(problems.hasErrors());
    return source.map(s -> new Source(name, s.text()));
  }

  /// What `reader` makes of `source`, which is nothing only where it tells an error.
  public static <T> Optional<T> valueOrError(
      Source source, BiFunction<Source, Problems, Optional<T>> reader) {
    var problems = new Problems();
    var value = twice(source, reader, problems);
    assertThat(value.isPresent() || problems.hasErrors()).as("a value, or an error").isTrue();
    return value;
  }

  /// What `reader` makes of `source`, which is nothing where it tells an error, and only there.
  public static <T> Optional<T> eitherValueOrError(
      Source source, BiFunction<Source, Problems, Optional<T>> reader) {
    var problems = new Problems();
    var value = twice(source, reader, problems);
    assertThat(value.isEmpty()).as("no value, or an error").isEqualTo(problems.hasErrors());
    return value;
  }

  private static <T> Optional<T> twice(
      Source source, BiFunction<Source, Problems, Optional<T>> reader, Problems problems) {
    var value = reader.apply(source, problems);
    var again = new Problems();
    assertThat(reader.apply(source, again)).isEqualTo(value);
    assertThat(again.all()).isEqualTo(problems.all());
    canBeShown(source, problems.all());
    return value;
  }

  private static void canBeShown(Source source, List<Diagnostic> diagnostics) {
    var lines = LINE_END.split(source.text(), -1);
    int places = 0;
    for (var diagnostic : diagnostics) {
      assertThat(diagnostic.what()).isNotBlank();
      diagnostic.location().ifPresent(l -> isInside(source, lines, l));
      diagnostic.related().forEach(r -> isInside(source, lines, r.location()));
      places += 1 + diagnostic.related().size();
    }
    assertThat(places).isLessThanOrEqualTo(100 + source.text().length());
    var report = Report.text(diagnostics, Map.of(source.file(), source.text()), true);
    assertThat(report.length()).isLessThanOrEqualTo(REPORT_PER_PLACE * places);
  }

  private static void isInside(Source source, String[] lines, Location location) {
    assertThat(location.file()).isEqualTo(source.file());
    assertThat(location.line()).as("%s", location).isLessThanOrEqualTo(lines.length);
    int room = lines[location.line() - 1].length();
    assertThat(location.column() - 1).as("%s", location).isLessThanOrEqualTo(room);
    assertThat(location.length()).as("%s", location).isLessThanOrEqualTo(source.text().length());
  }
}
