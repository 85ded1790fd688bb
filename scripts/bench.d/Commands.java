import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Other programs, none of which outlives this one.
final class Commands {
  private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

  private Commands() {}

  static Process start(ProcessBuilder builder) throws IOException {
    var process = builder.redirectInput(Redirect.from(new File("/dev/null"))).start();
    LIVING.add(process);
    process.onExit().thenRun(() -> LIVING.remove(process));
    return process;
  }

  /// Runs a command to its good end, or throws with what it said.
  static void run(Map<String, String> environment, List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = start(builder);
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  static String output(List<String> command) throws Exception {
    var process = start(new ProcessBuilder(command).redirectError(Redirect.DISCARD));
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }

  /// How long a command takes from its start to its end, in nanoseconds: the mean of several that a
  /// shell runs, for it starts them quicker than we can.
  static long time(int repeats, List<String> command) throws Exception {
    var script = "for _ in $(seq " + repeats + "); do \"$@\" >/dev/null || exit; done";
    var timed = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    timed.addAll(command);
    long since = System.nanoTime();
    run(Map.of(), timed);
    return (System.nanoTime() - since) / repeats;
  }

  /// Asks all that still runs to end, and makes it.
  static void endAll() {
    LIVING.forEach(Process::destroy);
    for (var process : LIVING) {
      try {
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
  }
}
