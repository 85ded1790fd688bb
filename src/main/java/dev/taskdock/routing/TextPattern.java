package dev.taskdock.routing;

import dev.taskdock.model.Patterns;
import java.util.List;

/// One compiled value of a condition.
sealed interface TextPattern permits Glob, Expression {
  /// Which letters count as equal.
  enum Case {
    COUNTS,
    IGNORED
  }

  boolean matches(CharSequence text);

  /// What every text that matches begins with; in lower case where case is ignored.
  String head();

  /// What every text that matches ends with; in lower case where case is ignored.
  String tail();

  /// As it was written.
  String written();

  static List<TextPattern> all(Patterns patterns, Case letters) {
    return switch (patterns) {
      case Patterns.Wildcards(var values) ->
          values.stream().<TextPattern>map(v -> Glob.of(v, letters)).toList();
      case Patterns.Regexes(var values) ->
          values.stream().<TextPattern>map(v -> Expression.of(v, letters)).toList();
    };
  }
}
