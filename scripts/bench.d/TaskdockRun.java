import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One `taskdock run`, from its start until all containers run.
final class TaskdockRun implements AutoCloseable {
  private final Process process;
  private final Path words;
  private final String id;
  private final long started;
  private long running;

  /// Returns when all containers run.
  TaskdockRun(Path root, Path folder, String project, Path definition, int tasks)
      throws IOException {
    words = folder.resolve("taskdock.err");
    var command =
        new ArrayList<>(List.of(root.resolve("scripts/taskdock") + "", "run", "--json"));
    command.addAll(List.of("--project", project, "--count", tasks + "", definition + ""));
    var builder = new ProcessBuilder(command).redirectError(Redirect.to(words.toFile()));
    builder.environment().put("JDK_JAVA_OPTIONS", "-Dtaskdock.marks=true");
    started = System.nanoTime();
    process = Commands.start(builder);
    id = awaitRunning(2 * tasks);
  }

  /// From the beginning of the process.
  long sinceStart() {
    return running - started;
  }

  /// From the first line of taskdock's own.
  long sinceMain() throws IOException {
    for (var line : Files.readAllLines(words)) {
      if (line.startsWith("mark main ")) {
        return running - Long.parseLong(line.substring(10));
      }
    }
    throw new IOException("taskdock has not said when it began");
  }

  /// A container that runs.
  String runtimeId() {
    return id;
  }

  /// Resident memory of the process and what it has started, in KiB.
  long residentKib() throws IOException {
    long sum = resident(process.pid());
    for (var child : process.descendants().toList()) {
      sum += resident(child.pid());
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("taskdock does not end");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private String awaitRunning(int containers) throws IOException {
    var seen = new HashSet<String>();
    var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains("\"type\":\"container\"") && line.contains("\"lastStatus\":\"RUNNING\"")) {
        running = System.nanoTime();
        seen.add(Slices.text(line, "runtimeId"));
        if (seen.size() == containers) {
          Thread.ofPlatform().daemon().start(() -> readOn(lines));
          return seen.iterator().next();
        }
      }
    }
    throw new IOException("taskdock ended before all ran: " + Files.readString(words));
  }

  private static void readOn(BufferedReader lines) {
    try {
      while (lines.readLine() != null) {}
    } catch (IOException _) {
      // The process has ended.
    }
  }

  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
