package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import dev.taskdock.input.declared.Stable;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The services of manifests, what leads to them and what they are found by, in the words of
/// `taskdock.yaml`.
final class CopilotService {
  private static final int GRACE_SECONDS = 60;

  private final Notes notes;
  private final Problems problems;
  private final List<Node> services = new ArrayList<>();
  private final Map<String, Node.Mapping> groups = new LinkedHashMap<>();
  private final Map<String, List<Ranked>> rules = new LinkedHashMap<>();
  private final Map<String, Node.Mapping> networks = new LinkedHashMap<>();
  private final Map<String, Node.Mapping> registries = new LinkedHashMap<>();
  private final Map<String, Node.Mapping> scaling = new LinkedHashMap<>();

  /// A rule without its priority: the longer its path, the sooner it is asked, and those with hosts
  /// before those without.
  private record Ranked(int rank, Tree rule) {}

  private CopilotService(Notes notes, Problems problems) {
    this.notes = notes;
    this.problems = problems;
  }

  static Node.Mapping tree(List<Manifest> manifests, Notes notes, Problems problems) {
    var making = new CopilotService(notes, problems);
    manifests.stream().filter(m -> m.kind().isService()).forEach(making::add);
    return making.tree(manifests.getFirst());
  }

  private Node.Mapping tree(Manifest first) {
    var tree = CopilotManifests.start(first);
    var at = Location.startOf(first.source().file());
    tree.with("services", new Node.Sequence(at, services));
    if (!groups.isEmpty()) {
      tree.with("targetGroups", object(at, groups));
      var balancers = new LinkedHashMap<String, Node.Mapping>();
      rules.forEach((balancer, its) -> balancers.put(balancer, balancer(at, its)));
      balancers.putAll(networks);
      tree.with("loadBalancers", object(at, balancers));
    }
    if (!registries.isEmpty()) {
      var namespace = Tree.at(at).with("Type", "DNS_PRIVATE").end();
      tree.with("namespaces", object(at, Map.of(first.place().namespace(), namespace)))
          .with("discoveryServices", object(at, registries));
    }
    if (!scaling.isEmpty()) {
      tree.with("scalableTargets", object(at, scaling));
    }
    return tree.end();
  }

  private static Node.Mapping object(Location at, Map<String, Node.Mapping> members) {
    var tree = Tree.at(at);
    members.forEach(tree::with);
    return tree.end();
  }

  private void add(Manifest manifest) {
    var at = manifest.placeOf("name");
    var service =
        Tree.at(at)
            .with("serviceName", Nodes.text(at, manifest.name()))
            .with("taskDefinition", Nodes.text(at, manifest.place().of(manifest.name())))
            .with("launchType", "FARGATE")
            .with("desiredCount", desiredCount(manifest))
            .with("deploymentConfiguration", deployment(manifest));
    var attachments = attachments(manifest);
    attachments.addAll(flows(manifest));
    if (!attachments.isEmpty()) {
      var grace =
          manifest
              .text("http", "healthcheck", "grace_period")
              .or(() -> manifest.text("nlb", "healthcheck", "grace_period"))
              .flatMap(Durations::seconds)
              .orElse("" + GRACE_SECONDS);
      service.withAll("loadBalancers", attachments).with("healthCheckGracePeriodSeconds", grace);
    }
    discovery(manifest).ifPresent(list -> service.withAll("serviceRegistries", List.of(list)));
    if (isConnected(manifest)) {
      service.with("serviceConnectConfiguration", connect(manifest));
    }
    services.add(service.end());
    tellLeftOut(manifest);
  }

  private void tellLeftOut(Manifest manifest) {
    if (!CopilotFlow.of(manifest).isEmpty() && manifest.at("nlb", "alias").isPresent()) {
      notes.said(
          "the network load balancer of %s has an address here, and no alias"
              .formatted(manifest.name()));
    }
    if (manifest.at("network", "vpc").isPresent()) {
      notes.said(
          "tasks of %s are open to each other, wherever its manifest places them"
              .formatted(manifest.name()));
    }
    boolean aliased = CopilotRule.of(manifest).stream().anyMatch(r -> !r.texts("alias").isEmpty());
    if (aliased) {
      notes.said(
          "%s is reached over HTTP by its alias as the Host; no certificate stands here"
              .formatted(manifest.name()));
    }
  }

  private static boolean isConnected(Manifest manifest) {
    return manifest.is(true, "network", "connect")
        || manifest.object("network", "connect").isPresent();
  }

  /// As Copilot writes it: the port of the service by its own name.
  private static Node connect(Manifest manifest) {
    var at = manifest.placeOf("network", "connect");
    var tree = Tree.at(at).with("enabled", "true").with("namespace", manifest.place().namespace());
    // What takes datagrams has no part in Service Connect.
    var ports = CopilotPorts.of(manifest);
    var port = manifest.text("image", "port").filter(p -> !ports.isUdp(p));
    var name = manifest.text("network", "connect", "alias").orElse(manifest.name());
    port.ifPresent(p ->
        tree.withAll(
            "services",
            List.of(
                Tree.at(at)
                    .with("portName", "target")
                    .with("discoveryName", manifest.name())
                    .withAll(
                        "clientAliases",
                        List.of(Tree.at(at).with("port", p).with("dnsName", name).end()))
                    .end())));
    return tree.end();
  }

  private Node desiredCount(Manifest manifest) {
    var at = manifest.placeOf("count");
    var target = CopilotScaling.of(manifest, notes, problems);
    if (target.isPresent()) {
      scaling.put(manifest.name(), target.get().tree());
      return Nodes.text(at, target.get().least());
    }
    return manifest
        .scalar("count")
        .or(() -> manifest.scalar("count", "spot"))
        .map(s -> (Node) s)
        .orElseGet(() -> Nodes.text(at, "1"));
  }

  private static Node deployment(Manifest manifest) {
    var at = manifest.placeOf("deployment");
    boolean recreate =
        manifest.text("deployment", "rolling").filter("recreate"::equals).isPresent();
    return Tree.at(at)
        .with("minimumHealthyPercent", recreate ? "0" : "100")
        .with("maximumPercent", recreate ? "100" : "200")
        .with(
            "deploymentCircuitBreaker", Tree.at(at).with("enable", "true").with("rollback", "true"))
        .end();
  }

  private Optional<Node> discovery(Manifest manifest) {
    var port = manifest.text("image", "port");
    if (manifest.kind() == Kind.WORKER) {
      return Optional.empty();
    }
    var at = manifest.placeOf("image", "port");
    registries.put(
        manifest.name(),
        Tree.at(at)
            .with("NamespaceId", manifest.place().namespace())
            .with(
                "DnsConfig",
                Tree.at(at)
                    .with("RoutingPolicy", "MULTIVALUE")
                    .withAll("DnsRecords", records(at, port.isPresent())))
            .end());
    var registry = Tree.at(at).with("registryArn", manifest.name());
    port.ifPresent(p -> registry.with("port", p));
    return Optional.of(registry.end());
  }

  private static List<Node> records(Location at, boolean hasPort) {
    var records = new ArrayList<Node>();
    records.add(Tree.at(at).with("Type", "A").with("TTL", "10").end());
    if (hasPort) {
      records.add(Tree.at(at).with("Type", "SRV").with("TTL", "10").end());
    }
    return records;
  }

  /// Puts the service behind the environment's load balancer, which is another for services that
  /// are not public.
  private List<Node> attachments(Manifest manifest) {
    var attachments = new ArrayList<Node>();
    if (manifest.kind() == Kind.WORKER) {
      return attachments;
    }
    var balancer =
        shortened(
            manifest.place().application()
                + "-"
                + manifest.place().environment()
                + (manifest.kind() == Kind.BACKEND ? "-int" : ""));
    int number = 0;
    for (var rule : CopilotRule.of(manifest)) {
      var target = target(manifest, rule);
      if (target.isEmpty()) {
        continue;
      }
      var group = shortened(manifest.name() + (number == 0 ? "" : "-" + number));
      number++;
      groups.put(group, group(manifest, rule, target.get()));
      rules
          .computeIfAbsent(balancer, _ -> new ArrayList<>())
          .add(new Ranked(rank(rule), rule(rule, group)));
      attachments.add(attachment(rule.at(), group, target.get()));
    }
    return attachments;
  }

  /// Puts the service behind its own network load balancer.
  private List<Node> flows(Manifest manifest) {
    CopilotFlow.check(manifest, problems);
    var attachments = new ArrayList<Node>();
    var listeners = new ArrayList<Node>();
    var ports = CopilotPorts.of(manifest);
    for (var flow : CopilotFlow.of(manifest)) {
      var target = flow.target(ports, manifest.name());
      var number = listeners.isEmpty() ? "" : "-" + listeners.size();
      var group = shortened(manifest.name() + "-nlb" + number);
      groups.put(group, flow.group(target));
      listeners.add(flow.listener(group));
      attachments.add(attachment(flow.at(), group, target));
    }
    if (!listeners.isEmpty()) {
      networks.put(
          shortened(manifest.place().of(manifest.name()) + "-nlb"),
          Tree.at(manifest.placeOf("nlb"))
              .with("Type", "network")
              .withAll("Listeners", listeners)
              .end());
    }
    return attachments;
  }

  private static Node attachment(Location at, String group, CopilotPorts.Target target) {
    return Tree.at(at)
        .with("targetGroupArn", group)
        .with("containerName", target.container())
        .with("containerPort", target.port())
        .end();
  }

  /// The container and port that a rule leads to.
  private Optional<CopilotPorts.Target> target(Manifest manifest, CopilotRule rule) {
    var sidecars = manifest.object("sidecars");
    var container = rule.container().or(() -> ofPort(manifest, rule.port()));
    var name = container.orElse(manifest.name());
    var exposed =
        name.equals(manifest.name())
            ? manifest.text("image", "port")
            : sidecars
                .flatMap(s -> s.get(name))
                .filter(Node.Mapping.class::isInstance)
                .flatMap(s -> Nodes.textOf((Node.Mapping) s, "port"))
                .map(p -> p.replaceFirst("/.*", ""));
    var port = rule.port().or(() -> exposed);
    if (port.isEmpty()) {
      problems.add(
          Diagnostic.error(TD7021, "no port of " + Quoted.of(name) + " for the load balancer")
              .at(rule.at())
              .because("Copilot: the container that \"http\" leads to exposes a port.")
              .fixedBy("add port: below image, or below the sidecar"));
    }
    return port.map(p -> new CopilotPorts.Target(name, p));
  }

  /// The sidecar that has the port.
  private static Optional<String> ofPort(Manifest manifest, Optional<String> port) {
    return manifest.object("sidecars").map(Node.Mapping::members).orElse(List.of()).stream()
        .filter(m ->
            m.value() instanceof Node.Mapping body
                && port.isPresent()
                && Nodes.textOf(body, "port")
                    .filter(p -> p.replaceFirst("/.*", "").equals(port.get()))
                    .isPresent())
        .map(Node.Member::name)
        .findFirst();
  }

  private static Node.Mapping group(
      Manifest manifest, CopilotRule rule, CopilotPorts.Target target) {
    var body = rule.body();
    var check = body.get("healthcheck");
    var at = check.map(Node::location).orElse(rule.at());
    var tree =
        Tree.at(rule.at())
            .with("Protocol", "HTTP")
            .with("Port", target.port())
            .with("TargetType", "ip");
    Nodes.textOf(body, "version")
        .or(() -> manifest.text("http", "version"))
        .ifPresent(v -> tree.with("ProtocolVersion", v.toUpperCase(java.util.Locale.ROOT)));
    var plain = check.filter(Node.Scalar.class::isInstance).filter(c -> !c.isEmpty());
    var path = plain.or(() -> inner(check, "path"));
    tree.with("HealthCheckPath", path.orElseGet(() -> Nodes.text(at, "/")));
    inner(check, "port").ifPresent(p -> tree.with("HealthCheckPort", p));
    inner(check, "healthy_threshold").ifPresent(n -> tree.with("HealthyThresholdCount", n));
    inner(check, "unhealthy_threshold").ifPresent(n -> tree.with("UnhealthyThresholdCount", n));
    seconds(check, "interval").ifPresent(s -> tree.with("HealthCheckIntervalSeconds", s));
    seconds(check, "timeout").ifPresent(s -> tree.with("HealthCheckTimeoutSeconds", s));
    inner(check, "success_codes")
        .ifPresent(c -> tree.with("Matcher", Tree.at(c.location()).with("HttpCode", c).end()));
    var delay = Nodes.textOf(body, "deregistration_delay").flatMap(Durations::seconds).orElse("60");
    var sticky = Nodes.textOf(body, "stickiness").orElse("false");
    tree.withAll(
        "TargetGroupAttributes",
        List.of(
            attribute(rule.at(), "deregistration_delay.timeout_seconds", delay),
            attribute(rule.at(), "stickiness.enabled", sticky)));
    return tree.end();
  }

  static Node attribute(Location at, String key, String value) {
    return Tree.at(at).with("Key", key).with("Value", value).end();
  }

  static Optional<Node> inner(Optional<Node> check, String name) {
    return check
        .filter(Node.Mapping.class::isInstance)
        .flatMap(c -> ((Node.Mapping) c).get(name))
        .filter(n -> !n.isEmpty());
  }

  static Optional<Node> seconds(Optional<Node> check, String name) {
    return inner(check, name)
        .filter(Node.Scalar.class::isInstance)
        .map(Node.Scalar.class::cast)
        .map(s -> Nodes.text(s.location(), Durations.seconds(s.text()).orElse(s.text())));
  }

  private static int rank(CopilotRule rule) {
    return rule.path().length() + (rule.texts("alias").isEmpty() ? 0 : 10_000);
  }

  private static Tree rule(CopilotRule rule, String group) {
    var at = rule.at();
    var conditions = new ArrayList<Node>();
    var sources = rule.texts("allowed_source_ips");
    if (!sources.isEmpty()) {
      conditions.add(
          Tree.at(at)
              .with("Field", "source-ip")
              .with("SourceIpConfig", Tree.at(at).with("Values", Nodes.texts(at, sources)))
              .end());
    }
    var hosts = rule.texts("alias");
    if (!hosts.isEmpty()) {
      conditions.add(
          Tree.at(at)
              .with("Field", "host-header")
              .with("HostHeaderConfig", Tree.at(at).with("Values", Nodes.texts(at, hosts)))
              .end());
    }
    var path = rule.path();
    var patterns = path.isEmpty() ? List.of("/*") : List.of("/" + path, "/" + path + "/*");
    conditions.add(
        Tree.at(rule.body().get("path").map(Node::location).orElse(at))
            .with("Field", "path-pattern")
            .with("PathPatternConfig", Tree.at(at).with("Values", Nodes.texts(at, patterns)))
            .end());
    var forward = Tree.at(at).with("Type", "forward").with("TargetGroupArn", group).end();
    return Tree.at(at).withAll("Conditions", conditions).withAll("Actions", List.of(forward));
  }

  private static Node.Mapping balancer(Location at, List<Ranked> its) {
    var ordered = new ArrayList<>(its);
    ordered.sort((a, b) -> Integer.compare(b.rank(), a.rank()));
    var rules = new ArrayList<Node>();
    for (var ranked : ordered) {
      rules.add(ranked.rule().with("Priority", "" + (rules.size() + 1)).end());
    }
    var nowhere =
        Tree.at(at)
            .with("Type", "fixed-response")
            .with("FixedResponseConfig", Tree.at(at).with("StatusCode", "503"))
            .end();
    var listener =
        Tree.at(at)
            .with("Protocol", "HTTP")
            .with("Port", "80")
            .withAll("DefaultActions", List.of(nowhere))
            .withAll("Rules", rules)
            .end();
    return Tree.at(at).withAll("Listeners", List.of(listener)).end();
  }

  /// A name of at most 32 characters, as load balancers and target groups have them.
  private static String shortened(String name) {
    return name.length() <= 32 ? name : name.substring(0, 24) + "-" + Stable.letters(name, 6);
  }
}
