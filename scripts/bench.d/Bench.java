import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// `scripts/bench start`: taskdock, the floor and the peers in turn, round after round.
final class Bench {
  private static final double FLOOR = 1.15;
  private static final double RESIDENT_MIB = 120;
  private static final int REPEATS = 5;

  /// The kernel takes network namespaces down after the engine has answered, and nobody can make
  /// one meanwhile.
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final String FLOOR_ITSELF = "the floor itself";

  private final Path root;
  private final Path folder;
  private final Engine engine;
  private final String id = Long.toString(ProcessHandle.current().pid());
  private final List<Contender> peers = new ArrayList<>();
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private Path definition;
  private Floor floor;
  private double residentMib;
  private volatile boolean ending;

  private Bench(Path root, Path socket) throws IOException {
    this.root = root;
    this.folder = Files.createTempDirectory("taskdock-bench");
    this.engine = new Engine(socket);
  }

  public static void main(String[] arguments) throws Exception {
    var bench = new Bench(Path.of(arguments[0]), Path.of(arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::clean));
    boolean gate = Boolean.parseBoolean(arguments[4]);
    boolean good = false;
    try {
      good = bench.measure(rounds, Boolean.parseBoolean(arguments[3])) || !gate;
    } catch (Exception e) {
      // What was in the middle of something when it was ended fails too; that needs no words.
      if (!bench.ending) {
        say(e.getMessage());
      }
    }
    System.exit(good ? 0 : 1);
  }

  /// Whether all targets are met.
  private boolean measure(int rounds, boolean json) throws Exception {
    prepare();
    for (int round = 0; round <= rounds; round++) {
      round(round);
      say("round " + round + (round == 0 ? " (does not count)" : " of " + rounds));
    }
    print(rounds, json);
    return missed().isEmpty();
  }

  /// Runs everything once, to see what there is and to copy from it.
  private void prepare() throws Exception {
    definition = Workload.definition(folder);
    Workload work;
    try (var run = run(1)) {
      var container = engine.get("/containers/" + run.runtimeId() + "/json");
      var runLabel = Slices.text(container, "dev.taskdock.run");
      floor = new Floor(engine, runLabel, "{\"" + Workload.LABEL + "\":\"" + id + "\"}");
      var holder = Slices.text(container, "NetworkMode").replace("container:", "");
      var inspected = engine.get("/containers/" + holder + "/json");
      var config = inspected.substring(inspected.indexOf("\"Config\":{\"Hostname\""));
      work = new Workload(id, Slices.text(config, "Image"), rules(config));
      Thread.sleep(3000);
      residentMib = run.residentKib() / 1024.0;
    }
    join("docker-compose", () -> Contender.compose(folder, work));
    join("docker", () -> Contender.docker(folder, work));
    join("podman", () -> Contender.podman(folder, work));
  }

  private static String rules(String config) {
    int from = config.indexOf("TASKDOCK_RULES=") + "TASKDOCK_RULES=".length();
    var rest = config.substring(from);
    return rest.substring(0, rest.replace("\\\"", "--").indexOf('"'))
        .replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\"");
  }

  private void join(String name, Callable<Contender> make) {
    try {
      peers.add(make.call());
    } catch (Exception e) {
      var words = String.valueOf(e.getMessage()).strip().lines().toList();
      say("without " + name + ", which does not run here: " + words.getFirst());
    }
  }

  /// One turn of each; the first warms up only.
  private void round(int round) throws Exception {
    var ended = new LinkedHashMap<String, Double>();
    var ones = new ArrayList<Callable<Void>>();
    ones.add(() -> floor(1, ended));
    ones.add(() -> taskdock(1, ended));
    peers.forEach(peer -> ones.add(() -> peer(peer, ended)));
    var tens = new ArrayList<Callable<Void>>();
    tens.add(() -> floor(10, ended));
    tens.add(() -> taskdock(10, ended));
    // Forwards and backwards in turn, so that a machine that gets busier favours nobody.
    if (round % 2 == 1) {
      Collections.reverse(ones);
      Collections.reverse(tens);
    }
    processes(ended);
    for (var step : ones) {
      step.call();
      Thread.sleep(SETTLE);
    }
    for (var step : tens) {
      step.call();
      Thread.sleep(SETTLE.multipliedBy(4));
    }
    if (round == 0) {
      return;
    }
    add(ended, "run, JVM up to all running", "run 1", "floor", "floor 1", FLOOR);
    add(ended, "run --count 10", "run 10", "floor", "floor 10", FLOOR);
    for (var peer : peers) {
      add(ended, "run, end to end", "run 1 whole", peer.name(), peer.name(), 1);
      add(ended, FLOOR_ITSELF, "floor 1", peer.name(), peer.name(), 1);
    }
    add(ended, "--version", "--version", "docker --version", "docker --version", 2.5);
    add(ended, "validate", "validate", "docker --version", "docker --version", 5);
    add(ended, "ps", "ps", "docker ps", "docker ps", 5);
  }

  private void add(
      Map<String, Double> ended, String name, String our, String against, String their,
      double limit) {
    if (ended.containsKey(their)) {
      rows.computeIfAbsent(our + "/" + their, _ -> new Row(name, against, limit))
          .add(ended.get(our), ended.get(their));
    }
  }

  private Void floor(int tasks, Map<String, Double> ended) throws Exception {
    ended.put("floor " + tasks, millis(floor.start(tasks)));
    sweep();
    return null;
  }

  private Void taskdock(int tasks, Map<String, Double> ended) throws Exception {
    try (var run = run(tasks)) {
      ended.put("run " + tasks, millis(run.sinceMain()));
      ended.put("run " + tasks + " whole", millis(run.sinceStart()));
    }
    return null;
  }

  private Void peer(Contender peer, Map<String, Double> ended) throws Exception {
    try {
      ended.put(peer.name(), millis(peer.time()));
    } finally {
      peer.clear();
    }
    return null;
  }

  private Void processes(Map<String, Double> ended) throws Exception {
    var taskdock = root.resolve("scripts/taskdock") + "";
    time("docker --version", ended, "docker", "--version");
    time("--version", ended, taskdock, "--version");
    time("validate", ended, taskdock, "validate", definition + "");
    time("docker ps", ended, "docker", "ps");
    time("ps", ended, taskdock, "ps");
    return null;
  }

  private static void time(String name, Map<String, Double> ended, String... command)
      throws Exception {
    ended.put(name, millis(Commands.time(REPEATS, List.of(command))));
  }

  private TaskdockRun run(int tasks) throws IOException {
    return new TaskdockRun(root, folder, "bench-" + id, definition, tasks);
  }

  private List<String> missed() {
    var missed = new ArrayList<String>();
    rows.values().stream()
        .filter(row -> !row.met() && !row.name.equals(FLOOR_ITSELF) && !isOutOfReach(row))
        .forEach(row -> missed.add(row.name + " / " + row.against));
    if (residentMib > RESIDENT_MIB) {
      missed.add("resident memory");
    }
    return missed;
  }

  /// Whether the other is quicker than the engine's own calls: no program over this engine can be.
  private boolean isOutOfReach(Row row) {
    var floor = rows.get("floor 1/" + row.against);
    return floor != null && !floor.met();
  }

  private String line(Row row) {
    if (row.name.equals(FLOOR_ITSELF)) {
      return row.line("");
    }
    return row.line(row.met() ? "" : isOutOfReach(row) ? "MISSED, as by the floor" : "MISSED");
  }

  private void print(int rounds, boolean json) throws Exception {
    if (json) {
      System.out.println(json(rounds));
      return;
    }
    var header = "%-32s %8s  %15s %8s %8s   %s%n";
    System.out.printf(header, "taskdock / other", "median", "min - max", "ms", "ms", "target");
    rows.values().forEach(row -> System.out.println(line(row)));
    System.out.printf(
        "%-32s %8.0f MiB %42s %s%n",
        "resident memory of an idle run", residentMib, "<= 120 MiB",
        residentMib > RESIDENT_MIB ? "MISSED" : "");
    System.out.printf(
        "%nMedians of the ratios of %d rounds; %d processors, load %s; %s.%n",
        rounds, Runtime.getRuntime().availableProcessors(), load(),
        String.join(", ", peers.stream().map(p -> p.name() + " " + p.version()).toList()));
  }

  private String json(int rounds) {
    var parts = new ArrayList<String>();
    parts.add("\"one\":" + toFloor("run 1/floor 1"));
    parts.add("\"ten\":" + toFloor("run 10/floor 10"));
    var peerRows = new ArrayList<String>();
    for (var peer : peers) {
      peerRows.add(
          "{\"name\":\"" + peer.name() + "\",\"version\":\"" + peer.version() + "\","
              + rows.get("run 1 whole/" + peer.name()).json()
              + String.format(
                  Locale.ROOT,
                  ",\"floorRatio\":%.3f}",
                  rows.get("floor 1/" + peer.name()).ratio()));
    }
    parts.add("\"peers\":[" + String.join(",", peerRows) + "]");
    for (var name :
        List.of("--version/docker --version", "validate/docker --version", "ps/docker ps")) {
      var key = name.substring(0, name.indexOf('/')).replace("-", "");
      parts.add("\"" + key + "\":{" + rows.get(name).json() + "}");
    }
    parts.add(String.format(Locale.ROOT, "\"residentMib\":%.1f", residentMib));
    parts.add("\"rounds\":" + rounds);
    parts.add("\"processors\":" + Runtime.getRuntime().availableProcessors());
    parts.add("\"load\":\"" + load() + "\"");
    var quoted = missed().stream().map(name -> "\"" + name + "\"").toList();
    parts.add("\"missed\":[" + String.join(",", quoted) + "]");
    return "{" + String.join(",", parts) + "}";
  }

  private String toFloor(String row) {
    return "{" + rows.get(row).json().replace("\"ratio\"", "\"ratioToFloor\"") + "}";
  }

  private static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[1];
    } catch (IOException _) {
      return "unknown";
    }
  }

  /// Removes all that carries our label, all at once.
  private void sweep() throws IOException {
    var ours = encoded("{\"label\":[\"" + Workload.LABEL + "=" + id + "\"]}");
    Floor.ids(engine.get("/containers/json?all=1&filters=" + ours)).parallelStream()
        .forEach(container -> attempt("/containers/" + container + "?force=1&v=1"));
    Floor.ids(engine.get("/networks?filters=" + ours))
        .forEach(network -> attempt("/networks/" + network));
  }

  private void attempt(String path) {
    try {
      engine.call("DELETE", path, "");
    } catch (IOException e) {
      say("left behind: " + e.getMessage());
    }
  }

  /// On every end, Ctrl-C included.
  private void clean() {
    ending = true;
    Commands.endAll();
    try {
      for (var peer : peers) {
        if (!peer.name().equals("docker")) {
          Commands.run(peer.environment(), peer.remove());
        }
      }
    } catch (Exception _) {
      // There is nothing of it, most of the time.
    }
    try {
      sweep();
      if (floor != null) {
        floor.removeGroup();
      }
      if (peers.stream().anyMatch(peer -> peer.name().equals("podman"))) {
        Commands.run(Map.of(), List.of("podman", "rmi", "localhost/taskdock-bench:" + id));
      }
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    } catch (Exception e) {
      say("could not clean up: " + e.getMessage());
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static void say(String words) {
    System.err.println("taskdock: " + words);
  }
}
