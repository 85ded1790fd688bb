package dev.taskdock.discovery;

import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.discovery.Discovery.Health;
import dev.taskdock.discovery.Discovery.Result;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.Routing;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who is found without DNS.
final class DiscoveryTest {
  private static final CloudMap NAMES =
      new CloudMap(
          List.of(new Namespace("shop", Namespace.Type.HTTP)),
          List.of(new DiscoveryService("orders", "shop", Routing.MULTIVALUE, Set.of(), 60)),
          List.of());

  @Test
  void the_healthy_are_found_or_else_all() {
    assertThat(ids(Health.HEALTHY_OR_ELSE_ALL, instance(1, true), instance(2, false)))
        .containsExactly(taskId(1).id());
    assertThat(ids(Health.HEALTHY_OR_ELSE_ALL, instance(1, false), instance(2, false))).hasSize(2);
    assertThat(ids(Health.HEALTHY, instance(1, false))).isEmpty();
    assertThat(ids(Health.UNHEALTHY, instance(1, true), instance(2, false)))
        .containsExactly(taskId(2).id());
    assertThat(ids(Health.ALL, instance(1, true), instance(2, false))).hasSize(2);
  }

  @Test
  void an_instance_is_told_with_what_ecs_registers() {
    var found = found(ask(Health.ALL, 10, Map.of()), instance(1, true)).getFirst();

    assertThat(found.attributes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "AWS_INSTANCE_IPV4", "10.0.0.1",
                "AWS_INSTANCE_PORT", "8080",
                "ECS_SERVICE_NAME", "web1"));
  }

  @Test
  void an_attribute_may_be_asked_for_and_a_number() {
    var all = new Instance[] {instance(1, true), instance(2, true), instance(3, true)};

    assertThat(found(ask(Health.ALL, 10, Map.of("ECS_SERVICE_NAME", "web2")), all)).hasSize(1);
    assertThat(found(ask(Health.ALL, 2, Map.of()), all)).hasSize(2);
  }

  @Test
  void what_is_not_there_is_told_apart() {
    var nowhere = new Discovery("shp", "orders", Health.ALL, 10, Map.of());
    var nothing = new Discovery("shop", "ordrs", Health.ALL, 10, Map.of());

    assertThat(nowhere.of(NAMES, List.of(), Connections.NONE))
        .isInstanceOf(Result.NamespaceNotFound.class);
    assertThat(nothing.of(NAMES, List.of(), Connections.NONE))
        .isInstanceOf(Result.ServiceNotFound.class);
    assertThat(ids(Health.ALL)).isEmpty();
  }

  @Test
  void endpoints_of_service_connect_are_found_by_their_discovery_names() {
    var server = new Connections.Server("shop", "api", taskId(7), "10.0.0.7", 9090, true);
    var ask = new Discovery("shop", "api", Health.HEALTHY, 10, Map.of());

    var result = ask.of(NAMES, List.of(), new Connections(Map.of(), List.of(server)));

    assertThat(((Result.Instances) result).found())
        .extracting(f -> f.attributes().get("AWS_INSTANCE_PORT"))
        .containsExactly("9090");
  }

  private static Instance instance(int number, boolean healthy) {
    return new Instance(
        "orders",
        taskId(number),
        "10.0.0." + number,
        OptionalInt.of(8080),
        healthy,
        Map.of("ECS_SERVICE_NAME", "web" + number));
  }

  private static Discovery ask(Health health, int most, Map<String, String> having) {
    return new Discovery("shop", "orders", health, most, having);
  }

  private static List<Discovery.Found> found(Discovery ask, Instance... instances) {
    return ((Result.Instances) ask.of(NAMES, List.of(instances), Connections.NONE)).found();
  }

  private static List<String> ids(Health health, Instance... instances) {
    return Stream.of(ask(health, 10, Map.of()))
        .flatMap(ask -> found(ask, instances).stream())
        .map(Discovery.Found::id)
        .toList();
  }
}
