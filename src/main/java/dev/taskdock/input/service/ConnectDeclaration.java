package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4052;
import static dev.taskdock.problem.Code.TD4086;

import dev.taskdock.model.PortMapping;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.ServiceConnect;
import dev.taskdock.model.ServiceConnect.ClientAlias;
import dev.taskdock.model.ServiceConnect.Endpoint;
import dev.taskdock.model.ServiceConnect.Waits;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The `serviceConnectConfiguration` of a service as it is written: its ports have names that only
/// the task definition knows.
public record ConnectDeclaration(String namespace, List<Written> services) {
  public ConnectDeclaration {
    services = List.copyOf(services);
  }

  /// One of its `services`.
  ///
  /// @param idle empty for what holds where nothing is said
  /// @param place where `portName` stands
  public record Written(
      String portName,
      String discoveryName,
      List<ClientAlias> aliases,
      OptionalInt ingressPort,
      Optional<Duration> idle,
      Optional<Duration> perRequest,
      Location place) {
    public Written {
      aliases = List.copyOf(aliases);
    }
  }

  /// What it means for tasks of `definition`; empty where the two do not fit, after telling why.
  Optional<ServiceConnect> with(TaskDefinition definition, Problems problems) {
    var endpoints = new ArrayList<Endpoint>();
    for (var service : services) {
      mapping(service, definition, problems)
          .flatMap(m -> endpoint(service, m, problems))
          .ifPresent(endpoints::add);
    }
    return Optional.of(new ServiceConnect(namespace, endpoints))
        .filter(_ -> endpoints.size() == services.size());
  }

  private static Optional<PortMapping> mapping(
      Written service, TaskDefinition definition, Problems problems) {
    var named =
        definition.containers().stream()
            .flatMap(c -> c.ports().stream())
            .filter(p -> p.name().isPresent())
            .toList();
    var found =
        named.stream().filter(p -> p.name().filter(service.portName::equals).isPresent()).findAny();
    if (found.isEmpty()) {
      var names = named.stream().flatMap(p -> p.name().stream()).toList();
      problems.add(
          Diagnostic.error(TD4086, "no port is called " + Quoted.of(service.portName))
              .at(service.place)
              .because(
                  "portName(%s) does not refer to any named PortMapping in the task definition."
                      .formatted(service.portName))
              .fixedBy(
                  Nearest.of(service.portName, names)
                      .map(near -> "write " + Quoted.of(near))
                      .orElse("give the port mapping a name in the task definition")));
      return Optional.empty();
    }
    var mapping = found.get();
    if (mapping.protocol() == Protocol.UDP || mapping.first() != mapping.last()) {
      problems.add(
          Diagnostic.error(TD4086, Quoted.of(service.portName) + " is " + mapping)
              .at(service.place)
              .because("Service Connect carries TCP to single ports, no UDP and no ranges.")
              .fixedBy("name the mapping of one TCP port"));
      return Optional.empty();
    }
    return Optional.of(mapping).filter(m -> isAlone(m, service, definition, problems));
  }

  /// A port that is mapped for TCP and UDP is refused by CreateService, though a task definition
  /// may have it.
  private static boolean isAlone(
      PortMapping mapping, Written service, TaskDefinition definition, Problems problems) {
    var twice =
        definition.containers().stream()
            .filter(c -> c.ports().stream().filter(p -> p.covers(mapping.first())).count() > 1)
            .findFirst();
    twice.ifPresent(container ->
        problems.add(
            Diagnostic.error(TD4052, "port " + mapping.first() + " is mapped twice")
                .at(service.place)
                .becauseAwsSays(
                    "Container port %d is used in more than one port mapping for container %s"
                        .formatted(mapping.first(), container.name()))
                .fixedBy("map it once: Service Connect takes a port of TCP alone")));
    return twice.isEmpty();
  }

  private static Optional<Endpoint> endpoint(
      Written service, PortMapping mapping, Problems problems) {
    var protocol = mapping.appProtocol();
    var usual = Waits.usual(protocol);
    if (service.perRequest.isPresent() && !protocol.hasRequests()) {
      problems.add(
          Diagnostic.error(TD4086, "a time-out of requests where there are none")
              .at(service.place)
              .because(
                  "perRequestTimeoutSeconds is for ports with an appProtocol: without one, the"
                      + " proxy sees bytes and no requests.")
              .fixedBy("add appProtocol to the port mapping, or remove perRequestTimeoutSeconds"));
      return Optional.empty();
    }
    return Optional.of(
        new Endpoint(
            service.discoveryName,
            service.aliases,
            protocol,
            mapping.first(),
            service.ingressPort,
            new Waits(
                service.idle.orElse(usual.idle()), service.perRequest.orElse(usual.perRequest()))));
  }
}
