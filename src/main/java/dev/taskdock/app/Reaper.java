package dev.taskdock.app;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A shell that waits on a pipe from us and sweeps when the pipe closes without a word, at once or
/// after a grace.
///
/// However taskdock ends, `kill -9` included, the kernel closes the pipe. A normal end says so
/// first, and the shell leaves quietly. Signals of the terminal do not reach it.
final class Reaper {
  private static final String WATCH =
      "trap '' INT HUP TERM QUIT; read -r word && exit; [ $0 = 0 ] || sleep $0; exec \"$@\"";

  private final Process shell;

  private Reaper(Process shell) {
    this.shell = shell;
  }

  /// Begins to watch.
  ///
  /// @param sweep the command that removes what is ours
  /// @param grace how long after the end of this process; whole seconds
  /// @throws IOException when no shell can be started
  static Reaper watching(List<String> sweep, Duration grace) throws IOException {
    var command = new ArrayList<>(List.of("sh", "-c", WATCH, "" + grace.toSeconds()));
    command.addAll(sweep);
    return new Reaper(
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start());
  }

  /// Says that all is well, so nothing is swept.
  void dismiss() {
    try (OutputStream pipe = shell.getOutputStream()) {
      pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException _) {
      // The shell is gone already; then there is nothing left that could sweep.
    }
  }
}
