package dev.taskdock.app;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFacts;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.engine.docker.DockerEngine;
import dev.taskdock.firewall.Ruleset;
import dev.taskdock.launch.Owner;
import dev.taskdock.launch.Sandboxes;
import dev.taskdock.launch.Subnets;
import dev.taskdock.launch.Ulimits;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Environment;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.TaskSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `taskdock doctor` looks at: the engine, what it can do, whether a task reaches the laptop
/// and the laptop a task.
public final class Examination {
  private static final long LITTLE_SPACE = 2L << 30;

  private final List<Finding> findings = new ArrayList<>();

  private Examination() {}

  /// How a thing is.
  public enum Verdict {
    FINE("ok"),
    LIMITED("note"),
    BROKEN("fail");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /// The word that is shown.
    public String word() {
      return word;
    }
  }

  /// One thing that was looked at.
  ///
  /// @param fix what to do, empty where nothing needs doing
  public record Finding(Verdict verdict, String subject, String what, String fix) {}

  /// Looks at everything.
  public static List<Finding> findings() {
    var examination = new Examination();
    examination.java();
    examination.engine();
    return List.copyOf(examination.findings);
  }

  private void java() {
    int version = Runtime.version().feature();
    add(
        version >= 25 ? Verdict.FINE : Verdict.BROKEN,
        "java",
        Runtime.version().toString(),
        version >= 25 ? "" : "install a JDK 25 and set JAVA_HOME");
  }

  private void engine() {
    try (Engine engine = DockerEngine.open(System.getenv())) {
      var facts = engine.facts();
      add(
          Verdict.FINE,
          "engine",
          "%s at %s, API %s, %s"
              .formatted(facts.version(), facts.endpoint(), facts.apiVersion(), facts.platform()),
          "");
      of(facts);
      network(engine, facts);
    } catch (EngineException e) {
      add(
          Verdict.BROKEN,
          "engine",
          e.failure().message(),
          "start Docker, or set DOCKER_HOST to where it is");
    }
  }

  private void of(EngineFacts facts) {
    add(Verdict.FINE, "cgroups", "version " + facts.cgroups(), "");
    add(
        Verdict.FINE,
        "size",
        "%d processors, %d MiB of memory".formatted(facts.processors(), facts.memoryBytes() >> 20),
        "");
    boolean shared = Laptop.sharesKernelWith(facts);
    add(
        shared ? Verdict.FINE : Verdict.LIMITED,
        "addresses",
        shared
            ? "each task gets a loopback address of its own with the same ports"
            : "the engine has a kernel of its own: ports are chosen on 127.0.0.1",
        "");
    openFiles(facts);
    cap(facts);
    disk(facts, shared);
  }

  private void openFiles(EngineFacts facts) {
    long most =
        Math.min(
            Ulimits.FARGATE_OPEN_FILES,
            Ceilings.of(facts).getOrDefault(Ulimits.OPEN_FILES, Ulimits.FARGATE_OPEN_FILES));
    boolean asOnFargate = most == Ulimits.FARGATE_OPEN_FILES;
    add(
        asOnFargate ? Verdict.FINE : Verdict.LIMITED,
        "open files",
        asOnFargate
            ? "a process may have %d, as on Fargate".formatted(most)
            : "a process may have %d instead of Fargate's %d: the engine may not raise its limits"
                .formatted(most, Ulimits.FARGATE_OPEN_FILES),
        asOnFargate ? "" : "start the engine with a higher limit (LimitNOFILE, ulimit -n)");
  }

  /// Makes the control group of a task of the least size, and removes it.
  private void cap(EngineFacts facts) {
    var groups = new KernelCgroups(() -> facts);
    var task = Identity.task();
    boolean whole =
        groups.create(task, new TaskSize(new CpuUnits(256), new Mebibytes(512))).isPresent();
    groups.remove(task);
    add(
        whole ? Verdict.FINE : Verdict.LIMITED,
        "task size",
        whole
            ? "one cap on CPU and memory for all containers of a task, as on Fargate"
            : "each container is capped alone, its task is not: "
                + KernelCgroups.obstacle(facts).orElse("the kernel refuses the control group"),
        "");
  }

  private void disk(EngineFacts facts, boolean shared) {
    var root = Path.of(facts.root());
    if (!shared || !Files.isDirectory(root)) {
      add(Verdict.LIMITED, "disk", "the engine's disk cannot be seen from here", "");
      return;
    }
    try {
      long free = Files.getFileStore(root).getUsableSpace();
      add(
          free > LITTLE_SPACE ? Verdict.FINE : Verdict.LIMITED,
          "disk",
          "%d GiB free for images (%s)".formatted(free >> 30, facts.storageDriver()),
          free > LITTLE_SPACE ? "" : "docker image prune");
    } catch (IOException e) {
      add(Verdict.LIMITED, "disk", "unknown: " + e.getMessage(), "");
    }
  }

  /// Makes a namespace as a task gets one and tries both ways with real connections.
  private void network(Engine engine, EngineFacts facts) {
    var owner = new Owner("doctor", Identity.run(), "", false);
    try (var listening = new ServerSocket(0)) {
      var network =
          engine.createNetwork(Sandboxes.network(owner, subnet(engine), engine.networks()));
      var holder = engine.create(holder(engine, owner, network));
      engine.start(holder);
      var address = engine.inspect(holder).address().orElse("");
      var gateway = address.substring(0, address.lastIndexOf('.') + 1) + "1";
      boolean toLaptop =
          bash(
                  engine,
                  holder,
                  "exec 3<>/dev/tcp/%s/%d".formatted(gateway, listening.getLocalPort()))
              == 0;
      add(
          toLaptop ? Verdict.FINE : Verdict.LIMITED,
          "task to laptop",
          toLaptop ? "a task reaches " + gateway : "a task does not reach the laptop",
          toLaptop ? "" : "allow connections from 10.128.0.0/9 in the laptop's firewall");
      boolean dropped =
          bash(engine, holder, "timeout 1 bash -c 'exec 3<>/dev/tcp/169.254.169.254/80'") != 0;
      add(
          dropped ? Verdict.FINE : Verdict.BROKEN,
          "link-local",
          dropped ? "169.254.0.0/16 does not leave a task" : "169.254.0.0/16 leaves a task",
          dropped ? "" : "the kernel needs nftables (modprobe nf_tables)");
      fromLaptop(facts, address);
    } catch (EngineException | IOException e) {
      add(Verdict.BROKEN, "network", String.valueOf(e.getMessage()), "see the engine's log");
    } finally {
      Sweep.everything(engine, Map.of(dev.taskdock.engine.Labels.RUN, owner.run()));
    }
  }

  private void fromLaptop(EngineFacts facts, String address) {
    boolean reached = answers(address);
    boolean needed = Laptop.sharesKernelWith(facts);
    add(
        reached ? Verdict.FINE : Verdict.LIMITED,
        "laptop to task",
        reached ? address + " is reachable" : "a task's address is not reachable from here",
        reached || !needed ? "" : "ports are published all the same");
  }

  private static ContainerSpec holder(Engine engine, Owner owner, String network) {
    var image = new HolderRecipe(engine, _ -> {}, _ -> {});
    image.build();
    return new ContainerSpec(
        "taskdock-doctor-" + owner.run(),
        image.reference(),
        Optional.empty(),
        owner.labels("holder"),
        Invocation.OF_IMAGE,
        new Environment(Map.of("TASKDOCK_RULES", Ruleset.linkLocalDropped().text())),
        new Networking.Attached(network, List.of()),
        Limits.NONE,
        Optional.empty(),
        Surroundings.DEFAULT.with(
            new Privileges(
                new Capabilities(List.of("NET_ADMIN"), List.of("ALL")),
                true,
                Map.of(),
                Optional.empty())));
  }

  private static Optional<String> subnet(Engine engine) throws SocketException {
    var taken = new ArrayList<>(Laptop.subnets());
    engine.networks().forEach(n -> taken.addAll(n.subnets()));
    return Subnets.free(taken, 0);
  }

  private static int bash(Engine engine, String container, String script) {
    var nowhere = new ByteArrayOutputStream();
    return engine.exec(
        container,
        new ExecSpec(
            List.of("timeout", "2", "bash", "-c", script),
            false,
            Optional.empty(),
            Optional.empty(),
            nowhere,
            nowhere));
  }

  /// Whether a host is there: it answers, if only to say that nothing listens.
  private static boolean answers(String address) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, 9), 1000);
      return true;
    } catch (java.net.ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException _) {
      return false;
    }
  }

  private void add(Verdict verdict, String subject, String what, String fix) {
    findings.add(new Finding(verdict, subject, what, fix));
  }
}
