package dev.taskdock.app;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A shell that waits on a pipe from us and sweeps when the pipe closes without a word, at once or
/// after a grace.
///
/// However taskdock ends, `kill -9` included, the kernel closes the pipe. A normal end says so
/// first, and the shell leaves quietly. Signals of the terminal do not reach it, nor what is sent
/// to our process group.
///
/// The launcher has such a shell waiting already, and tells where its pipe is: a process is started
/// by a JVM that has just begun in 90 to 180 ms, and nothing may be made before somebody watches
/// over it.
final class Reaper {
  private static final String WATCH =
      "trap '' INT HUP TERM QUIT; read -r word && exit; [ $0 = 0 ] || sleep $0; exec \"$@\"";

  /// Begins a session of its own: who kills our whole group does not kill the shell.
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final OutputStream pipe;

  private Reaper(OutputStream pipe) {
    this.pipe = pipe;
  }

  /// Begins to watch.
  ///
  /// @param sweep the arguments of the command that removes what is ours; none has a space in it
  /// @param grace how long after the end of this process; whole seconds
  /// @throws IOException when no shell can be started
  static Reaper watching(List<String> sweep, Duration grace) throws IOException {
    var waiting = System.getProperty("taskdock.reaper");
    if (waiting == null) {
      return started(sweep, grace);
    }
    var reaper = new Reaper(Files.newOutputStream(Path.of(waiting), StandardOpenOption.WRITE));
    reaper.say(grace.toSeconds() + " " + String.join(" ", sweep));
    return reaper;
  }

  private static Reaper started(List<String> sweep, Duration grace) throws IOException {
    var command = new ArrayList<String>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(List.of("sh", "-c", WATCH, "" + grace.toSeconds()));
    command.addAll(Ourselves.with(sweep));
    return new Reaper(
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start()
            .getOutputStream());
  }

  /// Says that all is well, so nothing is swept.
  void dismiss() {
    try (pipe) {
      say("done");
    } catch (IOException _) {
      // The shell is gone already; then there is nothing left that could sweep.
    }
  }

  private void say(String word) throws IOException {
    pipe.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    pipe.flush();
  }
}
