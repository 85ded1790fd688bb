package dev.taskdock.model;

import java.util.List;

/// What a text is compared with, any one of which suffices: a condition has either wildcards or
/// regular expressions.
public sealed interface Patterns {
  /// As they are written.
  List<String> values();

  /// Patterns of the whole text in which `*` stands for any characters and `?` for one.
  record Wildcards(List<String> values) implements Patterns {
    public Wildcards {
      values = List.copyOf(values);
    }
  }

  /// Regular expressions, found anywhere in the text.
  record Regexes(List<String> values) implements Patterns {
    public Regexes {
      values = List.copyOf(values);
    }
  }
}
