package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.taskdock.model.AlpnPolicy;
import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FlowPoolTest {
  private static final FlowAttributes TCP = FlowAttributes.standard(FlowProtocol.TCP);
  private static final FlowAttributes STICKY =
      new FlowAttributes(
          FlowProtocol.TCP, false, false, true, Optional.empty(), false, true, Duration.ZERO);
  private static final LoadBalancerName CACHE = new LoadBalancerName("cache");

  @Test
  void flows_are_spread_evenly_over_the_healthy_ones() {
    var pool = pool(TCP, Standing.HEALTHY, Standing.UNHEALTHY, Standing.HEALTHY, Standing.HEALTHY);

    var counts = counts(pool, flows(30_000));

    assertThat(counts).containsOnlyKeys(1, 3, 4);
    assertThat(counts.values())
        .allSatisfy(count -> assertThat(count).isCloseTo(10_000L, within(400L)));
  }

  @Test
  void one_flow_always_gets_the_same_target() {
    var pool = pool(TCP, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY);
    var flow = datagrams(7);

    assertThat(Stream.generate(() -> port(pool, flow)).limit(100).distinct()).hasSize(1);
  }

  @Test
  void connections_of_one_client_go_to_several_targets() {
    var pool = pool(TCP, Standing.HEALTHY, Standing.HEALTHY);

    assertThat(counts(pool, LongStream.range(0, 100).mapToObj(n -> flow("10.0.0.1", n))))
        .containsOnlyKeys(1, 2);
  }

  @Test
  void datagrams_from_one_port_go_to_one_target_and_from_others_to_others() {
    var pool = pool(TCP, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY);

    assertThat(counts(pool, IntStream.range(1, 100).mapToObj(FlowPoolTest::datagrams)))
        .containsOnlyKeys(1, 2, 3);
  }

  @Test
  void all_that_stay_are_used_where_none_is_healthy() {
    var pool = pool(TCP, Standing.UNHEALTHY, Standing.INITIAL, Standing.DRAINING);

    assertThat(counts(pool, flows(100))).containsOnlyKeys(1, 2);
    assertThat(pool.choose(flow("10.0.0.1", 1)).orElseThrow().failsOpen()).isTrue();
  }

  @Test
  void nobody_gets_a_flow_where_all_are_leaving_or_none_is_there() {
    assertThat(pool(TCP, Standing.DRAINING).choose(flow("10.0.0.1", 1))).isEmpty();
    assertThat(pool(TCP).choose(flow("10.0.0.1", 1))).isEmpty();
  }

  @Test
  void an_address_stays_with_its_target_whatever_its_connections() {
    var pool = pool(STICKY, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY);

    assertThat(counts(pool, LongStream.range(0, 100).mapToObj(n -> flow("10.0.0.1", n))))
        .hasSize(1);
    assertThat(counts(pool, clients(300))).containsOnlyKeys(1, 2, 3);
  }

  @Test
  void of_a_sticky_target_that_leaves_only_its_own_clients_go_elsewhere() {
    var before = pool(STICKY, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY);
    var after = pool(STICKY, Standing.HEALTHY, Standing.DRAINING, Standing.HEALTHY);

    assertThat(clients(300).filter(f -> port(before, f) != 2))
        .allSatisfy(f -> assertThat(port(after, f)).isEqualTo(port(before, f)));
    assertThat(counts(after, clients(300).filter(f -> port(before, f) == 2)))
        .containsOnlyKeys(1, 3);
  }

  @Test
  void zones_share_flows_evenly_whatever_is_in_them() {
    var zones = Map.of(id(1), "a", id(2), "b", id(3), "b", id(4), "b");
    var pool =
        zoned(zones, false, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY);

    var counts = counts(pool, flows(30_000));

    assertThat(counts.get(1)).isCloseTo(15_000L, within(500L));
    assertThat(counts.get(2)).isCloseTo(5_000L, within(400L));
  }

  @Test
  void with_cross_zone_load_balancing_targets_share_them() {
    var zones = Map.of(id(1), "a", id(2), "b", id(3), "b");
    var pool = zoned(zones, true, Standing.HEALTHY, Standing.HEALTHY, Standing.HEALTHY);

    assertThat(counts(pool, flows(30_000)).get(1)).isCloseTo(10_000L, within(400L));
  }

  @Test
  void a_zone_without_healthy_targets_is_left_out() {
    var zones = Map.of(id(1), "a", id(2), "b", id(3), "b");
    var pool = zoned(zones, false, Standing.UNHEALTHY, Standing.HEALTHY, Standing.UNHEALTHY);

    assertThat(counts(pool, flows(100))).containsOnlyKeys(2);
  }

  @Test
  void weights_share_flows_and_do_not_fail_over() {
    var forward =
        new Forward(
            List.of(
                new Forward.Weighted(new TargetGroupName("full"), 80),
                new Forward.Weighted(new TargetGroupName("empty"), 20)),
            Optional.empty());
    var table =
        FlowTable.of(
            List.of(balancer(forward)),
            List.of(
                Pool.of(group("full", TCP), members(Standing.HEALTHY)),
                Pool.of(group("empty", TCP), List.of())),
            Map.of());

    long served =
        flows(10_000).filter(f -> table.choose(new ListenerId(CACHE, 80), f).isPresent()).count();

    assertThat(served).isCloseTo(8_000L, within(200L));
  }

  @Test
  void a_listener_that_is_not_declared_has_nobody() {
    var table =
        FlowTable.of(
            List.of(balancer(Forward.to(new TargetGroupName("g")))),
            List.of(Pool.of(group("g", TCP), members(Standing.HEALTHY))),
            Map.of());

    assertThat(table.choose(new ListenerId(CACHE, 81), flow("10.0.0.1", 1))).isEmpty();
    assertThat(table.choose(new ListenerId(CACHE, 80), flow("10.0.0.1", 1))).isPresent();
  }

  private static NetworkLoadBalancer balancer(Forward forward) {
    var listener =
        new FlowListener(
            80,
            FlowProtocol.TCP,
            Optional.empty(),
            AlpnPolicy.NONE,
            forward,
            FlowListener.IDLE_TIMEOUT);
    return new NetworkLoadBalancer(CACHE, List.of(listener), false, false, List.of());
  }

  private static FlowPool pool(FlowAttributes flows, Standing... standings) {
    return FlowPool.of(group("g", flows), members(standings), Map.of(), false);
  }

  private static FlowPool zoned(
      Map<TargetId, String> zones, boolean crossZone, Standing... standings) {
    return FlowPool.of(group("g", TCP), members(standings), zones, crossZone);
  }

  private static TargetGroup group(String name, FlowAttributes flows) {
    return new TargetGroup(
        new TargetGroupName(name),
        false,
        ProtocolVersion.HTTP1,
        80,
        TargetHealthCheck.ofNetwork(false, false),
        TargetGroupAttributes.DEFAULT,
        Optional.of(flows));
  }

  private static List<Member> members(Standing... standings) {
    return IntStream.range(0, standings.length)
        .mapToObj(i -> Member.of(id(i + 1), standings[i]))
        .toList();
  }

  private static TargetId id(int port) {
    return new TargetId("10.0.0.9", port);
  }

  private static Stream<Flow> flows(int count) {
    return IntStream.range(0, count).mapToObj(n -> flow("10.0.0.1", n));
  }

  private static Stream<Flow> clients(int count) {
    return IntStream.range(0, count).mapToObj(n -> flow("10.1." + n / 250 + "." + n % 250, n));
  }

  private static Flow flow(String source, long nonce) {
    return new Flow(
        false,
        IpAddress.parse(source).orElseThrow(),
        50_000,
        IpAddress.parse("127.128.0.1").orElseThrow(),
        80,
        nonce);
  }

  private static Flow datagrams(int port) {
    var here = IpAddress.parse("127.0.0.1").orElseThrow();
    return new Flow(true, here, port, here, 53, 0);
  }

  private static int port(FlowPool pool, Flow flow) {
    return pool.choose(flow).orElseThrow().target().port();
  }

  private static Map<Integer, Long> counts(FlowPool pool, Stream<Flow> flows) {
    return new HashMap<>(
        flows.collect(Collectors.groupingBy(f -> port(pool, f), Collectors.counting())));
  }
}
