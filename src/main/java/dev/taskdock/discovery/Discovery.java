package dev.taskdock.discovery;

import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.Namespace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// DiscoverInstances: who is registered under a name, by whichever kind of namespace.
///
/// Source: DiscoverInstances of the Cloud Map API.
///
/// @param most how many instances are told, 1 to 1000
/// @param having attributes that an instance must have
public record Discovery(
    String namespace, String service, Health health, int most, Map<String, String> having) {
  /// As many are told where nothing else is asked for.
  public static final int USUAL_MOST = 100;

  public Discovery {
    having = Map.copyOf(having);
  }

  /// Which instances count.
  public enum Health {
    HEALTHY,
    UNHEALTHY,
    ALL,
    /// The healthy ones, or all where none is.
    HEALTHY_OR_ELSE_ALL
  }

  /// An instance as it is told.
  ///
  /// @param attributes by Cloud Map's and ECS's names
  public record Found(String id, boolean healthy, Map<String, String> attributes) {
    public Found {
      attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
  }

  /// What is answered: instances, or why there is no such name.
  public sealed interface Result {
    /// Those that were asked for, perhaps none.
    record Instances(List<Found> found) implements Result {
      public Instances {
        found = List.copyOf(found);
      }
    }

    /// The namespace is not there.
    record NamespaceNotFound() implements Result {}

    /// The service is not in the namespace.
    record ServiceNotFound() implements Result {}
  }

  /// The answer.
  ///
  /// @param names what is declared
  /// @param instances those of Cloud Map's services
  /// @param connections the tasks behind endpoints of Service Connect, which stand in its namespace
  ///   by their discovery names
  public Result of(CloudMap names, List<Instance> instances, Connections connections) {
    boolean declared = names.namespaces().stream().map(Namespace::name).anyMatch(namespace::equals);
    var endpoints =
        connections.servers().stream().filter(s -> s.namespace().equals(namespace)).toList();
    boolean connected =
        !endpoints.isEmpty()
            || connections.clients().values().stream()
                .flatMap(c -> c.aliases().stream())
                .anyMatch(a -> a.namespace().equals(namespace));
    if (!declared && !connected) {
      return new Result.NamespaceNotFound();
    }
    var found = Optional.<Stream<Found>>empty();
    if (names.service(service).filter(s -> s.namespace().equals(namespace)).isPresent()) {
      found =
          Optional.of(
              instances.stream()
                  .filter(i -> i.service().equals(service))
                  .map(i -> new Found(i.task().id(), i.healthy(), attributes(i))));
    } else if (isOffered(connections)) {
      found =
          Optional.of(
              endpoints.stream()
                  .filter(s -> s.discoveryName().equals(service))
                  .map(s ->
                      new Found(
                          s.task().id(),
                          s.healthy(),
                          Map.of(
                              "AWS_INSTANCE_IPV4",
                              s.address(),
                              "AWS_INSTANCE_PORT",
                              s.port() + ""))));
    }
    return found
        .<Result>map(all -> new Result.Instances(chosen(all.filter(this::has).toList())))
        .orElseGet(Result.ServiceNotFound::new);
  }

  private boolean isOffered(Connections connections) {
    return Stream.concat(
            connections.servers().stream().map(s -> s.namespace() + " " + s.discoveryName()),
            connections.clients().values().stream()
                .flatMap(c -> c.aliases().stream())
                .map(a -> a.namespace() + " " + a.discoveryName()))
        .anyMatch((namespace + " " + service)::equals);
  }

  private boolean has(Found found) {
    return found.attributes().entrySet().containsAll(having.entrySet());
  }

  private List<Found> chosen(List<Found> all) {
    var healthy = all.stream().filter(Found::healthy).toList();
    var chosen =
        switch (health) {
          case HEALTHY -> healthy;
          case UNHEALTHY -> all.stream().filter(f -> !f.healthy()).toList();
          case ALL -> all;
          case HEALTHY_OR_ELSE_ALL -> healthy.isEmpty() ? all : healthy;
        };
    return new ArrayList<>(chosen).subList(0, Math.min(most, chosen.size()));
  }

  private static Map<String, String> attributes(Instance instance) {
    var attributes = new TreeMap<>(instance.attributes());
    attributes.put("AWS_INSTANCE_IPV4", instance.address());
    instance.port().ifPresent(port -> attributes.put("AWS_INSTANCE_PORT", port + ""));
    return attributes;
  }
}
