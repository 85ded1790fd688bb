package dev.taskdock.discovery;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.HostedZone;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.RecordSet;
import dev.taskdock.model.CloudMap.RecordType;
import dev.taskdock.model.CloudMap.Routing;
import dev.taskdock.model.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/// All names of a VPC at one moment.
///
/// @param hosts the private names of addresses in the VPC, in lower case, and the addresses
/// @param domain the domain of those names
/// @param block the VPC's own addresses, whose names are asked for in reverse
public record Directory(
    CloudMap names,
    List<Instance> instances,
    Map<String, String> hosts,
    String domain,
    AddressBlock block) {
  /// How many records an answer of Cloud Map has at most.
  ///
  /// Source: "Routing policy" of the Cloud Map guide.
  private static final int MOST = 8;

  /// Longer chains of aliases are taken for circles.
  private static final int LONGEST_CHAIN = 8;

  private static final long HOST_TTL = 60;
  private static final String REVERSE = ".in-addr.arpa";

  /// The SOA of a namespace is remembered for 15 seconds, that of a hosted zone for 15 minutes.
  private static final long NAMESPACE_SOA_TTL = 15;

  private static final long ZONE_SOA_TTL = 900;

  public Directory {
    instances = List.copyOf(instances);
    hosts = Map.copyOf(hosts);
  }

  /// What is answered.
  ///
  /// @param chance gives a number from 0 up to, but not, its argument
  public Answer answer(Question question, IntUnaryOperator chance) {
    return zone(question.name())
        .map(zone -> zone.answer(this, question, chance, LONGEST_CHAIN))
        .or(() -> ofHost(question))
        .or(() -> ofAddress(question))
        .orElseGet(Answer.Elsewhere::new);
  }

  /// What a name lies in: the longest zone or namespace that it ends with.
  private Optional<Zone> zone(String name) {
    return Stream.<Zone>concat(
            names.zones().stream().map(Zone.Written::new),
            names.namespaces().stream()
                .filter(n -> n.type() != Namespace.Type.HTTP)
                .map(Zone.Discovered::new))
        .filter(z -> name.equals(z.name()) || name.endsWith("." + z.name()))
        .max(Comparator.comparingInt(z -> z.name().length()));
  }

  private Optional<Answer> ofHost(Question question) {
    boolean host = question.name().startsWith("ip-") && question.name().endsWith("." + domain);
    if (!host) {
      return Optional.empty();
    }
    var soa = soa(domain, HOST_TTL);
    var address = Optional.ofNullable(hosts.get(question.name()));
    if (address.isEmpty()) {
      return Optional.of(new Answer.NoName(soa));
    }
    return Optional.of(
        question.type().equals("A")
            ? new Answer.Records(
                List.of(new Entry(question.name(), "A", HOST_TTL, address.get())), List.of())
            : new Answer.NoRecords(soa));
  }

  private Optional<Answer> ofAddress(Question question) {
    if (!question.name().endsWith(REVERSE)) {
      return Optional.empty();
    }
    var parts =
        question.name().substring(0, question.name().length() - REVERSE.length()).split("\\.", -1);
    var address =
        parts.length == 4
            ? IpAddress.parse(String.join(".", parts[3], parts[2], parts[1], parts[0]))
            : Optional.<IpAddress>empty();
    return address
        .filter(block::contains)
        .map(a ->
            hosts.entrySet().stream()
                .filter(e -> e.getValue().equals(a.toString()))
                .findFirst()
                .filter(_ -> question.type().equals("PTR"))
                .<Answer>map(e ->
                    new Answer.Records(
                        List.of(new Entry(question.name(), "PTR", HOST_TTL, e.getKey() + ".")),
                        List.of()))
                .orElseGet(() -> new Answer.NoName(soa(domain, HOST_TTL))));
  }

  /// What a name may lie in.
  private sealed interface Zone {
    String name();

    /// @param links how many aliases are followed
    Answer answer(Directory all, Question question, IntUnaryOperator chance, int links);

    /// A hosted zone.
    record Written(HostedZone zone) implements Zone {
      @Override
      public String name() {
        return zone.name();
      }

      @Override
      public Answer answer(Directory all, Question question, IntUnaryOperator chance, int links) {
        var soa = soa(zone.name(), ZONE_SOA_TTL);
        var entries = new ArrayList<Entry>();
        var name = question.name();
        for (int left = links; left > 0; left--) {
          var found = of(name, question.type());
          found.forEach(entries::add);
          var alias = question.type().equals("CNAME") ? Optional.<Entry>empty() : alias(name);
          if (!found.isEmpty() || alias.isEmpty()) {
            break;
          }
          entries.add(alias.get());
          var next = alias.get().value().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
          var zone = all.zone(next);
          if (zone.isPresent() && !zone.get().name().equals(name())) {
            if (zone.get().answer(all, new Question(next, question.type()), chance, left - 1)
                instanceof Answer.Records(var more, _)) {
              entries.addAll(more);
            }
            break;
          }
          name = next;
        }
        if (!entries.isEmpty()) {
          return new Answer.Records(entries, List.of());
        }
        if (question.name().equals(zone.name()) && question.type().equals("SOA")) {
          return new Answer.Records(List.of(soa), List.of());
        }
        return exists(question.name()) ? new Answer.NoRecords(soa) : new Answer.NoName(soa);
      }

      private List<Entry> of(String name, String type) {
        return sets(name)
            .filter(s -> s.type().name().equals(type))
            .flatMap(s -> s.values().stream().map(v -> new Entry(name, type, s.ttl(), v)))
            .toList();
      }

      private Optional<Entry> alias(String name) {
        return of(name, RecordType.CNAME.name()).stream().findFirst();
      }

      /// Those of the name itself; where there is nothing by it or below it, those of the wildcard
      /// above.
      private Stream<RecordSet> sets(String name) {
        boolean own =
            zone.records().stream()
                .anyMatch(s -> s.name().equals(name) || s.name().endsWith("." + name));
        var wild = "*." + name.substring(name.indexOf('.') + 1);
        return zone.records().stream().filter(s -> s.name().equals(own ? name : wild));
      }

      private boolean exists(String name) {
        return name.equals(zone.name())
            || sets(name).findAny().isPresent()
            || zone.records().stream().anyMatch(s -> s.name().endsWith("." + name));
      }
    }

    /// A namespace of Cloud Map.
    record Discovered(Namespace namespace) implements Zone {
      @Override
      public String name() {
        return namespace.name();
      }

      @Override
      public Answer answer(Directory all, Question question, IntUnaryOperator chance, int links) {
        var soa = soa(namespace.name(), NAMESPACE_SOA_TTL);
        if (question.name().equals(namespace.name())) {
          return question.type().equals("SOA")
              ? new Answer.Records(List.of(soa), List.of())
              : new Answer.NoRecords(soa);
        }
        for (var service : all.names.services()) {
          boolean inside = service.namespace().equals(namespace.name());
          if (inside && question.name().equals(service.domain())) {
            return all.ofService(service, question, chance, soa);
          }
          if (inside && question.name().endsWith("." + service.domain())) {
            return all.ofInstance(service, question, soa);
          }
        }
        boolean above =
            all.names.services().stream().anyMatch(s -> s.domain().endsWith("." + question.name()));
        return above ? new Answer.NoRecords(soa) : new Answer.NoName(soa);
      }
    }
  }

  private Answer ofService(
      DiscoveryService service, Question question, IntUnaryOperator chance, Entry soa) {
    var registered = instances.stream().filter(i -> i.service().equals(service.name())).toList();
    if (registered.isEmpty() || service.records().isEmpty()) {
      return new Answer.NoName(soa);
    }
    var served = service.records().stream().map(Enum::name).toList();
    boolean answered =
        served.contains(question.type())
            && (question.type().equals("A") || question.type().equals("SRV"));
    if (!answered) {
      return new Answer.NoRecords(soa);
    }
    var chosen = chosen(service, registered, chance);
    if (question.type().equals("A")) {
      return new Answer.Records(
          chosen.stream().map(i -> a(question.name(), service, i)).toList(), List.of());
    }
    return new Answer.Records(
        chosen.stream()
            .map(i ->
                new Entry(
                    question.name(),
                    "SRV",
                    service.ttl(),
                    "1 1 %d %s.".formatted(i.port().orElse(0), host(service, i))))
            .toList(),
        chosen.stream().map(i -> a(host(service, i), service, i)).toList());
  }

  /// The name that an SRV record leads to.
  private Answer ofInstance(DiscoveryService service, Question question, Entry soa) {
    var found =
        instances.stream()
            .filter(i -> i.service().equals(service.name()))
            .filter(i -> host(service, i).equals(question.name()))
            .filter(_ -> service.records().contains(RecordType.SRV))
            .findFirst();
    if (found.isEmpty()) {
      return new Answer.NoName(soa);
    }
    return question.type().equals("A")
        ? new Answer.Records(List.of(a(question.name(), service, found.get())), List.of())
        : new Answer.NoRecords(soa);
  }

  /// The healthy ones in any order; where none is, all. At most eight, or one by weight: those that
  /// ECS registers weigh the same.
  private static List<Instance> chosen(
      DiscoveryService service, List<Instance> registered, IntUnaryOperator chance) {
    var healthy = registered.stream().filter(Instance::healthy).toList();
    var pool = new ArrayList<>(healthy.isEmpty() ? registered : healthy);
    int most = service.routing() == Routing.WEIGHTED ? 1 : MOST;
    var chosen = new ArrayList<Instance>();
    while (!pool.isEmpty() && chosen.size() < most) {
      chosen.add(pool.remove(chance.applyAsInt(pool.size())));
    }
    return chosen;
  }

  private static Entry a(String name, DiscoveryService service, Instance instance) {
    return new Entry(name, "A", service.ttl(), instance.address());
  }

  private static String host(DiscoveryService service, Instance instance) {
    return instance.task().id() + "." + service.domain();
  }

  private static Entry soa(String zone, long ttl) {
    return new Entry(
        zone,
        "SOA",
        ttl,
        "ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400");
  }
}
