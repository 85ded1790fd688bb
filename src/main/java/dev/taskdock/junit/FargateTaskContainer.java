package dev.taskdock.junit;

import dev.taskdock.app.Local;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.PullPolicy;
import dev.taskdock.app.RoleSource;
import dev.taskdock.app.RunListener;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.input.Source;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.probe.Words;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import dev.taskdock.secrets.LocalSecrets;
import dev.taskdock.secrets.Shortages;
import dev.taskdock.secrets.Supply;
import dev.taskdock.smoke.Standing;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.testcontainers.lifecycle.Startable;

/// A task of a task definition, as Fargate would run it, for as long as a test wants it.
///
/// It is started by [#start], which returns once every container runs and is healthy, or the task
/// has ended by itself; and stopped by [#stop] as StopTask does. The namespace, the metadata,
/// secrets and images are those of `taskdock run`, and so is what is refused: a definition that
/// Fargate would not take is an [IllegalArgumentException] with every mistake in it, at its line.
public final class FargateTaskContainer implements Startable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path file;
  private final Map<String, String> images = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> environment = new LinkedHashMap<>();
  private Duration patience = PATIENCE;
  private Optional<Up> up = Optional.empty();

  /// All that is to be closed.
  private record Up(Taskdock taskdock, Preparation preparation, Standing standing) {}

  private FargateTaskContainer(Path file) {
    this.file = file;
  }

  /// A task that is not started yet.
  ///
  /// @param file the task definition; a `taskdock.yaml` beside it counts
  public static FargateTaskContainer of(Path file) {
    return new FargateTaskContainer(file);
  }

  /// Runs another image in a container's place.
  public FargateTaskContainer withImage(String container, String image) {
    images.put(container, image);
    return this;
  }

  /// Sets a variable.
  ///
  /// @param container whose; empty for all
  public FargateTaskContainer withEnvironment(String container, String name, String value) {
    environment.computeIfAbsent(container, _ -> new LinkedHashMap<>()).put(name, value);
    return this;
  }

  /// Gives it so long to become healthy; five minutes where nothing is said.
  public FargateTaskContainer within(Duration other) {
    patience = other;
    return this;
  }

  /// Starts it, if it is not up.
  ///
  /// @throws IllegalArgumentException when the definition is refused
  /// @throws IllegalStateException when it does not become healthy, with what explains it
  @Override
  public void start() {
    if (up.isPresent()) {
      return;
    }
    var request = request();
    var taskdock = Taskdock.openForRun();
    var preparation = Preparation.begin(true);
    boolean fine = false;
    try {
      // Nobody listens: a test asks for what it wants to know.
      var unheard = new RunListener() {};
      var standing = Standing.start(taskdock, preparation, request, patience, unheard);
      up = Optional.of(new Up(taskdock, preparation, standing));
      fine = true;
    } catch (Standing.Failed e) {
      throw new IllegalStateException(file + " did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + file + " started", e);
    } finally {
      if (!fine) {
        preparation.close();
        taskdock.close();
      }
    }
  }

  /// Stops it as StopTask does, if it is up.
  @Override
  public void stop() {
    up.ifPresent(it -> {
      try (var _ = it.taskdock();
          var _ = it.preparation()) {
        it.standing().close();
      } finally {
        up = Optional.empty();
      }
    });
  }

  /// The host by which a declared port is reached from this machine.
  public String host(int port) {
    return endpoint(port).hostAddress();
  }

  /// The port by which a declared port is reached from this machine: the same one wherever the
  /// platform allows.
  public int mappedPort(int port) {
    return endpoint(port).hostPort();
  }

  /// `http://host:port` of a declared port.
  public URI uri(int port) {
    return URI.create("http://" + host(port) + ":" + mappedPort(port));
  }

  /// What a container has printed so far, line by line.
  public List<String> logs(String container) {
    return standing().lines(new ContainerName(container));
  }

  /// Waits for a line that contains a text.
  ///
  /// @return whether it came in time
  public boolean awaitLog(String container, String text, Duration atMost) {
    try {
      return standing()
          .awaitLine(new ContainerName(container), new Words(List.of(text), List.of()), atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Waits for the end of a container.
  ///
  /// @return its exit code; empty where it goes on, or was lost
  public OptionalInt exitCode(String container, Duration atMost) {
    try {
      return standing().exitCode(new ContainerName(container), atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What a command printed that was run in a container, and its exit code.
  public record Result(int exitCode, String output) {}

  /// Runs a command in a container.
  public Result exec(String container, String... command) {
    var ran = standing().exec(new ContainerName(container), List.of(command));
    return new Result(ran.exitCode(), ran.output());
  }

  private dev.taskdock.state.Endpoint endpoint(int port) {
    return standing()
        .endpoint(port)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "port " + port + " is not declared by a container that runs"));
  }

  private Standing standing() {
    return up.map(Up::standing)
        .orElseThrow(() -> new IllegalStateException(file + " is not started"));
  }

  private RunRequest request() {
    var problems = new Problems();
    var sources = new HashMap<String, String>();
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
    var overlay = overlay(folder, problems);
    var supply =
        new Supply(
            new LocalSecrets(List.of(overlay.secrets())),
            overlay.environmentFiles(),
            System.getenv());
    var definition =
        Source.read(file, problems)
            .flatMap(source -> {
              sources.put(source.file(), source.text());
              return TaskDefinitionReader.read(source, images, problems);
            })
            .map(reading -> {
              var changed = changed(reading.definition());
              Shortages.tell(changed, supply, reading.origins(), problems);
              return changed;
            });
    if (problems.hasErrors() || definition.isEmpty()) {
      throw new IllegalArgumentException(
          file + " is refused\n" + Report.text(problems.all(), sources, false));
    }
    var family = definition.get().family().name();
    return new RunRequest(
        new Workload.Tasks(definition.get(), 1),
        // Two classes may test one definition at once, each with its own task.
        family + "-" + UUID.randomUUID().toString().substring(0, 8),
        file.toString(),
        new Local(overlay.builds(), supply, overlay.volumes(), Optional.empty()),
        PullPolicy.DEFAULT,
        Optional.empty(),
        List.of(),
        false,
        RoleSource.FAKE);
  }

  private static Overlay overlay(Path folder, Problems problems) {
    var beside = folder.resolve("taskdock.yaml");
    return Files.isRegularFile(beside)
        ? Source.read(beside, problems)
            .map(source -> Overlay.read(source, folder, problems))
            .orElse(Overlay.NONE)
        : Overlay.NONE;
  }

  private TaskDefinition changed(TaskDefinition definition) {
    var names = definition.containers().stream().map(c -> c.name().name()).toList();
    environment.keySet().stream()
        .filter(name -> !name.isEmpty() && !names.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException("no container " + name + " among " + names);
        });
    return definition.withContainers(c ->
        c.withEnvironment(
            c.environment()
                .with(environment.getOrDefault("", Map.of()))
                .with(environment.getOrDefault(c.name().name(), Map.of()))));
  }
}
