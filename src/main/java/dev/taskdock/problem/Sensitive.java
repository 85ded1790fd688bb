package dev.taskdock.problem;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parts of a text whose lines are shown with discretion because of what stands around them.
///
/// The text may be broken, so it is not parsed: brackets and names are followed in JSON,
/// indentation in all else.
final class Sensitive {
  private static final Pattern ENVIRONMENT =
      Pattern.compile("(?i)environment|variables|x-[\\w.-]*env[\\w.-]*");

  private static final Pattern KEYED_LINE =
      Pattern.compile("^ *(?:- +)*([\"']?)(?<name>[\\w./-]+)\\1[ \\t]*:(?:[ \\t]+(?<value>.*))?$");

  private static final int LONGEST_NAME = 200;

  private final BitSet environments = new BitSet();
  private final BitSet holders = new BitSet();
  private final BitSet texts = new BitSet();

  private enum Kind {
    PLAIN,
    /// The members of an environment.
    ENVIRONMENT,
    /// The members of something whose name looks secret: a parameter of a template.
    HOLDER,
    /// A text over several lines whose name looks secret.
    TEXT
  }

  private Sensitive() {}

  static Sensitive of(String source) {
    var sensitive = new Sensitive();
    var start = source.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      sensitive.followBrackets(source);
    } else {
      sensitive.followIndentation(source);
    }
    return sensitive;
  }

  /// Whether the character at `offset` is inside an environment.
  boolean isInEnvironment(int offset) {
    return environments.get(offset);
  }

  /// Whether the character at `offset` is inside an object whose name looks secret.
  boolean isInHolder(int offset) {
    return holders.get(offset);
  }

  /// Whether the line that begins at `offset` goes on with a secret text.
  boolean isInText(int offset) {
    return texts.get(offset);
  }

  private void followBrackets(String source) {
    var open = new ArrayDeque<Kind>();
    var word = "";
    var key = "";
    int at = 0;
    while (at < source.length()) {
      int next = at + 1;
      switch (source.charAt(at)) {
        case '"' -> {
          next = endOfString(source, at);
          word = next - at < LONGEST_NAME ? source.substring(at + 1, next).replace("\"", "") : "";
        }
        case ':' -> key = word;
        case ',' -> key = "";
        case '{', '[' -> {
          open.push(kind(key, open));
          key = "";
        }
        case '}', ']' -> {
          open.poll();
          key = "";
        }
        default -> {
          // Blanks, numbers and words tell nothing of what is around them.
        }
      }
      mark(open.peek(), at, next);
      at = next;
    }
  }

  private static Kind kind(String key, Deque<Kind> open) {
    var around = open.peek();
    if (around == Kind.ENVIRONMENT || ENVIRONMENT.matcher(key).matches()) {
      return Kind.ENVIRONMENT;
    }
    return around == Kind.HOLDER || SecretNames.isSensitive(key) ? Kind.HOLDER : Kind.PLAIN;
  }

  /// Strings of JSON end on their line, also where their quote is missing.
  private static int endOfString(String source, int start) {
    int at = start + 1;
    while (at < source.length() && source.charAt(at) != '\n') {
      if (source.charAt(at) == '"') {
        return at + 1;
      }
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, source.length());
  }

  private void followIndentation(String source) {
    var kind = Kind.PLAIN;
    int indentation = 0;
    int start = 0;
    while (start < source.length()) {
      int end = endOfLine(source, start);
      var line = source.substring(start, end).stripTrailing();
      int indented = line.length() - line.stripLeading().length();
      boolean item = kind == Kind.ENVIRONMENT && line.startsWith("-", indented);
      boolean inside =
          line.isBlank() || indented > indentation || (item && indented == indentation);
      if (kind != Kind.PLAIN && inside) {
        mark(kind, start, end);
      } else {
        kind = Kind.PLAIN;
      }
      var keyed = KEYED_LINE.matcher(line);
      if ((kind == Kind.PLAIN || kind == Kind.HOLDER) && keyed.matches()) {
        var opened = opened(keyed.group("name"), keyed.group("value"));
        indentation = opened == Kind.PLAIN ? indentation : keyed.start("name");
        kind = opened == Kind.PLAIN ? kind : opened;
      }
      start = end + 1;
    }
  }

  private static int endOfLine(String source, int start) {
    int end = start;
    while (end < source.length() && source.charAt(end) != '\n' && source.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static Kind opened(String name, @Nullable String value) {
    if (ENVIRONMENT.matcher(name).matches()) {
      return Kind.ENVIRONMENT;
    }
    if (!SecretNames.isSensitive(name)) {
      return Kind.PLAIN;
    }
    boolean text = value != null && !value.isEmpty() && "|>\"'".indexOf(value.charAt(0)) >= 0;
    return text ? Kind.TEXT : Kind.HOLDER;
  }

  private void mark(@Nullable Kind kind, int from, int to) {
    if (kind == null) {
      return;
    }
    switch (kind) {
      case PLAIN -> {
        // Shown as it is.
      }
      case ENVIRONMENT -> environments.set(from, to);
      case HOLDER -> holders.set(from, to);
      case TEXT -> texts.set(from, to);
    }
  }
}
