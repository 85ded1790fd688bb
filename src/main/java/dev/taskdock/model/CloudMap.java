package dev.taskdock.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The names that a VPC has: those of Cloud Map, whose addresses come and go with tasks, and those
/// of hosted zones, which are written down.
public record CloudMap(
    List<Namespace> namespaces, List<DiscoveryService> services, List<HostedZone> zones) {
  public CloudMap {
    namespaces = List.copyOf(namespaces);
    services = List.copyOf(services);
    zones = List.copyOf(zones);
  }

  /// No names.
  public static CloudMap none() {
    return new CloudMap(List.of(), List.of(), List.of());
  }

  /// All names of both.
  public CloudMap with(CloudMap other) {
    return new CloudMap(
        joined(namespaces, other.namespaces),
        joined(services, other.services),
        joined(zones, other.zones));
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).distinct().toList();
  }

  /// A service by its name.
  public Optional<DiscoveryService> service(String name) {
    return services.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /// A namespace.
  ///
  /// @param name in lower case, without a dot at its end
  public record Namespace(String name, Type type) {
    /// Who is told of its names.
    public enum Type {
      DNS_PRIVATE,
      DNS_PUBLIC,
      /// Not DNS at all.
      HTTP
    }
  }

  /// A service of Cloud Map, in which tasks are registered.
  ///
  /// @param namespace the name of the one it is in
  /// @param records which kinds its names have; none in a namespace that is not DNS
  /// @param ttl of all of them, in seconds
  public record DiscoveryService(
      String name, String namespace, Routing routing, Set<RecordType> records, int ttl) {
    public DiscoveryService {
      records = Set.copyOf(records);
    }

    /// Its whole name, in lower case.
    public String domain() {
      return (name + "." + namespace).toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// What an answer is made of.
  public enum Routing {
    /// Up to eight at a time.
    MULTIVALUE,
    /// One at a time.
    WEIGHTED
  }

  /// The kinds of records that taskdock serves.
  public enum RecordType {
    A,
    AAAA,
    SRV,
    CNAME,
    TXT
  }

  /// A zone whose records are written down.
  public record HostedZone(String name, List<RecordSet> records) {
    public HostedZone {
      records = List.copyOf(records);
    }
  }

  /// The records of one name and kind.
  ///
  /// @param name in lower case, without a dot at its end
  /// @param values as a zone file has them
  public record RecordSet(String name, RecordType type, int ttl, List<String> values) {
    public RecordSet {
      values = List.copyOf(values);
    }
  }
}
