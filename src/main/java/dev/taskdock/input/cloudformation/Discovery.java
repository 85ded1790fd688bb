package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Namespaces and services of Cloud Map of all stacks, as in `taskdock.yaml`: by their names.
final class Discovery {
  private static final String CLOUD_MAP = "AWS::ServiceDiscovery::";

  /// The namespace of services whose own is not here.
  private static final String STAND_IN = "local";

  private static final List<Map.Entry<String, String>> TYPES =
      List.of(
          Map.entry("PrivateDnsNamespace", "DNS_PRIVATE"),
          Map.entry("PublicDnsNamespace", "DNS_PUBLIC"),
          Map.entry("HttpNamespace", "HTTP"));

  private final StackSet set;
  private final Notes notes;
  private final Map<String, Node.Member> namespaces = new LinkedHashMap<>();
  private final Map<String, Node.Member> services = new LinkedHashMap<>();

  /// Every way to name a namespace or a service, and its name.
  private final Map<String, String> names = new LinkedHashMap<>();

  Discovery(StackSet set, Notes notes) {
    this.set = set;
    this.notes = notes;
    TYPES.forEach(type ->
        set.resources(CLOUD_MAP + type.getKey()).forEach(r -> namespace(r, type.getValue())));
    set.resources(CLOUD_MAP + "Service").forEach(this::service);
  }

  private void namespace(Resource resource, String type) {
    var name = plain(resource.name("Name"));
    know(resource, name);
    namespaces.putIfAbsent(name, namespace(resource.location(), name, type));
  }

  private static Node.Member namespace(Location at, String name, String type) {
    return Nodes.member(
        at, name, new Node.Mapping(at, List.of(Nodes.member(at, "Type", Nodes.text(at, type)))));
  }

  private void service(Resource resource) {
    var name = plain(resource.name("Name"));
    know(resource, name);
    var at = resource.property("Name").map(Node::location).orElse(resource.location());
    if (services.containsKey(name)) {
      notes.said(
          "of two services of Cloud Map called %s only the first is served here; not %s"
              .formatted(name, resource.id()));
      return;
    }
    services.put(name, Nodes.member(at, name, declared(resource)));
  }

  private Node.Mapping declared(Resource resource) {
    var members = new ArrayList<Node.Member>();
    for (var member : resource.properties().members()) {
      switch (member.name()) {
        case "Name", "Type", "ServiceAttributes" -> {}
        case "NamespaceId" -> members.add(inNamespace(member));
        case "DnsConfig" ->
            members.add(
                new Node.Member(
                    member.name(),
                    member.nameLocation(),
                    member.value() instanceof Node.Mapping config
                        ? config(config)
                        : member.value()));
        default -> members.add(member);
      }
    }
    return new Node.Mapping(resource.location(), members);
  }

  private Node.Mapping config(Node.Mapping config) {
    return new Node.Mapping(
        config.location(),
        config.members().stream()
            .map(m -> m.name().equals("NamespaceId") ? inNamespace(m) : m)
            .toList());
  }

  private Node.Member inNamespace(Node.Member member) {
    if (!(member.value() instanceof Node.Scalar scalar)) {
      return member;
    }
    var name = Optional.ofNullable(names.get(scalar.text())).orElseGet(() -> standIn(scalar));
    return new Node.Member(
        member.name(), member.nameLocation(), Nodes.text(scalar.location(), name));
  }

  /// The namespace that Service Connect asks for, by its name. One that is not among those of the
  /// templates is of a stack that is not here.
  Node.Member ofConnect(Node.Member member) {
    boolean here =
        namespaces.isEmpty()
            || !(member.value() instanceof Node.Scalar scalar)
            || namespaces.containsKey(plain(scalar.text()));
    return here ? member : inNamespace(member);
  }

  /// What somebody gave for the id of a namespace may be its name.
  private String standIn(Node.Scalar scalar) {
    var text = plain(scalar.text());
    boolean name = text.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*+") && !text.startsWith("ns-");
    boolean known = set.unknowns().in(scalar.text()).isEmpty();
    var chosen = name && known ? text : STAND_IN;
    if (!namespaces.containsKey(chosen)) {
      namespaces.put(chosen, namespace(scalar.location(), chosen, "DNS_PRIVATE"));
      notes.said(
          "a namespace that is not here is called "
              + chosen
              + set.unknowns().in(scalar.text()).stream()
                  .findFirst()
                  .map(u -> "; --import " + u.name() + "=NAME gives it another name")
                  .orElse(""));
    }
    names.put(scalar.text(), chosen);
    return chosen;
  }

  private void know(Resource resource, String name) {
    var at = resource.location();
    for (var node :
        List.of(
            ResourceNames.ref(resource, at), ResourceNames.attribute(resource, "Arn", "", at))) {
      if (node instanceof Node.Scalar scalar) {
        names.put(scalar.text(), name);
      }
    }
  }

  /// The name of what an id or an ARN means; empty where it is not here.
  Optional<String> name(String id) {
    return Optional.ofNullable(names.get(id));
  }

  /// The members `namespaces` and `discoveryServices`; none where there are none.
  List<Node.Member> members() {
    var members = new ArrayList<Node.Member>();
    var start = Location.startOf(set.stacks().getFirst().template().source().file());
    if (!namespaces.isEmpty()) {
      members.add(
          Nodes.member(
              start, "namespaces", new Node.Mapping(start, List.copyOf(namespaces.values()))));
    }
    if (!services.isEmpty()) {
      members.add(
          Nodes.member(
              start, "discoveryServices", new Node.Mapping(start, List.copyOf(services.values()))));
    }
    return members;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }
}
