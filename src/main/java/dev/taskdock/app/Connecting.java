package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.discovery.Alias;
import dev.taskdock.discovery.Connections;
import dev.taskdock.firewall.Proxied;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.TaskId;
import dev.taskdock.routing.Sample;
import dev.taskdock.state.Observed;
import dev.taskdock.state.StartedBy;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Service Connect in a VPC: who knows which names, and the proxy behind them. Whoever calls holds
/// the lock of the VPC.
final class Connecting implements AutoCloseable {
  private final BiConsumer<TaskId, String> told;
  private final Consumer<String> note;
  private final DropCount count = new DropCount();
  private final Set<String> said = new HashSet<>();
  private Connections connections = Connections.NONE;
  private Map<ServiceName, TaskId> speakers = Map.of();
  private Optional<ConnectProxy> proxy = Optional.empty();
  private Map<ConnectProxy.Line, List<TargetId>> open = Map.of();
  private volatile Map<ConnectProxy.Line, String> closed = Map.of();

  /// Why a task may not open a connection to a port of another; empty where it may.
  interface Verdicts {
    Optional<String> closed(TaskId from, TaskId to, int port);
  }

  /// @param told hears why a task reaches nobody
  Connecting(BiConsumer<TaskId, String> told, Consumer<String> note) {
    this.told = told;
    this.note = note;
  }

  /// Learns who is there; whether anything changed.
  boolean learns(Snapshot snapshot) {
    var next = connections.after(snapshot.observed());
    if (next.equals(connections)) {
      return false;
    }
    connections = next;
    speakers = speakers(snapshot.observed());
    tellUnknown(snapshot.observed());
    return true;
  }

  /// Whether it is known what the tasks of a deployment know.
  boolean knows(Optional<StartedBy> by) {
    return by.filter(s -> s.revision().connect().isPresent())
        .map(StartedBy::deployment)
        .filter(d -> !connections.clients().containsKey(d))
        .isEmpty();
  }

  /// The addresses by their names in the hosts file of a task.
  Map<String, String> hosts(Optional<StartedBy> by) {
    var hosts = new TreeMap<String, String>();
    Connections.addresses(aliases(by)).forEach((name, at) -> hosts.put(name, at.toString()));
    return hosts;
  }

  /// What is carried for a task.
  ///
  /// @param started on whose behalf it runs ///
  /// @param here where tasks reach this machine
  Proxied of(Optional<StartedBy> started, IpAddress here) {
    var by = started.filter(s -> s.revision().connect().isPresent());
    if (by.isEmpty()) {
      return Proxied.NONE;
    }
    try {
      return new Proxied(ways(by.get(), here), entrances(by.get()));
    } catch (IOException e) {
      if (said.add("")) {
        note.accept("Service Connect carries nothing: " + e.getMessage());
      }
      return new Proxied(List.of(), entrances(by.get()));
    }
  }

  private List<Proxied.Way> ways(StartedBy by, IpAddress here) throws IOException {
    var aliases = aliases(Optional.of(by));
    var addresses = Connections.addresses(aliases);
    var ways = new ArrayList<Proxied.Way>();
    for (var alias : aliases) {
      var address = addresses.get(alias.name().dnsName());
      if (address != null) {
        var line = new ConnectProxy.Line(by.service(), alias);
        ways.add(new Proxied.Way(address, alias.name().port(), proxy(here).door(line)));
      }
    }
    return ways;
  }

  private static List<Proxied.Entrance> entrances(StartedBy by) {
    return by.revision().connect().stream()
        .flatMap(c -> c.endpoints().stream())
        .map(e -> new Proxied.Entrance(e.entrance(), e.port()))
        .distinct()
        .toList();
  }

  private List<Alias> aliases(Optional<StartedBy> started) {
    return started
        .flatMap(by -> Optional.ofNullable(connections.clients().get(by.deployment())))
        .map(Connections.Client::aliases)
        .orElse(List.of());
  }

  private ConnectProxy proxy(IpAddress here) throws IOException {
    if (proxy.isEmpty()) {
      proxy =
          Optional.of(ConnectProxy.open(InetAddress.getByName(here.toString()), this::unanswered));
    }
    return proxy.get();
  }

  /// Puts behind each line whom its client may reach.
  void publish(Verdicts verdicts) {
    if (proxy.isEmpty()) {
      return;
    }
    var reasons = new HashMap<ConnectProxy.Line, String>();
    var targets = new HashMap<ConnectProxy.Line, List<TargetId>>();
    for (var client : connections.clients().values()) {
      for (var alias : client.aliases()) {
        var line = new ConnectProxy.Line(client.service(), alias);
        targets.put(line, targets(line, verdicts, reasons));
      }
    }
    closed = Map.copyOf(reasons);
    open = Map.copyOf(targets);
    proxy.get().use(targets);
  }

  private List<TargetId> targets(
      ConnectProxy.Line line, Verdicts verdicts, Map<ConnectProxy.Line, String> reasons) {
    var speaker = Optional.ofNullable(speakers.get(line.client()));
    var found = new ArrayList<TargetId>();
    var servers = connections.servers(line.alias());
    for (var server : servers) {
      var why = speaker.flatMap(s -> verdicts.closed(s, server.task(), server.port()));
      if (why.isPresent()) {
        reasons.put(line, why.get());
      } else if (server.healthy()) {
        found.add(new TargetId(server.address(), server.port()));
      }
    }
    if (found.isEmpty() && !reasons.containsKey(line)) {
      reasons.put(
          line,
          servers.isEmpty()
              ? "no task of " + line.alias().server() + " runs"
              : "no task of " + line.alias().server() + " is healthy");
    }
    return found;
  }

  /// What is known now.
  Connections connections() {
    return connections;
  }

  /// How each line does, in the order of their names.
  List<ConnectStatus> statuses() {
    return proxy.map(ConnectProxy::meters).orElse(Map.of()).entrySet().stream()
        .map(e -> status(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing(ConnectStatus::client).thenComparing(ConnectStatus::name))
        .toList();
  }

  /// What Prometheus is told; who reaches one endpoint by two names is counted together.
  List<Sample> samples() {
    var sums = new LinkedHashMap<List<Object>, Sample>();
    proxy
        .map(ConnectProxy::meters)
        .orElse(Map.of())
        .forEach((line, meter) -> {
          var dimensions = new LinkedHashMap<String, String>();
          dimensions.put("ServiceName", line.client().name());
          dimensions.put("TargetDiscoveryName", line.alias().discoveryName());
          for (var one : meter.samples(dimensions)) {
            sums.merge(
                List.of(one.metric(), dimensions),
                one,
                (a, b) ->
                    new Sample(
                        a.metric(), a.dimensions(), a.value() + b.value(), a.count() + b.count()));
          }
        });
    return sums.values().stream()
        .sorted(Comparator.comparing(s -> s.dimensions().toString()))
        .toList();
  }

  private ConnectStatus status(ConnectProxy.Line line, ConnectMeter meter) {
    var alias = line.alias();
    return new ConnectStatus(
        line.client().name(),
        alias.name().toString(),
        alias.namespace(),
        alias.server().name(),
        alias.discoveryName(),
        alias.protocol().word(),
        open.getOrDefault(line, List.of()).size(),
        meter.count(alias.protocol()),
        Optional.ofNullable(closed.get(line)),
        meter.figures());
  }

  private void unanswered(ConnectProxy.Line line, String how) {
    var why = closed.getOrDefault(line, "nobody is there");
    var sentence =
        "Service Connect: %s → %s %s: %s".formatted(line.client(), line.alias().name(), how, why);
    count
        .counted(sentence)
        .ifPresent(s ->
            Optional.ofNullable(speakers.get(line.client()))
                .ifPresentOrElse(task -> told.accept(task, s), () -> note.accept(s)));
  }

  /// The newest task of each service: it stands for the others where rules are looked at.
  private static Map<ServiceName, TaskId> speakers(Observed observed) {
    var speakers = new HashMap<ServiceName, TaskId>();
    observed
        .services()
        .states()
        .forEach((name, state) ->
            state.tasks().entrySet().stream()
                .max(Comparator.comparing(e -> e.getValue().launchedAt()))
                .ifPresent(e -> speakers.put(name, e.getKey())));
    return Map.copyOf(speakers);
  }

  private void tellUnknown(Observed observed) {
    connections
        .clients()
        .forEach((deployment, client) ->
            unknown(observed, deployment)
                .filter(a -> said.add(deployment + " " + a.name()))
                .forEach(a ->
                    note.accept(
                        "%s does not know %s: it was deployed before %s was there; deploy it again"
                            .formatted(client.service(), a.name(), a.server()))));
  }

  private Stream<Alias> unknown(Observed observed, DeploymentId deployment) {
    return observed.services().states().values().stream()
        .flatMap(s -> s.deployments().stream().limit(1))
        .filter(d -> d.id().equals(deployment))
        .flatMap(d -> d.revision().connect().stream())
        .flatMap(c ->
            connections.unknown(deployment, Connections.offered(observed, c.namespace())).stream());
  }

  @Override
  public void close() {
    proxy.ifPresent(ConnectProxy::close);
  }
}
