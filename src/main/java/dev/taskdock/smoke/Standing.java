package dev.taskdock.smoke;

import dev.taskdock.app.Door;
import dev.taskdock.app.FoundTask;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunListener;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import dev.taskdock.probe.Observation;
import dev.taskdock.probe.Words;
import dev.taskdock.problem.Report;
import dev.taskdock.smoke.Stage.Part;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Sandbox;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// A run that was started and became steady, for whoever tries things of it by other means than
/// probes.
public final class Standing implements AutoCloseable {
  private static final Duration TO_END = Duration.ofMinutes(3);

  private final Taskdock taskdock;
  private final RunRequest request;
  private final Run run;
  private final Stage stage;
  private volatile boolean over;

  private Standing(Taskdock taskdock, RunRequest request, Run run, Stage stage) {
    this.taskdock = taskdock;
    this.request = request;
    this.run = run;
    this.stage = stage;
  }

  /// It did not become steady.
  public static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(String what) {
      super(what);
    }
  }

  /// Starts, and waits until all of it runs and is healthy, or has ended by itself.
  ///
  /// @param taskdock stays the caller's to close
  /// @throws Failed when it will not be so, with all that explains it; nothing is left then
  /// @throws InterruptedException when the calling thread is interrupted
  public static Standing start(
      Taskdock taskdock,
      Preparation preparation,
      RunRequest request,
      Duration patience,
      RunListener listener)
      throws InterruptedException {
    var stage = new Stage(listener);
    var standing =
        new Standing(taskdock, request, taskdock.run(preparation, request, stage), stage);
    boolean fine = false;
    try {
      standing.begin(patience);
      fine = true;
    } finally {
      if (!fine) {
        standing.close();
      }
    }
    return standing;
  }

  private void begin(Duration patience) throws InterruptedException {
    Thread.ofPlatform().daemon().name("run").start(this::loop);
    var explanation = new Explanation(stage, request, Path.of(""));
    var seen =
        new Starting(stage, request.workload(), explanation).await(patience, mayEnd(), () -> over);
    if (seen instanceof Observation.Missed(var why, _)) {
      var text = new StringBuilder(why).append('\n');
      explanation.holds(true).forEach(hold -> text.append("  ").append(hold).append('\n'));
      explanation
          .tails()
          .forEach(tail -> {
            text.append("  last lines of ").append(tail.container()).append('\n');
            tail.lines().forEach(line -> text.append("    ").append(line).append('\n'));
          });
      text.append(Report.text(explanation.advice(), explanation.sources(), false));
      throw new Failed(text.toString());
    }
  }

  /// A task that serves nothing may be a batch task, and end with whatever code its test expects.
  private boolean mayEnd() {
    return request.workload().definitions().stream()
        .noneMatch(d -> d.ports().findAny().isPresent());
  }

  private void loop() {
    try {
      run.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      over = true;
      stage.nudge();
    }
  }

  /// Where a port that a container declares is reached from this machine.
  public Optional<Endpoint> endpoint(int port) {
    return running()
        .flatMap(id -> endpoints(id).stream())
        .filter(e -> e.port() == port)
        .findFirst();
  }

  /// Where the listeners of its load balancers are.
  public List<Door> doors() {
    return run.doors();
  }

  /// What a container has printed so far.
  public List<String> lines(ContainerName container) {
    return stage.lines().entrySet().stream()
        .filter(e -> e.getKey().container().equals(container))
        .flatMap(e -> e.getValue().stream())
        .toList();
  }

  /// Waits for a line with these words.
  ///
  /// @return whether it came in time
  /// @throws InterruptedException when the calling thread is interrupted
  public boolean awaitLine(ContainerName container, Words words, Duration patience)
      throws InterruptedException {
    return stage.await(
        () -> lines(container).stream().anyMatch(words::areIn),
        System.nanoTime() + patience.toNanos());
  }

  /// Waits for the end of a container; its exit code, empty where it goes on or has none.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  public OptionalInt exitCode(ContainerName container, Duration patience)
      throws InterruptedException {
    stage.await(() -> ending(container).isPresent(), System.nanoTime() + patience.toNanos());
    return ending(container).map(Stage.Ending::code).orElse(OptionalInt.empty());
  }

  /// Runs a command in a container that runs.
  public Observation.Ran exec(ContainerName container, List<String> command) {
    var task =
        taskdock.tasks(Optional.of(request.project())).stream()
            .filter(t -> run.ids().contains(t.task().id()) || isOfServices(t))
            .filter(t -> t.containers().containsKey(container))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no task with " + container + " runs"));
    var output = new ByteArrayOutputStream();
    int code =
        taskdock.exec(
            task,
            container,
            new ExecSpec(command, false, Optional.empty(), Optional.empty(), output, output));
    return new Observation.Ran(code, output.toString(StandardCharsets.UTF_8));
  }

  private boolean isOfServices(FoundTask task) {
    return stage.definition(task.task().id()).isPresent();
  }

  private Optional<Stage.Ending> ending(ContainerName container) {
    return stage.latest().stream()
        .flatMap(s -> s.desired().tasks().keySet().stream())
        .flatMap(id -> stage.ending(new Part(id, container)).stream())
        .findFirst();
  }

  private Stream<TaskId> running() {
    return stage.latest().stream().flatMap(s -> Outcomes.runningTasks(s).keySet().stream());
  }

  private List<Endpoint> endpoints(TaskId id) {
    return stage
        .latest()
        .filter(s -> s.observed().tasks().containsKey(id))
        .map(s -> s.observed().task(id).sandbox())
        .filter(Sandbox.Ready.class::isInstance)
        .map(ready -> ((Sandbox.Ready) ready).endpoints())
        .orElse(List.of());
  }

  /// Stops all of it as ECS would, and waits for its end.
  @Override
  public void close() {
    try {
      run.stop();
      if (!stage.await(() -> over, System.nanoTime() + TO_END.toNanos())) {
        run.kill();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      run.kill();
    } finally {
      run.close();
    }
  }
}
