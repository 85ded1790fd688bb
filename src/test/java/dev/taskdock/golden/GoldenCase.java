package dev.taskdock.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One case file.
///
/// @param name of the file, without `.case`
/// @param about the text before the first heading
public record GoldenCase(String name, String about, List<Section> sections) {
  static final String EXPECTED = "expected";
  private static final String DASHES = "--- ";

  public GoldenCase {
    sections = List.copyOf(sections);
  }

  /// What stands under `--- kind argument`; the body ends with a line break unless it is empty.
  public record Section(String kind, String argument, String body) {}

  static GoldenCase parse(String name, String text) {
    var parts = new ArrayList<StringBuilder>();
    parts.add(new StringBuilder());
    for (var line : text.lines().toList()) {
      if (line.startsWith(DASHES)) {
        parts.add(new StringBuilder());
      }
      parts.getLast().append(line).append('\n');
    }
    var sections = parts.stream().skip(1).map(part -> section(part.toString())).toList();
    return new GoldenCase(name, parts.getFirst().toString(), sections);
  }

  private static Section section(String text) {
    int end = text.indexOf('\n');
    var heading = text.substring(DASHES.length(), end).split(" ", 2);
    return new Section(heading[0], heading.length > 1 ? heading[1] : "", text.substring(end + 1));
  }

  /// The first section of a kind.
  public Optional<Section> first(String kind) {
    return all(kind).stream().findFirst();
  }

  /// The sections of a kind in order.
  public List<Section> all(String kind) {
    return sections.stream().filter(section -> section.kind().equals(kind)).toList();
  }

  String expected() {
    return first(EXPECTED).map(Section::body).orElse("");
  }

  /// The whole file with another expectation.
  String textExpecting(String actual) {
    var text = new StringBuilder(about);
    for (var section : sections) {
      if (!section.kind().equals(EXPECTED)) {
        var argument = section.argument().isEmpty() ? "" : " " + section.argument();
        text.append(DASHES).append(section.kind()).append(argument).append('\n');
        text.append(section.body());
      }
    }
    return text.append(DASHES).append(EXPECTED).append('\n').append(actual).toString();
  }
}
