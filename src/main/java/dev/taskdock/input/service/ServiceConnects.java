package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4006;
import static dev.taskdock.problem.Code.TD4086;

import dev.taskdock.input.Fields;
import dev.taskdock.input.service.ConnectDeclaration.Written;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.Namespace;
import dev.taskdock.model.ServiceConnect.ClientAlias;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the `serviceConnectConfiguration` of services, in the words of CreateService.
///
/// ```yaml
/// serviceConnectDefaults: {namespace: shop}
/// services:
///   - serviceName: api
///     taskDefinition: ./api.json
///     serviceConnectConfiguration:
///       enabled: true
///       services: [{portName: http, clientAliases: [{port: 80, dnsName: api}]}]
/// ```
///
/// Source: ServiceConnectConfiguration, ServiceConnectService and ServiceConnectClientAlias of the
/// ECS API.
final class ServiceConnects {
  private static final int MOST_SECONDS = 999_999_999;
  private static final Pattern DISCOVERY_NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,63}");
  private static final Pattern DNS_NAME =
      Pattern.compile("(?=.{1,127}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");

  private final Optional<String> standard;
  private final Optional<CloudMap> names;
  private final Map<String, Location> discovered = new HashMap<>();
  private final Map<String, Location> called = new HashMap<>();

  /// @param standard the namespace of those who name none
  /// @param names what is declared of Cloud Map
  ServiceConnects(Optional<String> standard, Optional<CloudMap> names) {
    this.standard = standard;
    this.names = names;
  }

  /// The namespace in `serviceConnectDefaults`.
  static Optional<String> standard(Fields file) {
    return file.object("serviceConnectDefaults")
        .map(f -> Members.of(f, Shape.CONNECT_DEFAULTS))
        .flatMap(m -> m.due("namespace", "shop"))
        .map(ServiceConnects::plain);
  }

  /// What `service` says; empty where it says nothing, or that Service Connect is off.
  Optional<ConnectDeclaration> of(Members service) {
    var connect = service.object("serviceConnectConfiguration", Shape.CONNECT);
    connect.ifPresent(c -> c.expect("enabled", "true"));
    return connect.filter(c -> c.fields().flag("enabled").orElse(false)).flatMap(this::enabled);
  }

  private Optional<ConnectDeclaration> enabled(Members connect) {
    var written = connect.text("namespace").map(ServiceConnects::plain);
    var namespace = written.or(() -> standard);
    if (namespace.isEmpty()) {
      connect.tell(
          TD4086,
          "Service Connect in no namespace",
          "enabled",
          "Tasks find each other in a namespace: that of the service, or the cluster's default.",
          "add namespace: NAME, or serviceConnectDefaults: {namespace: NAME} to the file");
      return Optional.empty();
    }
    var declared = names.map(CloudMap::namespaces).orElse(List.of());
    boolean known =
        declared.isEmpty() || declared.stream().anyMatch(n -> n.name().equals(namespace.get()));
    if (!known) {
      connect.tell(
          TD4086,
          "no namespace " + Quoted.of(namespace.get()),
          written.isPresent() ? "namespace" : "enabled",
          "Service Connect needs a namespace that exists; others are declared here.",
          Nearest.of(namespace.get(), declared.stream().map(Namespace::name).toList())
              .map(near -> "write " + Quoted.of(near))
              .orElse("declare it below namespaces, with Type: HTTP"));
      return Optional.empty();
    }
    var services = new ArrayList<Written>();
    connect
        .objects("services", Shape.CONNECT_SERVICE)
        .forEach(s -> service(s, namespace.get()).ifPresent(services::add));
    return Optional.of(new ConnectDeclaration(namespace.get(), services));
  }

  private Optional<Written> service(Members service, String namespace) {
    var port = service.due("portName", "http");
    var name = service.text("discoveryName").or(() -> port);
    boolean isName = name.filter(n -> DISCOVERY_NAME.matcher(n).matches()).isPresent();
    if (name.isPresent() && !isName) {
      service.tell(
          TD4086,
          Quoted.of(name.get()) + " cannot be a discovery name",
          service.has("discoveryName") ? "discoveryName" : "portName",
          "It has 1 to 64 of a-z, 0-9, _ and -, and does not begin with -.",
          "choose another name");
    }
    if (port.isEmpty() || !isName || !isFirst(discovered, namespace, name.get(), service)) {
      return Optional.empty();
    }
    if (service.has("tls")) {
      service
          .fields()
          .add(
              Diagnostic.warning(TD4006, "TLS between tasks is off here")
                  .at(service.fields().locationOf("tls"))
                  .because(
                      "AWS encrypts with a private authority's certificates; here nothing does."));
    }
    var timeout = service.object("timeout", Shape.CONNECT_TIMEOUT);
    return Optional.of(
        new Written(
            port.get(),
            name.get(),
            aliases(service, name.get(), namespace),
            service.number("ingressPortOverride", 1, 65_535).stream().mapToInt(p -> p).findFirst(),
            timeout.flatMap(t -> seconds(t, "idleTimeoutSeconds")),
            timeout.flatMap(t -> seconds(t, "perRequestTimeoutSeconds")),
            service.fields().locationOf("portName")));
  }

  private List<ClientAlias> aliases(Members service, String discoveryName, String namespace) {
    var written = service.objects("clientAliases", Shape.CONNECT_ALIAS);
    if (written.isEmpty()) {
      service
          .fields()
          .add(
              Diagnostic.warning(TD4086, Quoted.of(discoveryName) + " has no client alias")
                  .at(service.fields().location())
                  .because("Without a port for its clients, nobody reaches it by a name.")
                  .fixedBy("add clientAliases: [{port: 80}]"));
    }
    if (written.size() > 1) {
      service.tell(
          TD4086,
          written.size() + " client aliases",
          "clientAliases",
          "ECS takes one alias of each service.",
          "keep one of them");
    }
    var aliases = new ArrayList<ClientAlias>();
    for (var alias : written) {
      alias.expect("port", "80");
      var port = alias.number("port", 1, 65_535);
      var name =
          alias.text("dnsName").map(ServiceConnects::plain).orElse(discoveryName + "." + namespace);
      if (!DNS_NAME.matcher(name).matches()) {
        alias.tell(
            TD4086,
            Quoted.of(name) + " cannot be the name of an alias",
            "dnsName",
            "It has 1 to 127 of a-z, 0-9, _, - and dots, and begins and ends with none of - and .",
            "choose another name");
      } else if (port.isPresent() && isFirst(called, namespace, name + ":" + port.get(), alias)) {
        aliases.add(new ClientAlias(name, port.get()));
      }
    }
    return aliases;
  }

  private static boolean isFirst(
      Map<String, Location> known, String namespace, String name, Members at) {
    var here = at.fields().location();
    var other = Optional.ofNullable(known.putIfAbsent(namespace + " " + name, here));
    other.ifPresent(place ->
        at.fields()
            .add(
                Diagnostic.error(TD4086, "two endpoints called " + Quoted.of(name))
                    .at(here)
                    .because("A name is used once in the namespace " + namespace + ".")
                    .fixedBy("rename one of them")
                    .seeAlso(place, "the other one")));
    return other.isEmpty();
  }

  private static Optional<Duration> seconds(Members timeout, String member) {
    return timeout.number(member, 0, MOST_SECONDS).map(Duration::ofSeconds);
  }

  /// The name in an ARN, or the name itself.
  private static String plain(String text) {
    return text.substring(text.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
