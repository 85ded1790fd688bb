package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4084;
import static dev.taskdock.problem.Code.TD4085;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.DiscoveryService;
import dev.taskdock.model.CloudMap.HostedZone;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.CloudMap.RecordSet;
import dev.taskdock.model.CloudMap.RecordType;
import dev.taskdock.model.CloudMap.Routing;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.ServiceRegistry;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `namespaces`, `discoveryServices` and `hostedZones`, in the words of Cloud Map and Route
/// 53.
///
/// ```yaml
/// namespaces:
///   shop.local: {Type: DNS_PRIVATE}
/// discoveryServices:
///   orders: {NamespaceId: shop.local, DnsConfig: {DnsRecords: [{Type: A, TTL: 15}]}}
/// hostedZones:
///   example.com:
///     ResourceRecordSets:
///       - {Name: www.example.com, Type: A, TTL: 60, ResourceRecords: [{Value: 192.0.2.7}]}
/// ```
final class CloudMapNames {
  static final List<String> KEYS = List.of("namespaces", "discoveryServices", "hostedZones");

  private static final int LONGEST_TTL = 999_999_999;
  private static final int USUAL_TTL = 60;
  private static final int LARGEST_PORT = 65_535;
  private static final Pattern TEXTS =
      Pattern.compile("\"[ !#-\\[\\]-~]{0,255}\"( \"[ !#-\\[\\]-~]{0,255}\")*");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)"
              + "(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:servicediscovery:[^:]*:[^:]*:service/(.+)");

  private final List<Namespace> namespaces = new ArrayList<>();
  private final List<DiscoveryService> services = new ArrayList<>();
  private final List<HostedZone> zones = new ArrayList<>();

  private CloudMapNames() {}

  /// What `file` says; empty where it says nothing.
  static Optional<CloudMap> of(Fields file) {
    if (KEYS.stream().noneMatch(k -> Members.section(file, k).isPresent())) {
      return Optional.empty();
    }
    var reading = new CloudMapNames();
    each(file, "namespaces", reading::namespace);
    each(file, "discoveryServices", reading::service);
    each(file, "hostedZones", reading::zone);
    return Optional.of(new CloudMap(reading.namespaces, reading.services, reading.zones));
  }

  private interface Reading {
    void read(Fields section, Node.Member member);
  }

  private static void each(Fields file, String name, Reading reading) {
    Members.section(file, name)
        .ifPresent(section -> section.members().forEach(m -> reading.read(section, m)));
  }

  private void namespace(Fields section, Node.Member member) {
    var name = domain(section, member);
    var type =
        member.value().isEmpty()
            ? Optional.<String>empty()
            : section
                .objectAt(member)
                .map(f -> Members.of(f, Shape.NAMESPACE))
                .flatMap(m -> m.word("Type", List.of("DNS_PRIVATE", "DNS_PUBLIC", "HTTP")));
    name.ifPresent(
        n -> namespaces.add(new Namespace(n, Namespace.Type.valueOf(type.orElse("DNS_PRIVATE")))));
  }

  private void service(Fields section, Node.Member member) {
    var name = domain(section, member);
    var members = section.objectAt(member).map(f -> Members.of(f, Shape.DISCOVERY_SERVICE));
    if (name.isEmpty() || members.isEmpty()) {
      return;
    }
    var service = members.get();
    var config = service.object("DnsConfig", Shape.DNS_CONFIG);
    service.object("HealthCheckCustomConfig", Shape.CUSTOM_HEALTH);
    var namespace =
        service
            .text("NamespaceId")
            .or(() -> config.flatMap(c -> c.text("NamespaceId")))
            .map(CloudMapNames::plain);
    var known = namespaces.stream().map(Namespace::name).toList();
    if (namespace.filter(known::contains).isEmpty()) {
      service.tell(
          TD4085,
          namespace.map(n -> "no namespace " + Quoted.of(n)).orElse("a service in no namespace"),
          "NamespaceId",
          "A service of Cloud Map is in a namespace that is declared.",
          namespace
              .flatMap(n -> Nearest.of(n, known))
              .map(near -> "write " + Quoted.of(near))
              .orElse("declare it below namespaces"));
      return;
    }
    var records = new LinkedHashSet<RecordType>();
    int ttl = USUAL_TTL;
    for (var record :
        config.map(c -> c.objects("DnsRecords", Shape.DNS_RECORD)).orElse(List.of())) {
      record
          .due("Type", "A")
          .flatMap(_ -> record.word("Type", List.of("A", "AAAA", "SRV", "CNAME")))
          .map(RecordType::valueOf)
          .ifPresent(records::add);
      record.expect("TTL", "15");
      ttl = record.number("TTL", 0, LONGEST_TTL).orElse(ttl);
    }
    if (records.contains(RecordType.CNAME)) {
      service.tell(
          TD4085,
          "tasks have no names to be known by",
          "DnsConfig",
          "A service of ECS registers A, AAAA or SRV records.",
          "write Type: A");
    }
    var routing = config.flatMap(c -> c.word("RoutingPolicy", List.of("MULTIVALUE", "WEIGHTED")));
    services.add(
        new DiscoveryService(
            name.get(),
            namespace.get(),
            Routing.valueOf(routing.orElse("MULTIVALUE")),
            records,
            ttl));
  }

  private void zone(Fields section, Node.Member member) {
    var name = domain(section, member);
    var members = section.objectAt(member).map(f -> Members.of(f, Shape.HOSTED_ZONE));
    if (name.isPresent() && members.isPresent()) {
      var records = new ArrayList<RecordSet>();
      for (var set : members.get().objects("ResourceRecordSets", Shape.RECORD_SET)) {
        recordSet(name.get(), set).ifPresent(records::add);
      }
      zones.add(new HostedZone(name.get(), records));
    }
  }

  private static Optional<RecordSet> recordSet(String zone, Members set) {
    var name = set.due("Name", "www." + zone).map(CloudMapNames::plain);
    var type =
        set.due("Type", "A")
            .flatMap(_ -> set.word("Type", List.of("A", "AAAA", "SRV", "CNAME", "TXT")))
            .map(RecordType::valueOf);
    int ttl = set.number("TTL", 0, LONGEST_TTL).orElse(300);
    set.expect("ResourceRecords", "[{Value: 192.0.2.7}]");
    var values =
        set.objects("ResourceRecords", Shape.RECORD).stream()
            .flatMap(r -> r.due("Value", "192.0.2.7").stream())
            .toList();
    boolean fits =
        name.filter(n -> DOMAIN.matcher(n).matches())
            .filter(n -> n.equals(zone) || n.endsWith("." + zone))
            .isPresent();
    if (name.isPresent() && !fits) {
      set.tell(
          TD4085,
          Quoted.of(name.get()) + " is not a name in " + zone,
          "Name",
          "RRSet with DNS name " + name.get() + " is not permitted in zone " + zone + ".",
          "write NAME." + zone);
      return Optional.empty();
    }
    boolean good = type.isPresent() && values.stream().allMatch(v -> isValue(type.get(), v));
    if (type.isPresent() && !good) {
      set.tell(
          TD4085,
          "a value that no " + type.get() + " record can have",
          "ResourceRecords",
          "Invalid Resource Record.",
          "write an address for A, a name for CNAME, four words for SRV, a text in quotes for TXT");
    }
    return good && name.isPresent()
        ? Optional.of(new RecordSet(name.get(), type.get(), ttl, values))
        : Optional.empty();
  }

  private static boolean isValue(RecordType type, String value) {
    return switch (type) {
      case A -> !value.contains(":") && IpAddress.parse(value).isPresent();
      case AAAA -> value.contains(":") && IpAddress.parse(value).isPresent();
      case CNAME -> DOMAIN.matcher(plain(value)).matches();
      case SRV -> isServer(value.split(" ", -1));
      case TXT -> TEXTS.matcher(value).matches();
    };
  }

  /// Priority, weight, port and name.
  private static boolean isServer(String[] words) {
    return words.length == 4
        && Arrays.stream(words, 0, 3)
            .allMatch(w -> w.matches("\\d{1,5}") && Integer.parseInt(w) <= LARGEST_PORT)
        && DOMAIN.matcher(plain(words[3])).matches();
  }

  private static Optional<String> domain(Fields section, Node.Member member) {
    var name = plain(member.name());
    if (!DOMAIN.matcher(name).matches()) {
      section.add(
          Diagnostic.error(TD4085, Quoted.of(member.name()) + " is not a name")
              .at(member.nameLocation())
              .because("A name has letters, digits and hyphens, with dots between its parts.")
              .fixedBy("choose another name"));
      return Optional.empty();
    }
    return Optional.of(name);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }

  /// The registry of a service of ECS, which has at most one.
  static Optional<ServiceRegistry> registry(Members service, Optional<CloudMap> names) {
    var registries = service.objects("serviceRegistries", Shape.SERVICE_REGISTRY);
    if (registries.size() > 1) {
      service.tell(
          TD4084,
          registries.size() + " registries",
          "serviceRegistries",
          "A service has at most one service registry.",
          "keep one of them");
    }
    return registries.stream().findFirst().flatMap(r -> registry(r, names.orElse(CloudMap.none())));
  }

  private static Optional<ServiceRegistry> registry(Members registry, CloudMap names) {
    var text = registry.due("registryArn", "orders");
    var arn = text.map(ARN::matcher);
    var name = arn.filter(m -> m.matches()).map(m -> m.group(1)).or(() -> text);
    var found = name.flatMap(n -> names.service(plain(n)));
    if (name.isPresent() && found.isEmpty()) {
      boolean none = names.services().isEmpty();
      registry
          .fields()
          .add(
              Diagnostic.of(
                      none ? Severity.WARNING : Severity.ERROR,
                      TD4084,
                      "no Cloud Map service " + Quoted.of(name.get()))
                  .at(registry.fields().locationOf("registryArn"))
                  .because("Tasks are found under no name: the service is not declared here.")
                  .fixedBy(
                      Nearest.of(name.get(), names.services().stream().map(s -> s.name()).toList())
                          .map(near -> "write " + Quoted.of(near))
                          .orElse("declare it below discoveryServices")));
    }
    registry.text("containerName");
    var port =
        registry
            .number("port", 0, 65_535)
            .or(() -> registry.number("containerPort", 0, 65_535))
            .stream()
            .mapToInt(p -> p)
            .findFirst();
    if (registry.has("port") && registry.has("containerPort")) {
      registry.tell(
          TD4084,
          "two ports for one record",
          "port",
          "A registry has either a port, or the name and port of a container.",
          "remove one of them");
    }
    boolean srv = found.filter(s -> s.records().contains(RecordType.SRV)).isPresent();
    if (srv && port.isEmpty()) {
      registry.tell(
          TD4084,
          "an SRV record without a port",
          "registryArn",
          "When you use SRV DNS records, you must specify a port or a containerName and"
              + " containerPort.",
          "add containerName and containerPort");
    }
    return found.map(s -> new ServiceRegistry(s.name(), port));
  }
}
