package dev.taskdock.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Regular expressions that programs written in Go read, as the log drivers of ECS are.
///
/// Source: the syntax of RE2.
public final class GoPattern {
  /// Go names a group so; the name is of no use here and may be one that Java does not take.
  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P?<\\w+>");

  private static final Pattern CLASS =
      Pattern.compile(
          "\\[:(\\^?)(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word"
              + "|xdigit):]");

  /// What Java reads and RE2 does not: it looks neither ahead nor back.
  private static final Pattern BEYOND_RE2 =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*(?:\\(\\?(?:[=!>]|<[=!])|\\\\[1-9])");

  private GoPattern() {}

  /// What `text` means; empty where it is no pattern of Go's, or none that can be read here.
  public static Optional<Pattern> compiled(String text) {
    if (BEYOND_RE2.matcher(text).find()) {
      return Optional.empty();
    }
    var unnamed = NAMED_GROUP.matcher(text).replaceAll("(");
    try {
      return Optional.of(Pattern.compile(CLASS.matcher(unnamed).replaceAll(GoPattern::ofJava)));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  private static String ofJava(MatchResult found) {
    boolean others = !found.group(1).isEmpty();
    var name =
        switch (found.group(2)) {
          case "word" -> others ? "\\W" : "\\w";
          case "ascii" -> others ? "\\P{ASCII}" : "\\p{ASCII}";
          case "xdigit" -> others ? "\\P{XDigit}" : "\\p{XDigit}";
          case String other ->
              (others ? "\\P{" : "\\p{")
                  + other.substring(0, 1).toUpperCase(Locale.ROOT)
                  + other.substring(1)
                  + "}";
        };
    return Matcher.quoteReplacement(name);
  }
}
