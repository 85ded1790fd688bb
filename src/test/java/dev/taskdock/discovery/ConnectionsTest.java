package dev.taskdock.discovery;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.AppProtocol;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceConnect;
import dev.taskdock.model.ServiceConnect.ClientAlias;
import dev.taskdock.model.ServiceConnect.Endpoint;
import dev.taskdock.model.ServiceConnect.Waits;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Health;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Services;
import dev.taskdock.state.Task;
import dev.taskdock.state.Throttle;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final DeploymentId WEB_1 = deployment(1);
  private static final DeploymentId WEB_2 = deployment(2);

  private final Map<ServiceName, ServiceState> states = new TreeMap<>();
  private final Map<TaskId, Task> tasks = new TreeMap<>();

  @Test
  void the_tasks_of_a_deployment_know_the_names_there_were_when_it_began() {
    service("web", client("shop"), WEB_1);
    service("api", server("shop", "api", 80), deployment(3));
    var before = Connections.NONE.after(observed());
    service("late", server("shop", "late", 80), deployment(4));
    var after = before.after(observed());

    assertThat(names(before, WEB_1)).containsExactly("api:80");
    assertThat(names(after, WEB_1)).containsExactly("api:80");
    assertThat(names(after, deployment(4))).containsExactly("api:80", "late:80");
    assertThat(after.unknown(WEB_1, Connections.offered(observed(), "shop")))
        .extracting(a -> a.name() + "")
        .containsExactly("late:80");

    service("web", client("shop"), WEB_2, WEB_1);
    var redeployed = after.after(observed());

    assertThat(names(redeployed, WEB_2)).containsExactly("api:80", "late:80");
    assertThat(names(redeployed, WEB_1)).containsExactly("api:80");
  }

  @Test
  void a_namespace_ends_where_another_begins() {
    service("web", client("shop"), WEB_1);
    service("api", server("bank", "api", 80), deployment(3));

    assertThat(names(Connections.NONE.after(observed()), WEB_1)).isEmpty();
  }

  @Test
  void what_changes_about_an_endpoint_is_known_at_once() {
    service("web", client("shop"), WEB_1);
    service("api", server("shop", "api", 80), deployment(3));
    var before = Connections.NONE.after(observed());
    service("api", server("shop", "other", 80), deployment(4), deployment(3));

    var alias = aliases(before.after(observed()), WEB_1).getFirst();

    assertThat(alias.discoveryName()).isEqualTo("other");
  }

  @Test
  void a_task_is_behind_its_endpoint_while_it_runs() {
    service("web", client("shop"), WEB_1);
    service("api", server("shop", "api", 80), deployment(3));
    replica("api", 1, Milestone.RUNNING);
    replica("api", 2, Milestone.RUNNING, Milestone.LEAVING);
    replica("api", 3);

    var connections = Connections.NONE.after(observed());

    var alias = aliases(connections, WEB_1).getFirst();
    assertThat(connections.servers(alias))
        .containsExactly(new Connections.Server("shop", "api", taskId(1), "10.0.0.1", 9090, true));
  }

  @Test
  void each_name_has_an_address_of_its_own_which_stays() {
    service("web", client("shop"), WEB_1);
    service("api", server("shop", "api", 80), deployment(3));
    service("db", server("shop", "db", 5432), deployment(4));
    var both = aliases(Connections.NONE.after(observed()), WEB_1);

    var addresses = Connections.addresses(both);

    assertThat(addresses).containsOnlyKeys("api", "db");
    assertThat(addresses.values()).doesNotHaveDuplicates();
    assertThat(addresses.values()).allMatch(a -> a.toString().startsWith("127.255."));
    assertThat(Connections.addresses(both.subList(1, 2))).containsEntry("db", addresses.get("db"));
  }

  @Test
  void names_whose_addresses_would_be_one_get_two() {
    // Their hash codes are equal.
    service("web", client("shop"), WEB_1);
    service("a", server("shop", "ab", 1), deployment(3));
    service("b", server("shop", "bc", 1), deployment(4));
    assertThat("AaBB".hashCode()).isEqualTo("BBAa".hashCode());
    service("c", server("shop", "AaBB", 1), deployment(5));
    service("d", server("shop", "BBAa", 1), deployment(6));

    var aliases = aliases(Connections.NONE.after(observed()), WEB_1);

    assertThat(Connections.addresses(aliases).values()).hasSize(4).doesNotHaveDuplicates();
  }

  private static List<String> names(Connections connections, DeploymentId deployment) {
    return aliases(connections, deployment).stream().map(a -> a.name() + "").toList();
  }

  private static List<Alias> aliases(Connections connections, DeploymentId deployment) {
    return Objects.requireNonNull(connections.clients().get(deployment)).aliases();
  }

  private static ServiceConnect client(String namespace) {
    return new ServiceConnect(namespace, List.of());
  }

  private static ServiceConnect server(String namespace, String name, int port) {
    return new ServiceConnect(
        namespace,
        List.of(
            new Endpoint(
                name,
                List.of(new ClientAlias(name.equals("other") ? "api" : name, port)),
                AppProtocol.HTTP,
                8080,
                OptionalInt.of(9090),
                Waits.usual(AppProtocol.HTTP))));
  }

  private static DeploymentId deployment(int number) {
    return new DeploymentId("ecs-svc/%019d".formatted(number));
  }

  private void service(String name, ServiceConnect connect, DeploymentId... deployments) {
    var revision =
        new ServiceRevision(task(name, container("app")), List.of())
            .connecting(Optional.of(connect));
    states.put(
        new ServiceName(name),
        new ServiceState(
            new ServiceName(name),
            revision,
            List.of(deployments).stream().map(id -> Deployment.of(id, revision, T0)).toList(),
            Optional.empty(),
            Map.of(),
            Throttle.NONE,
            false,
            List.of()));
  }

  private void replica(String service, int number, Milestone... reached) {
    var state = Objects.requireNonNull(states.get(new ServiceName(service)));
    var deployment = state.primary();
    var launched =
        new ServiceTask(WantedTask.of(deployment.revision().definition()), deployment.id(), T0);
    for (var milestone : reached) {
      launched = launched.with(milestone, T0);
    }
    var all = new TreeMap<>(state.tasks());
    all.put(taskId(number), launched);
    states.put(
        state.name(),
        new ServiceState(
            state.name(),
            state.asked(),
            state.deployments(),
            Optional.empty(),
            all,
            Throttle.NONE,
            false,
            List.of()));
    tasks.put(
        taskId(number),
        new Task(
            taskId(number),
            new Sandbox.Ready("holder", "10.0.0." + number, List.of()),
            Map.of(new ContainerName("app"), new ContainerState.Running("app", T0, Health.UNKNOWN)),
            Map.of(),
            T0));
  }

  private Observed observed() {
    return new Observed(
        tasks,
        Map.of(),
        Set.of(),
        Optional.empty(),
        new Services(states, Map.of(), Map.of(), Services.beginning(1).identifiers()));
  }
}
