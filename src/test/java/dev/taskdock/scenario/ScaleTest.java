package dev.taskdock.scenario;

import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Loop;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.TaskId;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.Script;
import dev.taskdock.simulation.SimulatedPerformer;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Far more tasks than a laptop runs: nothing in the loop may grow out of hand with their number.
final class ScaleTest {
  private static final int TASKS = 1_000;
  private static final Duration LATER = Duration.ofMinutes(10);

  @Test
  @Timeout(120)
  void a_thousand_tasks_start_and_are_stopped() throws InterruptedException {
    var definition = task("web", container("app").dependsOn("db", START), container("db"));
    Map<TaskId, WantedTask> tasks = new TreeMap<>();
    for (int i = 1; i <= TASKS; i++) {
      tasks.put(taskId(i), WantedTask.of(definition));
    }
    var timeline = new SimulatedTimeline();
    var scattered = new Faults.Seeded(new Random(1), 0, Duration.ofMillis(100));
    var performer =
        new SimulatedPerformer(timeline, Script.NOTHING_SPECIAL, scattered, _ -> definition);
    var most = new Most();
    var loop = new Loop(timeline, performer, most, new Desired(tasks, false), Observed.NOTHING);
    timeline.after(LATER, () -> loop.want(d -> d.stopping(StopRequest.byUser(timeline.now()))));

    var observed = loop.run();

    assertThat(most.running).isEqualTo(TASKS);
    assertThat(observed.tasks()).hasSize(TASKS);
    assertThat(observed.tasks().values())
        .allMatch(task -> task.sandbox() instanceof Sandbox.Removed);
    assertThat(timeline.now()).isBefore(SimulatedTimeline.BEGINNING.plus(LATER.multipliedBy(2)));
  }

  /// How many tasks ran at the same time; looked at only when nothing is under way.
  private static final class Most implements Consumer<Snapshot> {
    private long running;

    @Override
    public void accept(Snapshot snapshot) {
      if (snapshot.observed().inFlight().isEmpty()) {
        running =
            Math.max(
                running,
                snapshot.observed().tasks().values().stream()
                    .filter(task -> task.hasStarted() && !task.hasEnded())
                    .count());
      }
    }
  }
}
