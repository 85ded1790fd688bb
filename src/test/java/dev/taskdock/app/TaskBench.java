package dev.taskdock.app;

import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.VolumeFacts;
import dev.taskdock.engine.docker.DockerEngine;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs definitions at a real engine, in a project of the test's own.
///
/// After each test nothing may be left of it: no container, no volume, no network, no control
/// group.
final class TaskBench implements BeforeEachCallback, AfterEachCallback {
  static final Engine ENGINE = DockerEngine.open(System.getenv());
  static final ImageReference IMAGE = new ImageReference("debian:bookworm-slim");

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int PATIENCE_SECONDS = 120;

  private final Taskdock taskdock = Taskdock.at(ENGINE);
  private String project = "";

  @Override
  public void beforeEach(ExtensionContext context) {
    byte[] bytes = new byte[4];
    ThreadLocalRandom.current().nextBytes(bytes);
    project = "it-" + HexFormat.of().formatHex(bytes);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    var left = left();
    Sweep.everything(ENGINE, labels());
    if (!left.isEmpty()) {
      throw new AssertionError("left behind: " + left);
    }
  }

  /// What there is of this test in the engine and in the kernel.
  List<String> left() throws IOException {
    return Stream.of(
            ENGINE.containers(labels()).stream().map(ContainerSnapshot::name),
            ENGINE.volumes(labels()).stream().map(VolumeFacts::name),
            ENGINE.networks(labels()).stream().map(NetworkFacts::name),
            cgroups().stream())
        .flatMap(names -> names)
        .toList();
  }

  /// The control groups of this test's tasks, relative to where the kernel shows them.
  List<String> cgroups() throws IOException {
    try (var files = Files.isDirectory(CGROUPS) ? Files.walk(CGROUPS, 2) : Stream.<Path>of()) {
      return files
          .filter(f -> tasks.stream().anyMatch(t -> f.endsWith("taskdock-" + t.id())))
          .map(f -> CGROUPS.relativize(f).toString())
          .toList();
    }
  }

  private final List<TaskId> tasks = new CopyOnWriteArrayList<>();

  Map<String, String> labels() {
    return Map.of(Labels.PROJECT, project);
  }

  Taskdock taskdock() {
    return taskdock;
  }

  /// Makes an image of debian with more.
  static ImageReference image(String name, String dockerfile) throws IOException {
    var folder = Files.createTempDirectory("taskdock-it");
    var file = Files.writeString(folder.resolve("Dockerfile"), dockerfile);
    var image = new ImageReference("taskdock-test/" + name + ":it");
    ENGINE.build(
        new BuildSpec(
            image, folder, "Dockerfile", Map.of(), Optional.empty(), Optional.empty(), Map.of()),
        _ -> {});
    Files.delete(file);
    Files.delete(folder);
    return image;
  }

  /// A container that runs a script.
  static ContainerFixture bash(ContainerFixture container, String script) {
    return bash(container, Optional.empty(), script);
  }

  /// A container that runs a script as somebody.
  static ContainerFixture bash(ContainerFixture container, Optional<String> user, String script) {
    return container
        .from(IMAGE.text())
        .invocation(new Invocation(List.of("bash", "-c"), List.of(script), Optional.empty(), user));
  }

  /// Begins to run a task.
  Running start(TaskDefinition definition) {
    var heard = new Heard();
    var request =
        new RunRequest(
            new Workload.Tasks(definition, 1),
            project,
            "taskdef.json",
            Local.NONE,
            PullPolicy.NEVER,
            Optional.empty(),
            List.of(),
            false,
            RoleSource.FAKE);
    var run = taskdock.run(Preparation.begin(true), request, heard);
    tasks.addAll(run.ids());
    var thread = Thread.ofVirtual().name("run").start(() -> end(run));
    return new Running(run, heard, thread);
  }

  /// Runs a task to its end.
  Heard run(TaskDefinition definition) throws InterruptedException {
    return start(definition).end();
  }

  private static void end(Run run) {
    try (run) {
      run.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A task that runs.
  record Running(Run run, Heard heard, Thread thread) {
    /// Waits for its end.
    Heard end() throws InterruptedException {
      if (!thread.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
        throw new AssertionError("it still runs: " + heard.lines);
      }
      return heard;
    }

    TaskId task() {
      return run.ids().iterator().next();
    }
  }

  /// What was heard of a run.
  static final class Heard implements RunListener {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> endQueue = new LinkedBlockingQueue<>();

    /// Waits for a line.
    String await(Predicate<String> wanted) throws InterruptedException {
      return await(queue, wanted);
    }

    /// Waits for a line, which may have come before others that were waited for.
    String awaitAny(Predicate<String> wanted) throws InterruptedException {
      while (lines.stream().noneMatch(wanted)) {
        next(queue);
      }
      return lines.stream().filter(wanted).findFirst().orElseThrow();
    }

    /// Waits for the end of a container.
    String awaitEnd(Predicate<String> wanted) throws InterruptedException {
      return await(endQueue, wanted);
    }

    private String await(LinkedBlockingQueue<String> queue, Predicate<String> wanted)
        throws InterruptedException {
      for (var line = next(queue); ; line = next(queue)) {
        if (wanted.test(line)) {
          return line;
        }
      }
    }

    private String next(LinkedBlockingQueue<String> queue) throws InterruptedException {
      var line = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no such line: " + lines + ends);
      }
      return line;
    }

    /// The lines of one container.
    List<String> of(String container) {
      return lines.stream()
          .filter(l -> l.startsWith(container + " | "))
          .map(l -> l.substring(container.length() + 3))
          .toList();
    }

    @Override
    public void printed(LogLine line) {
      var text = line.source().container() + " | " + line.text();
      lines.add(text);
      queue.add(text);
    }

    @Override
    public void noted(String text) {
      notes.add(text);
    }

    @Override
    public void ended(
        TaskId task, ContainerName container, OptionalInt exitCode, Optional<String> reason) {
      var end = container + " " + exitCode.orElse(-1) + reason.map(r -> " " + r).orElse("");
      ends.add(end);
      endQueue.add(end);
    }
  }
}
