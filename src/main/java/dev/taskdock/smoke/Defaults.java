package dev.taskdock.smoke;

import dev.taskdock.app.Workload;
import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.probe.Aim;
import dev.taskdock.probe.HttpAsk;
import dev.taskdock.probe.Probe;
import dev.taskdock.probe.Trial;
import dev.taskdock.problem.Origins;
import dev.taskdock.problem.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The probes of a project that has none written: what any task must do.
///
/// Every container goes on running for its start period, every declared port answers, every target
/// is healthy, every listener that speaks TLS shows a certificate for a name of its own and
/// replies, or stays connected where it is a network load balancer's, and all of it stops when it
/// is told to.
public final class Defaults {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final Duration SHORTEST = Duration.ofSeconds(2);
  private static final Duration TO_LISTEN = Duration.ofSeconds(20);

  private Defaults() {}

  /// The probes for what is to run.
  ///
  /// @param origins where each definition is written, by its family
  public static List<Probe> of(Workload workload, Map<String, Origins> origins) {
    var probes = new LinkedHashSet<Probe>();
    var definitions = workload.definitions();
    for (var definition : definitions) {
      var written = origins.getOrDefault(definition.family().name(), Origins.NONE);
      definition.containers().forEach(c -> probes.addAll(of(c, written)));
    }
    if (workload instanceof Workload.Services(var services, var front, _, _)) {
      services.stream()
          .filter(s -> !s.revision().loadBalancers().isEmpty())
          .forEach(s -> probes.add(Probe.of(new Trial.Targets(s.name()), Optional.empty())));
      probes.addAll(secured(front));
    }
    probes.add(Probe.of(new Trial.Stops(longestStop(definitions)), Optional.empty()));
    return List.copyOf(probes);
  }

  static List<Probe> secured(Workload.Front front) {
    var probes = new ArrayList<Probe>();
    for (var balancer : front.balancers()) {
      for (var listener : balancer.listeners()) {
        listener
            .tls()
            // Who verifies its clients has nothing to say to one without a certificate.
            .filter(tls -> tls.clientCertificates().mode() != MutualAuthentication.Mode.VERIFY)
            .map(tls -> host(tls, front.certificates()))
            .map(host ->
                new Trial.Secured(
                    new Aim.Balancer(
                        Optional.of(balancer.name().value()), OptionalInt.of(listener.port())),
                    HttpAsk.get("/").as(host)))
            .ifPresent(trial -> probes.add(Probe.of(trial, Optional.empty())));
      }
    }
    for (var balancer : front.networks()) {
      for (var listener : balancer.listeners()) {
        listener
            .tls()
            .map(tls ->
                new Trial.Handshake(
                    new Aim.Balancer(
                        Optional.of(balancer.name().value()), OptionalInt.of(listener.port())),
                    host(tls, front.certificates())))
            .ifPresent(trial -> probes.add(Probe.of(trial, Optional.empty())));
      }
    }
    return probes;
  }

  /// A name that clients of a listener ask for: one of its default certificate. One that is made
  /// here without a name being written is for `localhost`.
  private static Optional<String> host(TlsSettings tls, KnownCertificates known) {
    return tls.certificates().stream()
        .findFirst()
        .flatMap(name ->
            Optional.ofNullable(known.given().get(name))
                .map(Identity::dnsNames)
                .or(() -> Optional.ofNullable(known.made().get(name))))
        .flatMap(
            names -> names.stream().filter(name -> !ADDRESS.matcher(name).matches()).findFirst())
        .map(name -> name.startsWith("*") ? "www" + name.substring(1) : name);
  }

  private static List<Probe> of(ContainerDefinition container, Origins origins) {
    var probes = new ArrayList<Probe>();
    var place = Place.container(container.name().name());
    boolean stays = container.essential();
    if (stays) {
      var period =
          container
              .healthCheck()
              .map(HealthCheck::startPeriod)
              .filter(p -> p.compareTo(SHORTEST) > 0)
              .orElse(SHORTEST);
      probes.add(Probe.of(new Trial.Runs(container.name(), period), origins.of(place)));
    }
    for (int i = 0; i < container.ports().size(); i++) {
      var mapping = container.ports().get(i);
      // What a range is declared for need not all be in use.
      if (mapping.protocol() == Protocol.TCP && mapping.first() == mapping.last()) {
        probes.add(
            Probe.of(
                new Trial.Tcp(new Aim.Container(container.name(), mapping.first()), TO_LISTEN),
                origins.of(place.then("portMappings").item(i))));
      }
    }
    return probes;
  }

  private static Duration longestStop(List<TaskDefinition> definitions) {
    return definitions.stream()
        .flatMap(d -> d.containers().stream())
        .map(c -> c.timeouts().stop())
        .max(Duration::compareTo)
        .orElse(Duration.ofSeconds(30));
  }
}
