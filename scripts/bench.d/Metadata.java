import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// `scripts/bench metadata`: what it costs a task that works when documents are asked for, and what
/// it costs taskdock.
///
/// A container of a task counts how far it gets each second: half of the time in peace, half of it
/// while a thousand whole task documents a second are asked for. Each of several addresses asks for
/// fewer than the server allows one caller.
final class Metadata {
  private static final int CALLERS = 30;
  private static final int PER_SECOND = 1_000;
  private static final int SECONDS = 30;
  private static final double WORK = 0.95;
  private static final double GROWTH_MIB = 4;
  private static final Pattern COUNT = Pattern.compile("second (\\d+) count (\\d+)");
  private static final Pattern PATH =
      Pattern.compile("ECS_CONTAINER_METADATA_URI_V4=http://[0-9.]+([^\"]+)\"");
  private static final Pattern SERVED = Pattern.compile("\"dev.taskdock.metadata\":\"([^\"]+)\"");

  private static final String WORKER =
      """
      $| = 1; $SIG{TERM} = sub { exit 0 }; my ($n, $now) = (0, time);
      while (1) {
        for (1 .. 10000) { $n++ }
        if (time != $now) { print "second $now count $n\\n"; ($n, $now) = (0, time) }
      }
      """;

  private final Path root;
  private final Path folder;
  private final Engine engine;
  private final String project = "bench-" + ProcessHandle.current().pid();
  private final AtomicInteger documents = new AtomicInteger();

  private Metadata(Path root, Path socket) throws IOException {
    this.root = root;
    this.folder = Files.createTempDirectory("taskdock-bench");
    this.engine = new Engine(socket);
  }

  public static void main(String[] arguments) throws Exception {
    var metadata = new Metadata(Path.of(arguments[0]), Path.of(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(metadata::clean));
    boolean good = metadata.measure(Boolean.parseBoolean(arguments[2]));
    System.exit(good || !Boolean.parseBoolean(arguments[3]) ? 0 : 1);
  }

  /// Whether all targets are met.
  private boolean measure(boolean json) throws Exception {
    try (var run = new TaskdockRun(root, folder, project, definition(), 1)) {
      var worker = container("worker");
      var inspected = engine.get("/containers/" + worker + "/json");
      var holder = Slices.text(inspected, "NetworkMode").replace("container:", "");
      var served = found(SERVED, engine.get("/containers/" + holder + "/json")).split(":");
      var address = new InetSocketAddress(served[0], Integer.parseInt(served[1]));
      var path = found(PATH, inspected) + "/task";
      ask(address, path, 5);
      long before = settled(run);
      long peace = Instant.now().getEpochSecond() + 1;
      Thread.sleep((SECONDS / 2 + 2) * 1000);
      long load = Instant.now().getEpochSecond() + 1;
      documents.set(0);
      ask(address, path, SECONDS);
      long quiet = Instant.now().getEpochSecond() + 1;
      long after = settled(run);
      Thread.sleep((SECONDS / 2) * 1000);
      var counts = counts(worker);
      double undisturbed =
          (mean(counts, peace, load - 2) + mean(counts, quiet, quiet + SECONDS / 2)) / 2;
      double disturbed = mean(counts, load, quiet - 2);
      return told(json, disturbed / undisturbed, before / 1024.0, after / 1024.0);
    }
  }

  private boolean told(boolean json, double ratio, double before, double after) {
    double growth = after - before;
    boolean met =
        ratio >= WORK && growth <= GROWTH_MIB && documents.get() >= PER_SECOND * SECONDS * 0.95;
    System.out.printf(
        Locale.ROOT,
        json
            ? "{\"work\":%.3f,\"documents\":%d,\"seconds\":%d,\"residentMibBefore\":%.1f,"
                + "\"residentMibAfter\":%.1f,\"met\":%b}%n"
            : "the task gets %.3f of its work done while %d documents are asked for in %d s%n"
                + "taskdock has %.1f MiB before and %.1f MiB after%n%s",
        ratio,
        documents.get(),
        SECONDS,
        before,
        after,
        json ? (Object) met : met ? "" : "MISSED: >= 0.95, at the full rate, <= 4 MiB more%n");
    return met;
  }

  /// Asks for documents at the full rate for a while.
  private void ask(InetSocketAddress address, String path, int seconds) throws Exception {
    var callers = new ArrayList<Callable<Void>>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      callers.add(() -> ask(address, path, seconds, "127.0.1." + (caller + 1)));
    }
    try (var threads = Executors.newFixedThreadPool(CALLERS)) {
      for (var asked : threads.invokeAll(callers)) {
        asked.get();
      }
    }
  }

  private Void ask(InetSocketAddress address, String path, int seconds, String from)
      throws Exception {
    var request =
        ("GET " + path + " HTTP/1.1\r\nHost: 169.254.170.2\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(address);
      socket.setTcpNoDelay(true);
      var answers = new BufferedInputStream(socket.getInputStream(), 32768);
      long begun = System.nanoTime();
      long between = 1_000_000_000L * CALLERS / PER_SECOND;
      int requests = PER_SECOND * seconds / CALLERS;
      for (int i = 0; i < requests; i++) {
        long wait = begun + i * between - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        socket.getOutputStream().write(request);
        readDocument(answers);
      }
    }
    return null;
  }

  private void readDocument(InputStream answers) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = answers.read();
      if (octet < 0) {
        throw new IOException("the metadata server has hung up");
      }
      head.append((char) octet);
    }
    if (!head.toString().startsWith("HTTP/1.1 200")) {
      throw new IOException("the metadata server says " + head.toString().lines().toList().get(0));
    }
    int length =
        Integer.parseInt(
            head.toString()
                .toLowerCase(Locale.ROOT)
                .replaceAll("(?s).*content-length: (\\d+).*", "$1"));
    answers.readNBytes(length);
    documents.incrementAndGet();
  }

  /// What is resident once collectors have had time.
  private static long settled(TaskdockRun run) throws Exception {
    Thread.sleep(2000);
    return run.residentKib();
  }

  private Path definition() throws IOException {
    var script = WORKER.replace("\n", " ").replace("\\", "\\\\").replace("\"", "\\\"").strip();
    var file = folder.resolve("taskdef.json");
    Files.writeString(
        file,
        """
        {"family": "bench", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
         "cpu": "1024", "memory": "2048", "containerDefinitions": [
        {"name": "worker", "image": "%s", "entryPoint": ["perl", "-e"], "command": ["%s"]},
        {"name": "other", "image": "%s", "entryPoint": ["/bin/sh", "-c"], "command": ["%s"]}]}
        """
            .formatted(Workload.IMAGE, script, Workload.IMAGE, Workload.COMMAND));
    return file;
  }

  private String container(String name) throws IOException {
    var filter =
        "{\"label\":[\"dev.taskdock.project=" + project + "\",\"dev.taskdock.container=" + name
            + "\"]}";
    return Slices.text(engine.get("/containers/json?filters=" + Bench.encoded(filter)), "Id");
  }

  /// How far the worker got, by the second.
  private Map<Long, Long> counts(String worker) throws IOException {
    var counts = new TreeMap<Long, Long>();
    COUNT
        .matcher(engine.get("/containers/" + worker + "/logs?stdout=1"))
        .results()
        .forEach(m -> counts.put(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))));
    return counts;
  }

  private static double mean(Map<Long, Long> counts, long from, long to) {
    return counts.entrySet().stream()
        .filter(e -> e.getKey() >= from && e.getKey() < to)
        .mapToLong(Map.Entry::getValue)
        .average()
        .orElseThrow();
  }

  private static String found(Pattern pattern, String text) throws IOException {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("nothing is found of " + pattern);
    }
    return matcher.group(1);
  }

  private void clean() {
    Commands.endAll();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("taskdock: could not clean up: " + e.getMessage());
    }
  }
}
