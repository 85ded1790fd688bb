package dev.taskdock.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// Runs commands within the test's own process; nothing of theirs needs an engine.
final class Commands {
  private Commands() {}

  /// What a command did.
  ///
  /// @param out all it printed as data
  /// @param err all else
  record Ended(int code, String out, String err) {
    /// Both streams.
    String all() {
      return out + err;
    }
  }

  static Ended run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
    var line = CommandLines.of(terminal);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    int code = line.execute(arguments);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
