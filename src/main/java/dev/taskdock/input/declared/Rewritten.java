package dev.taskdock.input.declared;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.util.Arrays;
import java.util.Optional;

/// A text made of another, of which every character is known by where it came from: a template that
/// was filled in, JSON that stood in a string.
///
/// What is read of it, and what is wrong with it, is told at the place in the text it was made of.
public final class Rewritten {
  private final Source original;
  private final Source text;
  private final int[] origins;
  private final Offsets from;
  private final Offsets to;

  private Rewritten(Source original, String text, int[] origins) {
    this.original = original;
    this.text = new Source(original.file(), text);
    this.origins = origins;
    this.from = new Offsets(text);
    this.to = new Offsets(original.text());
  }

  /// The text itself, under the name of the file it is of.
  public Source text() {
    return text;
  }

  /// Its value as JSON; empty where its syntax is broken, after telling how.
  public Optional<Node> json(Problems problems) {
    var own = new Problems();
    var node = JsonReader.read(text, own).map(this::moved);
    own.all().forEach(d -> problems.add(moved(d)));
    return node;
  }

  /// Its value as YAML; empty where its syntax is broken, after telling how.
  public Optional<Node> yaml(Problems problems) {
    var own = new Problems();
    var node = YamlReader.read(text, own).map(this::moved);
    own.all().forEach(d -> problems.add(moved(d)));
    return node;
  }

  private Node moved(Node node) {
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(moved(scalar.location()), scalar.kind(), scalar.text());
      case Node.Sequence list ->
          new Node.Sequence(
              moved(list.location()), list.items().stream().map(this::moved).toList());
      case Node.Mapping object ->
          new Node.Mapping(
              moved(object.location()),
              object.members().stream()
                  .map(m -> new Node.Member(m.name(), moved(m.nameLocation()), moved(m.value())))
                  .toList());
    };
  }

  private Diagnostic moved(Diagnostic d) {
    return new Diagnostic(
        d.code(),
        d.severity(),
        d.location().map(this::moved),
        d.what(),
        d.why(),
        d.fix(),
        d.related().stream()
            .map(r -> new Diagnostic.Related(moved(r.location()), r.text()))
            .toList());
  }

  private Location moved(Location at) {
    int start = from.offset(at.line(), at.column());
    int end = Math.min(start + at.length(), origins.length - 1);
    int first = origins[Math.min(start, origins.length - 1)];
    int last = origins[end];
    // What came from elsewhere in the text has no length of its own there.
    int length = at.length() == 0 ? 0 : Math.max(1, last - first);
    return to.location(original.file(), first, length);
  }

  /// Lines of a text and the offsets they begin at.
  private static final class Offsets {
    private final int[] starts;
    private final int length;

    Offsets(String text) {
      length = text.length();
      var found = new int[16];
      int count = 1;
      for (int at = 0; at < length; at++) {
        char c = text.charAt(at);
        boolean ends =
            c == '\n' || (c == '\r' && !(at + 1 < length && text.charAt(at + 1) == '\n'));
        if (ends) {
          found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
          found[count++] = at + 1;
        }
      }
      starts = Arrays.copyOf(found, count);
    }

    int offset(int line, int column) {
      int start = starts[Math.min(line, starts.length) - 1];
      return Math.min(length, start + column - 1);
    }

    Location location(String file, int offset, int wanted) {
      int found = Arrays.binarySearch(starts, offset);
      int line = found >= 0 ? found : -found - 2;
      int end = line + 1 < starts.length ? starts[line + 1] : length + 1;
      return new Location(
          file, line + 1, offset - starts[line] + 1, Math.max(0, Math.min(wanted, end - offset)));
    }
  }

  /// Writes one text over from another.
  public static final class Writer {
    private final Source original;
    private final StringBuilder text = new StringBuilder();
    private int[] origins = new int[256];

    /// A writer of nothing yet.
    public Writer(Source original) {
      this.original = original;
    }

    /// Adds the characters from `start` to before `end` of the original as they are.
    public void copy(int start, int end) {
      for (int at = start; at < end; at++) {
        add(original.text().charAt(at), at);
      }
    }

    /// Adds `written` in place of what stands at `origin`.
    public void put(String written, int origin) {
      for (int at = 0; at < written.length(); at++) {
        add(written.charAt(at), origin);
      }
    }

    /// How many characters have been written.
    public int length() {
      return text.length();
    }

    private void add(char c, int origin) {
      if (text.length() + 1 >= origins.length) {
        origins = Arrays.copyOf(origins, origins.length * 2);
      }
      origins[text.length()] = origin;
      text.append(c);
    }

    /// The whole, when what follows is at `end` of the original.
    public Rewritten end(int end) {
      origins[text.length()] = Math.min(end, original.text().length());
      return new Rewritten(original, text.toString(), Arrays.copyOf(origins, text.length() + 1));
    }
  }

  /// The text that the JSON string at `at` holds.
  ///
  /// @param content what a reader made of that string
  public static Rewritten ofString(Source source, Location at, String content) {
    int start = new Offsets(source.text()).offset(at.line(), at.column());
    var writer = new Writer(source);
    int from = start + 1;
    for (int i = 0; i < content.length(); i++) {
      writer.add(content.charAt(i), Math.min(from, source.text().length()));
      from += written(source.text(), from);
    }
    return writer.end(from);
  }

  /// How long the character at `at` of a JSON string is written.
  private static int written(String text, int at) {
    if (at + 1 >= text.length() || text.charAt(at) != '\\') {
      return 1;
    }
    return text.charAt(at + 1) == 'u' ? 6 : 2;
  }
}
