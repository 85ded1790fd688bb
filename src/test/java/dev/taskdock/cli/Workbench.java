package dev.taskdock.cli;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.docker.DockerEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What a test at a real engine works with: a project and a folder of its own, and processes of
/// taskdock.
///
/// After each test all processes are ended, a kill -9 if need be, and what is left in the engine is
/// removed; where something was left, the test fails.
final class Workbench implements BeforeEachCallback, AfterEachCallback {
  private static final Engine ENGINE = DockerEngine.open(System.getenv());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<TaskdockProcess> processes = new ArrayList<>();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private String project = "";
  private Path folder = Path.of("");

  /// The folder taskdock is developed in.
  static Path home() {
    return Path.of(System.getProperty("taskdock.home", "")).toAbsolutePath();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    byte[] bytes = new byte[4];
    ThreadLocalRandom.current().nextBytes(bytes);
    project = "it-" + HexFormat.of().formatHex(bytes);
    folder = Files.createTempDirectory("taskdock-it");
    processes.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    processes.forEach(TaskdockProcess::close);
    supervisors().forEach(ProcessHandle::destroyForcibly);
    try {
      for (var resource : resources) {
        resource.close();
      }
      awaitNothingLeft(Duration.ofMinutes(1));
    } finally {
      resources.clear();
      removeWhatIsLeft();
      delete(folder);
    }
  }

  /// The name of the project and family of this test.
  String project() {
    return project;
  }

  Path folder() {
    return folder;
  }

  /// Closes something after the test.
  <T extends AutoCloseable> T closing(T resource) {
    resources.add(resource);
    return resource;
  }

  /// A file with a task definition of this test's family.
  String file(ContainerJson... containers) {
    return file("taskdef.json", ContainerJson.definition(project, containers));
  }

  /// A file with any text.
  String file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a command.
  TaskdockProcess start(String... arguments) {
    return start(TaskdockProcess.Start.of(folder, arguments));
  }

  TaskdockProcess start(TaskdockProcess.Start start) {
    var process = TaskdockProcess.start(start);
    processes.add(process);
    return process;
  }

  /// Runs a task of these containers.
  TaskdockProcess run(ContainerJson... containers) {
    return start("run", file(containers));
  }

  /// Runs a command to its end, which must be exit code 0.
  TaskdockProcess done(String... arguments) {
    var process = start(arguments);
    process.endsWith(0);
    return process;
  }

  /// The containers there are of this test, holders included.
  List<ContainerSnapshot> containers() {
    return ENGINE.containers(labels());
  }

  /// One of them in detail.
  ContainerSnapshot inspect(ContainerSnapshot container) {
    return ENGINE.inspect(container.id());
  }

  /// What a command prints in a container, on both streams.
  String exec(ContainerSnapshot container, List<String> command, InputStream input) {
    var words = new ConcurrentLinkedQueue<String>();
    exec(container, command, input, words::add);
    return String.join("", words);
  }

  /// Runs a command in a container and tells what it prints, as it comes.
  void exec(
      ContainerSnapshot container,
      List<String> command,
      InputStream input,
      Consumer<String> printed) {
    var output =
        new OutputStream() {
          @Override
          public void write(int b) {
            printed.accept(String.valueOf((char) (b & 0xff)));
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            printed.accept(new String(bytes, offset, length, StandardCharsets.UTF_8));
          }
        };
    ENGINE.exec(
        container.id(),
        new ExecSpec(command, false, Optional.empty(), Optional.of(input), output, output));
  }

  /// Sends a signal to the first process of a container, past taskdock.
  static void signal(ContainerSnapshot container, String name) {
    ENGINE.signal(container.id(), name);
  }

  /// What happens to containers of this test from now on.
  LinkedBlockingQueue<EngineEvent> events() {
    var events = new LinkedBlockingQueue<EngineEvent>();
    resources.add(ENGINE.events(labels(), events::add, _ -> {}));
    return events;
  }

  /// Waits for an event.
  static EngineEvent await(LinkedBlockingQueue<EngineEvent> events, Predicate<EngineEvent> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("no such event within " + PATIENCE.toSeconds() + " s");
      }
      if (wanted.test(event)) {
        return event;
      }
    }
  }

  /// The taskdocks that look after this test's tasks in the background.
  List<ProcessHandle> supervisors() {
    return ProcessHandle.allProcesses()
        .filter(p -> {
          var line = commandLine(p);
          return line.contains("--supervised") && line.contains(folder.toString());
        })
        .toList();
  }

  /// All of a command line: what the JDK tells of it ends after 4096 bytes.
  static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException _) {
      return process.info().commandLine().orElse("");
    }
  }

  /// Waits until no container, volume or network of this test is left.
  void awaitNothingLeft(Duration patience) throws InterruptedException {
    var removals = new LinkedBlockingQueue<String>();
    long deadline = System.nanoTime() + patience.toNanos();
    try (var _ = ENGINE.events(labels(), e -> removals.add(e.id()), _ -> {})) {
      for (var left = left(); !left.isEmpty(); left = left()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "left behind after %d s: %s".formatted(patience.toSeconds(), left));
        }
        // Engines tell of containers, not of networks: those are looked for now and then.
        removals.poll(100, TimeUnit.MILLISECONDS);
      }
    }
  }

  /// The names of the containers, volumes and networks of this test.
  List<String> left() {
    return Stream.of(
            ENGINE.containers(labels()).stream().map(ContainerSnapshot::name),
            ENGINE.volumes(labels()).stream().map(v -> "volume " + v.name()),
            ENGINE.networks(labels()).stream().map(n -> "network " + n.name()))
        .flatMap(names -> names)
        .toList();
  }

  /// Removes what a test expects to be left.
  void removeWhatIsLeft() {
    ENGINE.containers(labels()).forEach(c -> ENGINE.remove(c.id()));
    ENGINE.volumes(labels()).forEach(v -> ENGINE.removeVolume(v.name()));
    ENGINE.networks(labels()).forEach(n -> ENGINE.removeNetwork(n.id()));
  }

  /// What a GET of an address answers.
  static String get(String address) throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private Map<String, String> labels() {
    return Map.of(Labels.PROJECT, project);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
