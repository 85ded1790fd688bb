package dev.taskdock.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.util.HashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Safety and liveness in worlds made by chance. A failure names its seed; `-Dworld.seed=N` plays
/// that world alone.
final class WorldPropertiesTest {
  private static final int WORLDS = 2_000;
  private static final int SOME = 500;

  /// More than the longest start under way and all stop time-outs of a chain of five.
  private static final Duration BOUND = Duration.ofMinutes(8);

  @Test
  void every_turn_of_every_world_is_lawful() {
    seeds(WORLDS)
        .forEach(seed -> play(seed, (random, story) -> assertThat(story.turns()).isNotEmpty()));
  }

  @Test
  void every_world_comes_to_rest_or_to_its_end() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) -> {
                  if (!story.isOver()) {
                    rests(story);
                  }
                }));
  }

  @Test
  void what_is_asked_to_stop_is_gone_within_a_bound() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) ->
                    random
                        .stopAt()
                        .filter(_ -> !random.losesEngine())
                        .ifPresent(at -> {
                          assertThat(story.isOver()).isTrue();
                          assertThat(story.turns().getLast().at()).isLessThan(at.plus(BOUND));
                        })));
  }

  @Test
  void to_decide_again_changes_nothing() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) -> {
                  for (var turn : story.turns()) {
                    var again =
                        Reconciler.decide(
                            turn.snapshot().desired(),
                            turn.snapshot().observed(),
                            SimulatedTimeline.BEGINNING.plus(turn.at()));
                    assertThat(again.actions()).isEmpty();
                  }
                }));
  }

  @Test
  void a_task_keeps_its_first_reason_to_stop_where_events_are_heard_in_time() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) -> {
                  if (!random.isSlow()) {
                    keepsReasons(story);
                  }
                }));
  }

  @Test
  void no_container_joins_a_namespace_that_is_not_there() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) -> {
                  if (!random.losesNamespace()) {
                    assertThat(story.lines()).noneMatch(line -> line.contains("cannot join"));
                  }
                }));
  }

  @Test
  void a_seed_makes_the_same_world_each_time() {
    seeds(50)
        .forEach(seed ->
            assertThat(RandomWorld.of(seed).world().play().lines())
                .isEqualTo(RandomWorld.of(seed).world().play().lines()));
  }

  private interface Check {
    void of(RandomWorld random, Story story);
  }

  private static void play(long seed, Check check) {
    try {
      var random = RandomWorld.of(seed);
      check.of(random, random.world().watchedBy(new Laws()).play());
    } catch (AssertionError | RuntimeException e) {
      fail("-Dworld.seed=" + seed, e);
    }
  }

  private static LongStream seeds(int worlds) {
    return System.getProperty("world.seed") == null
        ? LongStream.rangeClosed(1, worlds)
        : LongStream.of(Long.getLong("world.seed", 1));
  }

  /// Nothing is to be done, now or much later; who does not run waits for somebody who does.
  private static void rests(Story story) {
    var last = story.last();
    assertThat(last.plan().actions()).isEmpty();
    assertThat(last.observed().inFlight()).isEmpty();
    var later = SimulatedTimeline.BEGINNING.plus(Duration.ofDays(365));
    assertThat(Reconciler.decide(last.desired(), last.observed(), later).actions()).isEmpty();
    assertThat(last.plan().holds())
        .allMatch(hold -> hold.waiting() instanceof Waiting.ForDependency);
    for (var id : last.desired().tasks().keySet()) {
      boolean waits = last.plan().holds().stream().anyMatch(hold -> hold.task().equals(id));
      assertThat(story.status(id))
          .isIn(waits ? TaskStatus.ACTIVATING : TaskStatus.RUNNING, TaskStatus.STOPPED);
    }
  }

  private static void keepsReasons(Story story) {
    var stops = new HashMap<TaskId, TaskStop>();
    for (var turn : story.turns()) {
      var snapshot = turn.snapshot();
      snapshot
          .desired()
          .tasks()
          .forEach((id, wanted) ->
              TaskStop.of(wanted, snapshot.observed().task(id))
                  .ifPresent(stop ->
                      assertThat(stop.at()).isEqualTo(stops.computeIfAbsent(id, _ -> stop).at())));
    }
  }
}
