package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.Loop;
import dev.taskdock.control.Roster;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import dev.taskdock.simulation.AtRest;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.Script;
import dev.taskdock.simulation.SimulatedPerformer;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.ServiceState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Far more services than a laptop runs, through hours in which things go wrong: nothing in the
/// loop may grow out of hand with their number.
final class ServiceScaleTest {
  private static final int TASKS_EACH = 10;
  private static final int HOURS = 2;

  @Test
  @Timeout(300)
  void a_thousand_services_live_through_hours_of_failures_at_a_flat_cost_per_task() {
    new Day(10).play();
    var few = new Day(100).play();
    var many = new Day(1_000).play();

    for (var day : List.of(few, many)) {
      assertThat(day.last().values()).hasSize(day.services).allMatch(ServiceState::steady);
      assertThat(day.live()).isEqualTo((long) day.services * TASKS_EACH);
      assertThat(day.lost).isGreaterThan(day.services * TASKS_EACH * HOURS / 200);
    }
    assertThat(many.nanosPerTaskAndTurn())
        .as("%s, and %s", few, many)
        .isLessThan(4 * few.nanosPerTaskAndTurn());
  }

  /// Hours of so many services, in each of which some tasks are lost and some services deployed.
  private static final class Day implements Consumer<Snapshot> {
    private final int services;
    private final SimulatedTimeline timeline = new SimulatedTimeline();
    private final Random random = new Random(1);
    private final SimulatedPerformer performer;
    private final Loop loop;
    private Observed observed = Observed.NOTHING;
    private long turns;
    private long nanos;
    private int lost;

    Day(int services) {
      this.services = services;
      var roster = new Roster();
      this.performer =
          new SimulatedPerformer(timeline, Script.NOTHING_SPECIAL, Faults.NONE, roster);
      var desired = Desired.NOTHING;
      for (int i = 0; i < services; i++) {
        desired = desired.with(Service.of(name(i), revision("one"), TASKS_EACH));
      }
      this.loop = new Loop(timeline, performer, this, roster, desired, Observed.nothing(1));
      for (int hour = 1; hour <= HOURS; hour++) {
        timeline.after(Duration.ofHours(hour), this::loseSome);
        var image = "at" + hour;
        timeline.after(Duration.ofHours(hour).plusMinutes(30), () -> deploySome(image));
      }
    }

    Day play() {
      long start = System.nanoTime();
      try {
        var _ = loop.run();
      } catch (AtRest _) {
        nanos = System.nanoTime() - start;
      } catch (InterruptedException e) {
        throw new IllegalStateException("a simulation never waits", e);
      }
      return this;
    }

    @Override
    public void accept(Snapshot snapshot) {
      observed = snapshot.observed();
      turns++;
    }

    double nanosPerTaskAndTurn() {
      return (double) nanos / turns / services / TASKS_EACH;
    }

    Map<ServiceName, ServiceState> last() {
      return observed.services().states();
    }

    long live() {
      return observed.services().tasks().filter(e -> !e.getValue().has(Milestone.LEAVING)).count();
    }

    @Override
    public String toString() {
      return "%d tasks: %d turns in %d ms, %.0f ns per task and turn, %d tasks lost"
          .formatted(services * TASKS_EACH, turns, nanos / 1_000_000, nanosPerTaskAndTurn(), lost);
    }

    /// One task in a hundred.
    private void loseSome() {
      var ids = observed.services().tasks().map(Map.Entry::getKey).toList();
      for (TaskId id : ids) {
        if (random.nextInt(100) == 0) {
          performer.loseNamespace(id);
          lost++;
        }
      }
    }

    /// One service in a hundred, and always one.
    private void deploySome(String image) {
      for (int i = 0; i < Math.max(1, services / 100); i++) {
        var some = name(random.nextInt(services));
        loop.request(new ServiceRequest.Deploy(some, Optional.of(revision(image))));
      }
    }

    private static ServiceName name(int number) {
      return new ServiceName("s" + number);
    }

    private static ServiceRevision revision(String image) {
      return new ServiceRevision(
          task("web", container("app").from(image), container("db")), List.of());
    }
  }
}
