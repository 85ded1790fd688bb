package dev.taskdock.launch;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.NetworkSpec;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Publication;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.firewall.Ruleset;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The specs of what a task lives in: the project's network and the holder of its namespace.
public final class Sandboxes {
  /// The line the holder prints once its packet rules are in place.
  public static final String READY = "taskdock: ready";

  private static final String LOWEST_FREE_PORT = "net.ipv4.ip_unprivileged_port_start";

  /// Lets a namespace send and take packets of loopback addresses over its interface.
  private static final String ROUTE_LOOPBACK = "net.ipv4.conf.all.route_localnet";

  private Sandboxes() {}

  /// The bridge network of one run: its VPC.
  ///
  /// An engine gives its own default network the size of packets that the way out allows, and any
  /// other network 1500; behind a VPN with less, downloads from a task would hang. So ours takes
  /// over what the default network has.
  ///
  /// @param existing the networks the engine has
  public static NetworkSpec network(
      Owner owner, Optional<String> subnet, Collection<NetworkFacts> existing) {
    var mtu =
        existing.stream()
            .filter(n -> n.name().equals("bridge"))
            .map(NetworkFacts::mtu)
            .findFirst()
            .orElse(OptionalInt.empty());
    return new NetworkSpec(
        owner.prefix() + "-" + owner.run(), subnet, mtu, owner.labels("network"));
  }

  /// The holder of a task's namespace.
  ///
  /// It alone has NET_ADMIN, and nothing else: it loads the rules and then waits.
  ///
  /// @param image the holder image
  /// @param network the id of the run's network
  /// @param address the task's, empty where the engine is to choose it
  /// @param publications from [Publishing]
  /// @param endpoint where the task's metadata is served, empty where nobody does
  public static ContainerSpec holder(
      Owner owner,
      TaskId task,
      TaskDefinition definition,
      ImageReference image,
      String network,
      Optional<String> address,
      List<Publication> publications,
      Optional<TaskEndpoint> endpoint) {
    var labels = owner.labels("holder");
    labels.put(Labels.TASK, task.id());
    labels.put(Labels.DEFINITION, definition.familyAndRevision());
    labels.put(Labels.CONTAINERS, Lineup.of(definition));
    endpoint.ifPresent(e -> labels.put(Labels.METADATA, e.toString()));
    var rules = endpoint.map(Ruleset::answering).orElseGet(Ruleset::linkLocalDropped);
    return new ContainerSpec(
        owner.prefix() + "-" + task.abbreviated() + "--holder",
        image,
        Optional.empty(),
        labels,
        Invocation.OF_IMAGE,
        new Environment(Map.of("TASKDOCK_RULES", rules.text())),
        new Networking.Attached(
            network,
            publications,
            address.map(a -> new Networking.Seat(a, owner.locality().privateName(a)))),
        Limits.NONE,
        Optional.empty(),
        Surroundings.DEFAULT.with(
            new Privileges(
                new Capabilities(List.of("NET_ADMIN"), List.of("ALL")),
                true,
                kernelParameters(definition),
                Optional.empty())));
  }

  /// The same holder with other packet rules.
  ///
  /// @param resolver the text of `/etc/resolv.conf` for the task, empty where the engine writes it
  /// @param hosts loopback addresses by the names that lead to them, which the rules lead elsewhere
  public static ContainerSpec guarded(
      ContainerSpec holder, Ruleset rules, Optional<String> resolver, Map<String, String> hosts) {
    var variables = new LinkedHashMap<>(Map.of("TASKDOCK_RULES", rules.text()));
    resolver.ifPresent(text -> variables.put("TASKDOCK_RESOLVER", text));
    return new ContainerSpec(
        holder.name(),
        holder.image(),
        holder.platform(),
        holder.labels(),
        holder.invocation(),
        new Environment(variables),
        holder.networking()
                instanceof Networking.Attached(var network, var publications, var seat, _)
            ? new Networking.Attached(network, publications, seat, hosts)
            : holder.networking(),
        holder.limits(),
        holder.probe(),
        rules.routesLoopback() ? routingLoopback(holder.surroundings()) : holder.surroundings());
  }

  private static Surroundings routingLoopback(Surroundings surroundings) {
    var own = surroundings.privileges();
    var parameters = new LinkedHashMap<>(own.kernelParameters());
    parameters.put(ROUTE_LOOPBACK, "1");
    return surroundings.with(
        new Privileges(own.capabilities(), own.init(), parameters, own.processesOf()));
  }

  /// Whether a kernel parameter belongs to the network namespace.
  static boolean isOfNetwork(String parameter) {
    return parameter.startsWith("net.");
  }

  /// The parameters of the namespace: any process may listen on a low port, and what the containers
  /// ask for. Of two containers the one listed last wins; on Fargate it is the one started last.
  private static Map<String, String> kernelParameters(TaskDefinition definition) {
    var parameters = new LinkedHashMap<>(Map.of(LOWEST_FREE_PORT, "0"));
    for (var container : definition.containers()) {
      parameters.putAll(container.options().systemControls());
    }
    parameters.keySet().removeIf(parameter -> !isOfNetwork(parameter));
    return parameters;
  }
}
