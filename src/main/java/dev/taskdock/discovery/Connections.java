package dev.taskdock.discovery;

import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.ServiceConnect;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Health;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.ServiceTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Who reaches whom through Service Connect at one moment, folded from what was known before and
/// what is known now.
///
/// The tasks of a deployment know the names that there were when it began: what is deployed later
/// they find after their own next deployment. What stands behind a name changes at any time.
///
/// Source: "Service Connect" of the ECS developer guide, deployment order.
///
/// @param clients what the tasks of each deployment know
/// @param servers the tasks behind the endpoints
public record Connections(Map<DeploymentId, Client> clients, List<Server> servers) {
  /// Nobody.
  public static final Connections NONE = new Connections(Map.of(), List.of());

  private static final int FIRST = 0x7fff_0000;
  private static final int SPAN = 0xfffe;

  public Connections {
    clients = Map.copyOf(clients);
    servers = List.copyOf(servers);
  }

  /// A deployment whose tasks are clients.
  public record Client(ServiceName service, List<Alias> aliases) {
    public Client {
      aliases = List.copyOf(aliases);
    }
  }

  /// A task behind an endpoint. It is connected to while it runs, unless its health checks failed.
  ///
  /// @param port where it is connected to
  public record Server(
      String namespace,
      String discoveryName,
      TaskId task,
      String address,
      int port,
      boolean healthy) {}

  /// Whether nothing is connected.
  public boolean isEmpty() {
    return clients.isEmpty() && servers.isEmpty();
  }

  /// What is known after this.
  public Connections after(Observed observed) {
    var states = observed.services().states().values();
    if (isEmpty() && states.stream().noneMatch(Connections::isConnecting)) {
      return this;
    }
    var offered = states.stream().flatMap(Connections::offered).toList();
    var next = new HashMap<DeploymentId, Client>();
    for (var state : states) {
      for (var deployment : state.deployments()) {
        deployment
            .revision()
            .connect()
            .ifPresent(c ->
                next.put(
                    deployment.id(),
                    new Client(state.name(), known(deployment.id(), c.namespace(), offered))));
      }
    }
    return new Connections(next, states.stream().flatMap(s -> servers(observed, s)).toList());
  }

  /// The tasks behind an alias.
  public List<Server> servers(Alias alias) {
    return servers.stream()
        .filter(s -> s.namespace().equals(alias.namespace()))
        .filter(s -> s.discoveryName().equals(alias.discoveryName()))
        .toList();
  }

  /// What was offered since a deployment of `service` began, so that its tasks do not know it.
  public List<Alias> unknown(DeploymentId deployment, Collection<Alias> offered) {
    return Optional.ofNullable(clients.get(deployment)).stream()
        .flatMap(client ->
            offered.stream().filter(o -> client.aliases().stream().noneMatch(o::isCalledAs)))
        .toList();
  }

  /// What is offered now in a namespace.
  public static List<Alias> offered(Observed observed, String namespace) {
    return observed.services().states().values().stream()
        .flatMap(Connections::offered)
        .filter(a -> a.namespace().equals(namespace))
        .toList();
  }

  /// The address that stands for each name in a task, out of 127.255.0.0/16: made of the name, so
  /// that it is the same after a crash of taskdock.
  public static Map<String, IpAddress> addresses(Collection<Alias> aliases) {
    var names = new TreeSet<String>();
    aliases.forEach(a -> names.add(a.name().dnsName()));
    var taken = new HashSet<Integer>();
    var addresses = new TreeMap<String, IpAddress>();
    for (var name : names) {
      int place = Math.floorMod(name.hashCode(), SPAN);
      while (!taken.add(place)) {
        place = (place + 1) % SPAN;
      }
      addresses.put(name, IpAddress.v4(FIRST + 1 + place));
    }
    return addresses;
  }

  private List<Alias> known(DeploymentId deployment, String namespace, List<Alias> offered) {
    var here = offered.stream().filter(a -> a.namespace().equals(namespace)).toList();
    var before = Optional.ofNullable(clients.get(deployment));
    return before
        .map(client ->
            client.aliases().stream()
                .map(a -> here.stream().filter(a::isCalledAs).findFirst().orElse(a))
                .toList())
        .orElse(here);
  }

  private static boolean isConnecting(ServiceState state) {
    return state.deployments().stream().anyMatch(d -> d.revision().connect().isPresent());
  }

  /// As the newest deployment says it; what only older ones offer is gone with their tasks.
  private static Stream<Alias> offered(ServiceState state) {
    Set<String> seen = new HashSet<>();
    var all = new ArrayList<Alias>();
    for (var deployment : state.deployments()) {
      for (var alias : aliases(state, deployment)) {
        if (seen.add(alias.namespace() + " " + alias.name())) {
          all.add(alias);
        }
      }
    }
    return all.stream();
  }

  private static List<Alias> aliases(ServiceState state, Deployment deployment) {
    return deployment.revision().connect().stream()
        .flatMap(c ->
            c.endpoints().stream()
                .flatMap(e ->
                    e.aliases().stream()
                        .map(name ->
                            new Alias(
                                c.namespace(),
                                name,
                                state.name(),
                                e.discoveryName(),
                                e.protocol(),
                                e.timeout()))))
        .toList();
  }

  private static Stream<Server> servers(Observed observed, ServiceState state) {
    return state.tasks().entrySet().stream()
        .filter(e -> Instance.isRegistered(e.getValue()))
        .flatMap(e ->
            state.deployment(e.getValue().deployment()).stream()
                .flatMap(d -> d.revision().connect().stream())
                .flatMap(c -> servers(observed, e.getKey(), e.getValue(), c)));
  }

  private static Stream<Server> servers(
      Observed observed, TaskId id, ServiceTask service, ServiceConnect connect) {
    var task = observed.task(id);
    boolean healthy = task.health(service.wanted()) != Health.UNHEALTHY;
    return task.sandbox() instanceof Sandbox.Ready(_, var address, _)
        ? connect.endpoints().stream()
            .map(e ->
                new Server(
                    connect.namespace(), e.discoveryName(), id, address, e.entrance(), healthy))
        : Stream.empty();
  }
}
