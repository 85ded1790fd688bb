package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupAttributes.Algorithm;
import dev.taskdock.model.TargetGroupAttributes.MinimumHealthy;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PoolTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void round_robin_goes_through_the_healthy_ones_in_turn() {
    var pool = pool(Algorithm.ROUND_ROBIN, Standing.HEALTHY, Standing.UNHEALTHY, Standing.HEALTHY);
    var luck = new Luck();

    var chosen = Stream.generate(() -> pool.next(luck)).limit(4).map(PoolTest::port).toList();

    assertThat(chosen).containsExactly(1, 3, 1, 3);
    assertThat(pool.failsOpen()).isFalse();
  }

  @Test
  void all_are_used_where_none_is_healthy() {
    var pool = pool(Algorithm.ROUND_ROBIN, Standing.UNHEALTHY, Standing.INITIAL, Standing.DRAINING);
    var luck = new Luck();

    var chosen = Stream.generate(() -> pool.next(luck)).limit(3).map(PoolTest::port).toList();

    assertThat(chosen).containsExactly(1, 2, 1);
    assertThat(pool.failsOpen()).isTrue();
  }

  @Test
  void all_are_used_where_fewer_are_healthy_than_the_group_asks_for() {
    var attributes =
        attributes(Algorithm.ROUND_ROBIN, Duration.ZERO, new MinimumHealthy(1, OptionalInt.of(60)));
    var pool = Pool.of(group(attributes), members(Standing.HEALTHY, Standing.UNHEALTHY));

    assertThat(pool.failsOpen()).isTrue();
    assertThat(pool.size()).isEqualTo(2);
  }

  @Test
  void a_group_whose_targets_all_leave_has_nobody() {
    var leaving = pool(Algorithm.ROUND_ROBIN, Standing.DRAINING);
    var empty = pool(Algorithm.ROUND_ROBIN);

    assertThat(leaving.next(new Luck())).isEmpty();
    assertThat(leaving.whyNone()).isEqualTo("all 1 targets of web are being deregistered");
    assertThat(empty.next(new Luck())).isEmpty();
    assertThat(empty.whyNone()).isEqualTo("no target is registered in web");
  }

  @Test
  void least_outstanding_requests_takes_the_least_loaded() {
    var pool =
        pool(
            Algorithm.LEAST_OUTSTANDING_REQUESTS,
            Standing.HEALTHY,
            Standing.HEALTHY,
            Standing.HEALTHY);
    var luck = new Luck();
    luck.loads.putAll(Map.of(target(1), 3, target(2), 1, target(3), 2));

    assertThat(pool.next(luck)).contains(target(2));
  }

  @Test
  void among_a_thousand_targets_an_idle_one_is_found_without_asking_all() {
    var pool =
        pool(
            Algorithm.LEAST_OUTSTANDING_REQUESTS,
            Stream.generate(() -> Standing.HEALTHY).limit(1000).toArray(Standing[]::new));
    var luck = new Luck();

    for (int i = 0; i < 1000; i++) {
      luck.loads.merge(pool.next(luck).orElseThrow(), 1, Integer::sum);
    }

    assertThat(luck.loads).hasSize(1000).allSatisfy((_, load) -> assertThat(load).isEqualTo(1));
    assertThat(luck.asked).isEqualTo(1000);
  }

  @Test
  void weights_decide_how_often_a_target_is_drawn() {
    var members =
        List.of(
            new Member(target(1), Standing.HEALTHY, Optional.empty(), 1),
            new Member(target(2), Standing.HEALTHY, Optional.empty(), 0.25),
            new Member(target(3), Standing.HEALTHY, Optional.empty(), 0.75));
    var pool =
        Pool.of(
            group(
                attributes(
                    Algorithm.WEIGHTED_RANDOM,
                    Duration.ZERO,
                    new MinimumHealthy(1, OptionalInt.empty()))),
            members);

    var drawn = drawn(pool, new Luck());

    assertThat(drawn.get(target(1))).isEqualTo(0.5, within(0.02));
    assertThat(drawn.get(target(2))).isEqualTo(0.125, within(0.02));
    assertThat(drawn.get(target(3))).isEqualTo(0.375, within(0.02));
  }

  @Test
  void a_target_that_starts_slowly_gets_the_share_that_has_grown() {
    var attributes =
        attributes(
            Algorithm.ROUND_ROBIN,
            Duration.ofSeconds(100),
            new MinimumHealthy(1, OptionalInt.empty()));
    var members =
        List.of(
            Member.of(target(1), Standing.HEALTHY),
            new Member(target(2), Standing.HEALTHY, Optional.of(NOON.minusSeconds(25)), 1));
    var pool = Pool.of(group(attributes), members);

    var early = drawn(pool, new Luck());
    var late = new Luck();
    late.now = NOON.plusSeconds(75);

    assertThat(early.get(target(2))).isEqualTo(0.2, within(0.02));
    assertThat(drawn(pool, late).get(target(2))).isEqualTo(0.5);
  }

  @Test
  void shares_of_groups_follow_their_weights_and_nobody_gets_what_weighs_nothing() {
    var shares =
        Shares.of(
            new Forward(
                Stream.of(Map.entry("a", 1), Map.entry("b", 0), Map.entry("c", 3))
                    .map(e -> new Forward.Weighted(new TargetGroupName(e.getKey()), e.getValue()))
                    .toList(),
                Optional.empty()));

    var chosen = IntStream.range(0, 4).mapToObj(i -> shares.at(i / 4.0).orElseThrow().value());

    assertThat(chosen).containsExactly("a", "c", "c", "c");
    assertThat(shares.has(new TargetGroupName("b"))).isTrue();
  }

  private static Map<TargetId, Double> drawn(Pool pool, Luck luck) {
    int rounds = 20_000;
    var counts = new HashMap<TargetId, Double>();
    for (int i = 0; i < rounds; i++) {
      counts.merge(pool.next(luck).orElseThrow(), 1.0 / rounds, Double::sum);
    }
    counts.replaceAll((_, share) -> Math.round(share * 10_000) / 10_000.0);
    return counts;
  }

  private static Pool pool(Algorithm algorithm, Standing... standings) {
    var attributes =
        attributes(algorithm, Duration.ZERO, new MinimumHealthy(1, OptionalInt.empty()));
    return Pool.of(group(attributes), members(standings));
  }

  private static List<Member> members(Standing... standings) {
    return IntStream.range(0, standings.length)
        .mapToObj(i -> Member.of(target(i + 1), Arrays.asList(standings).get(i)))
        .toList();
  }

  private static TargetGroupAttributes attributes(
      Algorithm algorithm, Duration slowStart, MinimumHealthy minimum) {
    return new TargetGroupAttributes(
        Duration.ofMinutes(5), slowStart, Optional.empty(), algorithm, false, minimum);
  }

  private static TargetGroup group(TargetGroupAttributes attributes) {
    return new TargetGroup(
        new TargetGroupName("web"),
        false,
        ProtocolVersion.HTTP1,
        80,
        TargetHealthCheck.standard(ProtocolVersion.HTTP1),
        attributes);
  }

  private static TargetId target(int port) {
    return new TargetId("10.0.0.1", port);
  }

  private static int port(Optional<TargetId> target) {
    return target.orElseThrow().port();
  }
}
