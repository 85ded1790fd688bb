package dev.taskdock.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/// Regular expressions that programs written in Go read, as the log drivers of ECS are: nothing in
/// them looks ahead or back, and none takes longer than a line is long.
///
/// Source: the syntax of RE2.
public final class GoPattern {
  private GoPattern() {}

  /// What `text` means; empty where it is no pattern of Go's.
  public static Optional<Pattern> compiled(String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }
}
