package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Fronts;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Load balancers, listeners, rules and target groups of all stacks as one tree, each inside what
/// it belongs to, as in `taskdock.yaml`.
final class Balancing {
  private static final String PREFIX = "AWS::ElasticLoadBalancingV2::";
  private static final List<String> PROTOCOLS =
      List.of("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP");
  private static final int MOST_GROUPS = 5;

  private final StackSet set;
  private final Notes notes;
  private final Networks networks;
  private final Set<String> groups = new LinkedHashSet<>();
  private final Set<String> left = new LinkedHashSet<>();
  private final Map<String, List<Node>> orphans = new LinkedHashMap<>();

  Balancing(StackSet set, Networks networks, Notes notes) {
    this.set = set;
    this.networks = networks;
    this.notes = notes;
  }

  /// The members `loadBalancers`, `targetGroups` and `trustStores`.
  Node.Mapping tree() {
    var start = Location.startOf(set.stacks().getFirst().template().source().file());
    var targetGroups = targetGroups(start);
    var balancers = new ArrayList<Node.Member>();
    var rules = rules();
    for (var balancer : set.resources(PREFIX + "LoadBalancer")) {
      if (balancer.text("Type").filter("gateway"::equals).isPresent()) {
        notes.notHere(balancer.id(), "gateway load balancers");
        continue;
      }
      var listeners = listeners(balancer, rules);
      if (listeners.items().isEmpty()) {
        notes.said(balancer.id() + " has no listener, so nothing stands for it here");
        continue;
      }
      var properties = guarded(Nodes.without(balancer.properties(), "Name", "Listeners"));
      balancers.add(
          Nodes.member(
              balancer.location(),
              ResourceNames.balancingName(balancer),
              Nodes.with(properties, Nodes.member(balancer.location(), "Listeners", listeners))));
    }
    balancers.sort(Comparator.comparing(b -> !isUsed(b.value())));
    orphans.forEach((listener, its) -> balancers.add(standIn(listener, its)));
    return new Node.Mapping(
        start,
        List.of(
            Nodes.member(start, "targetGroups", targetGroups),
            Nodes.member(start, "loadBalancers", new Node.Mapping(start, balancers)),
            Nodes.member(start, "trustStores", trustStores(start))));
  }

  /// The trust stores by their ARNs, with the objects of S3 that they are made of.
  private Node.Mapping trustStores(Location start) {
    var stores = new ArrayList<Node.Member>();
    for (var store : set.resources(PREFIX + "TrustStore")) {
      var at = store.location();
      var arn = ResourceNames.trustStoreArn(store);
      var revocations =
          set.resources(PREFIX + "TrustStoreRevocation").stream()
              .filter(r -> r.text("TrustStoreArn").filter(arn::equals).isPresent())
              .flatMap(r -> r.property("RevocationContents").stream())
              .flatMap(list -> items(list).stream())
              .map(list -> object(list, "S3Bucket", "S3Key"))
              .toList();
      stores.add(
          Nodes.member(
              at,
              arn,
              new Node.Mapping(
                  at,
                  List.of(
                      Nodes.member(at, "Name", Nodes.text(at, ResourceNames.balancingName(store))),
                      Nodes.member(
                          at,
                          "CaCertificatesBundle",
                          object(
                              store.properties(),
                              "CaCertificatesBundleS3Bucket",
                              "CaCertificatesBundleS3Key")),
                      Nodes.member(
                          at, "RevocationContents", new Node.Sequence(at, revocations))))));
    }
    return new Node.Mapping(start, stores);
  }

  private static Node object(Node properties, String bucket, String key) {
    var at = properties.location();
    return properties instanceof Node.Mapping object
        ? Nodes.text(
            object.get(key).map(Node::location).orElse(at),
            "s3://%s/%s"
                .formatted(
                    Nodes.textOf(object, bucket).orElse("BUCKET"),
                    Nodes.textOf(object, key).orElse("KEY")))
        : Nodes.text(at, "s3://BUCKET/KEY");
  }

  /// With names for the ids of its security groups.
  private Node.Mapping guarded(Node.Mapping properties) {
    return new Node.Mapping(
        properties.location(),
        properties.members().stream()
            .map(m ->
                m.name().equals("SecurityGroups")
                    ? new Node.Member(m.name(), m.nameLocation(), networks.named(m.value()))
                    : m)
            .toList());
  }

  /// Whether services stand behind it: of two at one port of this machine, such a one gets it.
  private boolean isUsed(Node balancer) {
    var used =
        set.resources("AWS::ECS::Service").stream()
            .flatMap(s -> s.property("LoadBalancers").stream())
            .flatMap(attachments -> Nodes.scalars(attachments).stream())
            .map(Node.Scalar::text)
            .filter(text -> text.startsWith("arn:"))
            .toList();
    return Nodes.scalars(balancer).stream().anyMatch(scalar -> used.contains(scalar.text()));
  }

  /// Whether the group of that ARN stands in the tree; to be asked after [#tree].
  boolean has(String arn) {
    return groups.contains(arn);
  }

  private Node.Mapping targetGroups(Location start) {
    var members = new ArrayList<Node.Member>();
    for (var group : set.resources(PREFIX + "TargetGroup")) {
      var protocol = group.text("Protocol");
      var kind = group.text("TargetType").orElse("instance");
      if (kind.equals("lambda") || kind.equals("alb")) {
        notes.notHere(group.id(), "targets of the type " + kind);
        left.add(arn(group));
      } else if (protocol.filter(p -> !PROTOCOLS.contains(p)).isPresent()) {
        notes.notYet(group.id(), "target groups of " + protocol.get());
        left.add(arn(group));
      } else {
        groups.add(arn(group));
        members.add(
            Nodes.member(
                group.location(),
                ResourceNames.balancingName(group),
                withType(group, Nodes.without(group.properties(), "Name", "VpcId"))));
      }
    }
    return new Node.Mapping(start, members);
  }

  /// A group without a type is of instances, which tasks cannot be in: that is told by who reads
  /// it.
  private static Node.Mapping withType(Resource group, Node.Mapping properties) {
    return properties.has("TargetType")
        ? properties
        : Nodes.with(
            properties,
            Nodes.member(group.location(), "TargetType", Nodes.text(group.location(), "instance")));
  }

  private Node.Sequence listeners(Resource balancer, Map<String, List<Node>> rules) {
    var arn = arn(balancer);
    var listeners = new ArrayList<Node>();
    for (var listener : set.resources(PREFIX + "Listener")) {
      boolean its = listener.text("LoadBalancerArn").filter(arn::equals).isPresent();
      if (its && listener.text("Protocol").filter(p -> p.endsWith("QUIC")).isPresent()) {
        notes.notYet(listener.id(), "listeners of QUIC");
      } else if (its && !isLeft(listener)) {
        listeners.add(listener(listener, rules.getOrDefault(arn(listener), List.of())));
      }
    }
    return new Node.Sequence(balancer.location(), listeners);
  }

  /// Whether a listener just forwards, of flows, to a group that is not here.
  private boolean isLeft(Resource listener) {
    boolean flows = listener.text("Protocol").filter(p -> !p.startsWith("HTTP")).isPresent();
    return flows
        && listener
            .property("DefaultActions")
            .filter(actions ->
                Nodes.scalars(actions).stream().anyMatch(scalar -> left.contains(scalar.text())))
            .isPresent();
  }

  private Node listener(Resource listener, List<Node> rules) {
    var at = listener.location();
    var properties = Nodes.without(listener.properties(), "LoadBalancerArn");
    var certificates = certificates(listener);
    if (!certificates.isEmpty()) {
      var all =
          new ArrayList<>(properties.get("Certificates").map(Balancing::items).orElse(List.of()));
      all.addAll(certificates);
      properties =
          Nodes.with(
              Nodes.without(properties, "Certificates"),
              Nodes.member(at, "Certificates", new Node.Sequence(at, all)));
    }
    return rules.isEmpty()
        ? properties
        : Nodes.with(properties, Nodes.member(at, "Rules", new Node.Sequence(at, rules)));
  }

  private List<Node> certificates(Resource listener) {
    return set.resources(PREFIX + "ListenerCertificate").stream()
        .filter(c -> c.text("ListenerArn").filter(arn(listener)::equals).isPresent())
        .flatMap(c -> c.property("Certificates").stream())
        .flatMap(list -> items(list).stream())
        .toList();
  }

  private static List<Node> items(Node node) {
    return node instanceof Node.Sequence list ? list.items() : List.of();
  }

  /// The rules by the ARN of their listener; those of a listener that is not here are kept apart.
  private Map<String, List<Node>> rules() {
    var known = set.resources(PREFIX + "Listener").stream().map(Balancing::arn).toList();
    var rules = new LinkedHashMap<String, List<Node>>();
    for (var rule : set.resources(PREFIX + "ListenerRule")) {
      var listener = rule.text("ListenerArn").orElse("");
      var of = known.contains(listener) ? rules : orphans;
      of.computeIfAbsent(listener, _ -> new ArrayList<>())
          .add(Nodes.without(rule.properties(), "ListenerArn"));
    }
    return rules;
  }

  /// A load balancer for rules whose own is not here.
  private Node.Member standIn(String listener, List<Node> rules) {
    var name = Fronts.nameFor(listener);
    notes.said(
        "the rules of a listener that is not here (%s) stand behind a load balancer %s on port 80"
            .formatted(
                set.unknowns().in(listener).stream()
                    .map(Unknown::name)
                    .findFirst()
                    .orElse(listener),
                name));
    // What a service lets in that is not here, its load balancer is the first to come to mind.
    var groups = networks.strangersInRules().stream().limit(MOST_GROUPS).toList();
    return Fronts.forRules(name, rules, groups);
  }

  /// What `taskdock.yaml` calls the rule of that ARN, or the default rule of the listener of that
  /// ARN; empty where it is of none that stands in the tree.
  Optional<String> ruleName(String arn) {
    var rule = of("ListenerRule", arn);
    var listener = rule.map(r -> r.text("ListenerArn").orElse("")).orElse(arn);
    var priority = rule.flatMap(r -> r.text("Priority")).map(p -> "/" + p).orElse("");
    return of("Listener", listener)
        .flatMap(l ->
            of("LoadBalancer", l.text("LoadBalancerArn").orElse(""))
                .map(ResourceNames::balancingName)
                .flatMap(name -> l.text("Port").map(port -> name + ":" + port)))
        .or(() ->
            Optional.of(listener)
                .filter(orphans::containsKey)
                .map(l -> Fronts.nameFor(l) + ":" + Fronts.PORT))
        .map(place -> place + priority);
  }

  private Optional<Resource> of(String type, String arn) {
    return set.resources(PREFIX + type).stream().filter(r -> arn(r).equals(arn)).findFirst();
  }

  private static String arn(Resource resource) {
    return ResourceNames.ref(resource, resource.location()) instanceof Node.Scalar scalar
        ? scalar.text()
        : "";
  }
}
