package dev.taskdock.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Prints lines of several containers to one stream, each behind its prefix.
///
/// Whole lines are written at once under a lock, so they never mix. Flushed line by line: a person
/// reads along.
public final class LineWriter {
  private static final int[] COLOURS = {36, 33, 35, 32, 34, 96, 93, 95, 92, 94};

  private final OutputStream out;
  private final Layout layout;
  private final Function<LogSource, String> names;
  private final Map<String, Integer> colours = new HashMap<>();
  private Optional<LogSource> open = Optional.empty();
  private int width;

  /// How lines look.
  ///
  /// @param prefix whether each line names its container
  /// @param timestamps whether each line begins with its time
  /// @param colour whether prefixes are coloured
  public record Layout(boolean prefix, boolean timestamps, boolean colour) {}

  /// @param names what the prefix of a source says
  public LineWriter(OutputStream out, Layout layout, Function<LogSource, String> names) {
    this.out = out;
    this.layout = layout;
    this.names = names;
  }

  /// Makes room for a name, so that prefixes line up from the first line on.
  public synchronized void expect(String name) {
    width = Math.max(width, name.length());
  }

  /// Prints one line or part of a line.
  ///
  /// @throws IOException when the stream is closed
  public synchronized void write(LogLine line) throws IOException {
    boolean continues = !line.starts() && open.filter(line.source()::equals).isPresent();
    if (!continues) {
      if (open.isPresent()) {
        out.write('\n');
      }
      out.write(head(line));
    }
    line.writeTo(out);
    if (line.ends()) {
      out.write('\n');
    }
    open = line.ends() ? Optional.empty() : Optional.of(line.source());
    out.flush();
  }

  private byte[] head(LogLine line) {
    var head = new StringBuilder();
    if (layout.prefix()) {
      String name = names.apply(line.source());
      expect(name);
      int colour = colours.computeIfAbsent(name, _ -> COLOURS[colours.size() % COLOURS.length]);
      head.append(layout.colour() ? "\u001b[" + colour + "m" : "")
          .append(name)
          .repeat(' ', width - name.length())
          .append(" | ")
          .append(layout.colour() ? "\u001b[0m" : "");
    }
    if (layout.timestamps()) {
      head.append(line.at()).append(' ');
    }
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }
}
