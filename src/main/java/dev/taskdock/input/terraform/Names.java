package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Location;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Namespaces and services of Cloud Map, by their names.
final class Names {
  private static final Map<String, String> TYPES =
      Map.of(
          "aws_service_discovery_private_dns_namespace", "DNS_PRIVATE",
          "aws_service_discovery_public_dns_namespace", "DNS_PUBLIC",
          "aws_service_discovery_http_namespace", "HTTP");

  private final Plan plan;
  private final References references;
  private final Notes notes;
  private final Map<String, Node.Mapping> namespaces = new LinkedHashMap<>();
  private final Map<String, Node.Mapping> services = new LinkedHashMap<>();
  private final Map<String, String> namesById = new LinkedHashMap<>();
  private final Map<String, String> servicesByArn = new LinkedHashMap<>();

  Names(Plan plan, References references, Notes notes) {
    this.plan = plan;
    this.references = references;
    this.notes = notes;
  }

  void read() {
    for (var instance : plan.instances()) {
      var type = Optional.ofNullable(TYPES.get(instance.type()));
      type.ifPresent(t -> {
        var name = Identities.name(instance);
        namespaces.put(name, Tree.at(instance.location()).with("Type", t).end());
        Identities.of(instance, "id").ifPresent(id -> namesById.put(id, name));
        Identities.of(instance, "arn").ifPresent(arn -> namesById.put(arn, name));
      });
    }
    plan.of("aws_service_discovery_service").forEach(this::service);
  }

  private void service(Plan.Instance instance) {
    var service = Block.of(instance, references);
    var config = service.block("dns_config");
    var id = config.flatMap(c -> c.text("namespace_id")).or(() -> service.text("namespace_id"));
    var name = Identities.name(instance);
    var namespace = id.flatMap(this::namespace);
    if (namespace.isEmpty() || services.containsKey(name)) {
      notes.said(
          namespace.isEmpty()
              ? "%s is in a namespace that is not in the plan".formatted(instance.address())
              : "%s is left out: another service is called %s".formatted(instance.address(), name));
      return;
    }
    var words = Words.of(service).with("NamespaceId", namespace.get());
    config.ifPresent(c ->
        words.with(
            "DnsConfig",
            Words.of(c)
                .values("routing_policy=RoutingPolicy")
                .blocks(
                    "dns_records",
                    "DnsRecords",
                    r -> Words.of(r).values("type=Type", "ttl=TTL").end())
                .end()));
    services.put(name, words.end());
    Identities.of(instance, "arn").ifPresent(arn -> servicesByArn.put(arn, name));
  }

  /// The name of a namespace by its id or its ARN; a name is as good.
  Optional<String> namespace(String id) {
    return Optional.ofNullable(namesById.get(id))
        .or(() -> Optional.of(id).filter(namespaces::containsKey));
  }

  /// The name of a service by its ARN.
  Optional<String> service(String arn) {
    return Optional.ofNullable(servicesByArn.get(arn));
  }

  void addTo(Tree tree, Location start) {
    if (namespaces.isEmpty()) {
      return;
    }
    var all = Tree.at(start);
    namespaces.forEach(all::with);
    tree.with("namespaces", all);
    if (!services.isEmpty()) {
      var found = Tree.at(start);
      services.forEach(found::with);
      tree.with("discoveryServices", found);
    }
  }
}
