package dev.taskdock.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.taskdock.reconcile.Reconciler;
import dev.taskdock.reconcile.ServiceScheduler;
import dev.taskdock.simulation.SimulatedTimeline;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Safety and liveness of services in worlds made by chance. A failure names its seed;
/// `-Dworld.seed=N` plays that world alone.
final class ServicePropertiesTest {
  private static final int WORLDS = 100;
  private static final int SOME = 40;

  /// More than the longest pause after failed starts, a start, a drain and a stop time-out.
  private static final Duration BOUND = Duration.ofMinutes(10);

  @Test
  void every_turn_of_every_world_is_lawful() {
    seeds(WORLDS).forEach(seed -> play(seed, (_, story) -> assertThat(story.turns()).isNotEmpty()));
  }

  @Test
  void services_become_steady_within_a_bound_once_nothing_goes_wrong_any_more() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) -> {
                  if (!random.goesDown()) {
                    assertThat(story.turns().getLast().at())
                        .isLessThan(RandomServices.TROUBLE.plus(BOUND));
                    assertThat(story.last().observed().services().states().values())
                        .hasSize(random.services().size())
                        .allMatch(state -> state.steady());
                    assertThat(story.last().observed().inFlight()).isEmpty();
                  }
                }));
  }

  @Test
  void down_leaves_nothing_within_a_bound() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (random, story) -> {
                  if (random.goesDown()) {
                    assertThat(story.isOver()).isTrue();
                    ServiceLaws.nothingIsLeft(story.last().observed());
                    assertThat(story.turns().getLast().at())
                        .isLessThan(RandomServices.TROUBLE.plus(BOUND));
                  }
                }));
  }

  @Test
  void to_decide_again_changes_nothing() {
    seeds(SOME)
        .forEach(seed ->
            play(
                seed,
                (_, story) -> {
                  for (var turn : story.turns()) {
                    var snapshot = turn.snapshot();
                    if (snapshot.desired().services().isEmpty()) {
                      continue;
                    }
                    var now = SimulatedTimeline.BEGINNING.plus(turn.at());
                    var wanted = snapshot.desired();
                    var again = ServiceScheduler.decide(wanted, snapshot.observed(), now);
                    assertThat(again.observed().services().states())
                        .isEqualTo(snapshot.observed().services().states());
                    assertThat(Reconciler.decide(again.desired(), again.observed(), now).actions())
                        .isEmpty();
                  }
                }));
  }

  @Test
  void a_seed_makes_the_same_world_each_time() {
    seeds(10)
        .forEach(seed ->
            assertThat(RandomServices.of(seed).world().play().lines())
                .isEqualTo(RandomServices.of(seed).world().play().lines()));
  }

  private interface Check {
    void of(RandomServices random, Story story);
  }

  private static void play(long seed, Check check) {
    try {
      var random = RandomServices.of(seed);
      check.of(random, random.world().watchedBy(new Laws()).lawfulServices().play());
    } catch (AssertionError | RuntimeException e) {
      fail("-Dworld.seed=" + seed, e);
    }
  }

  private static LongStream seeds(int worlds) {
    return System.getProperty("world.seed") == null
        ? LongStream.rangeClosed(1, worlds)
        : LongStream.of(Long.getLong("world.seed", 1));
  }
}
