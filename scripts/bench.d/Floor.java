import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What no program can undercut: the engine calls that a task of a holder and two containers needs,
/// and nothing else, with the parallelism that they allow.
///
/// What is asked for is copied from the containers of a run of taskdock's, so that it stays the same
/// work.
final class Floor {
  private final Engine engine;
  private final ExecutorService threads = Executors.newCachedThreadPool(Floor::daemon);
  private final String label;
  private final String networkOptions;
  private final String holder;
  private final List<String> containers;
  private int made;

  /// @param run the value of taskdock's label on the run to copy from
  /// @param label the label of what is made here, as JSON
  Floor(Engine engine, String run, String label) throws IOException {
    this.engine = engine;
    this.label = label;
    var filter = "?filters=" + Bench.encoded("{\"label\":[\"dev.taskdock.run=" + run + "\"]}");
    this.networkOptions = Slices.member(engine.get("/networks" + filter), "Options");
    var bodies = new ArrayList<String>();
    String holderBody = null;
    for (var id : ids(engine.get("/containers/json" + filter))) {
      var inspected = engine.get("/containers/" + id + "/json");
      if (inspected.contains("\"dev.taskdock.container\"")) {
        bodies.add(body(inspected));
      } else {
        holderBody = body(inspected);
      }
    }
    this.holder = holderBody;
    this.containers = List.copyOf(bodies);
  }

  /// Makes so many tasks at once on one network; how long it took until all ran, in nanoseconds.
  long start(int tasks) throws Exception {
    long since = System.nanoTime();
    var network = network();
    var all = new ArrayList<Future<Void>>();
    for (int task = 0; task < tasks; task++) {
      all.add(threads.submit(() -> task(network)));
    }
    join(all);
    return System.nanoTime() - since;
  }

  private Void task(String network) throws Exception {
    var id = Slices.text(engine.post("/containers/create", in(holder, network)), "Id");
    var ready = threads.submit(() -> ready(id));
    var created = new ArrayList<Future<String>>();
    for (var container : containers) {
      created.add(threads.submit(() -> create(in(container, "container:" + id))));
    }
    get(ready);
    var started = new ArrayList<Future<Void>>();
    for (var container : created) {
      var containerId = get(container);
      started.add(threads.submit(() -> start(containerId)));
    }
    join(started);
    return null;
  }

  private Void ready(String holderId) throws IOException {
    start(holderId);
    engine.awaitOutput(holderId, "taskdock: ready");
    engine.get("/containers/" + holderId + "/json");
    return null;
  }

  private String create(String body) throws IOException {
    return Slices.text(engine.post("/containers/create", body), "Id");
  }

  private Void start(String id) throws IOException {
    engine.post("/containers/" + id + "/start", "");
    return null;
  }

  private String network() throws IOException {
    var taken = new HashSet<>(Slices.texts(engine.get("/networks"), "Subnet"));
    var subnet = "10.253.0.0/24";
    for (int i = 1; taken.contains(subnet); i++) {
      subnet = "10.253." + i + ".0/24";
    }
    return Slices.text(
        engine.post(
            "/networks/create",
            "{\"Name\":\"taskdock-bench-floor-" + made++ + "\",\"CheckDuplicate\":true,"
                + "\"Driver\":\"bridge\",\"Options\":" + networkOptions + ",\"Labels\":" + label
                + ",\"IPAM\":{\"Config\":[{\"Subnet\":\"" + subnet + "\"}]}}"),
        "Id");
  }

  /// Removes the control group that came along with what was copied; engines leave it behind.
  void removeGroup() throws IOException {
    var group = Slices.text(holder, "CgroupParent");
    if (group.isEmpty()) {
      return;
    }
    try (var hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
      hierarchies.forEach(hierarchy -> hierarchy.resolve(group.substring(1)).toFile().delete());
    }
  }

  private String body(String inspected) {
    // The log driver has a member of that name too, before it.
    var config = inspected.substring(inspected.indexOf("\"Config\":{\"Hostname\""));
    var body = new StringBuilder("{\"Labels\":").append(label);
    for (var name : List.of("Image", "Env", "Cmd", "Entrypoint", "Healthcheck")) {
      var value = Slices.member(config, name);
      if (value != null) {
        body.append(",\"").append(name).append("\":").append(value);
      }
    }
    return body + ",\"HostConfig\":" + Slices.member(inspected, "HostConfig") + "}";
  }

  private static String in(String body, String network) {
    return body.replaceFirst("\"NetworkMode\":\"[^\"]*\"", "\"NetworkMode\":\"" + network + "\"");
  }

  static List<String> ids(String listing) {
    return Slices.texts(listing, "Id");
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static <T> void join(List<Future<T>> futures) throws Exception {
    for (var future : futures) {
      get(future);
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }
}
