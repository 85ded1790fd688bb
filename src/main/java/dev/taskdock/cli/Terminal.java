package dev.taskdock.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The two streams of the process, and what may be done on them.
///
/// @param out data, unbuffered: a broken pipe is noticed at once
/// @param err progress
/// @param colour whether data goes to a terminal that shows colours
/// @param live whether progress goes to a terminal that can be redrawn
record Terminal(OutputStream out, PrintStream err, boolean colour, boolean live) {
  /// The process's own streams.
  static Terminal system() {
    boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
    return new Terminal(
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        !plain && isTerminal(1),
        !plain && isTerminal(2));
  }

  /// Whether one of the process's descriptors is a terminal.
  private static boolean isTerminal(int descriptor) {
    var link = Path.of("/proc/self/fd/" + descriptor);
    if (Files.exists(link)) {
      try {
        var target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      } catch (IOException _) {
        return false;
      }
    }
    return isConsole();
  }

  /// Whether standard input and output both are a person's terminal.
  static boolean isConsole() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /// The same without colours and without redrawing.
  Terminal plain() {
    return new Terminal(out, err, false, false);
  }

  /// A printing view of the data stream.
  PrintStream data() {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
