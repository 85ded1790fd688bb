package dev.taskdock.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.app.Local;
import dev.taskdock.app.Preparation;
import dev.taskdock.app.PullPolicy;
import dev.taskdock.app.RoleSource;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunListener;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.app.Workload;
import dev.taskdock.control.Snapshot;
import dev.taskdock.golden.GoldenSuite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// The lives of tasks on a real engine, from the texts that [LifecycleTest] plays on the simulated
/// one. Where the two differ, one of them is wrong.
@Tag("docker")
final class LifecycleIT {
  private static final String PROJECT = "it-lifecycle";

  @TestFactory
  Stream<DynamicTest> a_task_lives_as_its_text_says() {
    return GoldenSuite.tests("lifecycle", golden -> played(Lifecycle.of(golden)));
  }

  private static String played(Lifecycle life) {
    var course = new Course();
    var begun = new CompletableFuture<Run>();
    Consumer<Snapshot> watcher =
        life.stopAfter()
            .<Consumer<Snapshot>>map(
                after -> course.andThen(new Once(course::isRunning, () -> stop(begun, after))))
            .orElse(course);
    try (var preparation = Preparation.begin(true);
        var taskdock = Taskdock.open();
        var run = taskdock.run(preparation, request(life), new Watched(watcher))) {
      begun.complete(run);
      run.await();
      assertThat(taskdock.tasks(Optional.of(PROJECT))).isEmpty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return course.text();
  }

  private static void stop(CompletableFuture<Run> begun, Duration after) {
    var later = CompletableFuture.delayedExecutor(after.toSeconds(), TimeUnit.SECONDS);
    var _ = begun.thenAcceptAsync(Run::stop, later);
  }

  private static RunRequest request(Lifecycle life) {
    return new RunRequest(
        new Workload.Tasks(life.definition(), 1),
        PROJECT,
        "",
        Local.NONE,
        PullPolicy.NEVER,
        Optional.empty(),
        List.of(),
        false,
        RoleSource.FAKE);
  }

  /// Hears of turns only.
  private record Watched(Consumer<Snapshot> turns) implements RunListener {
    @Override
    public void turned(Snapshot snapshot) {
      turns.accept(snapshot);
    }
  }
}
