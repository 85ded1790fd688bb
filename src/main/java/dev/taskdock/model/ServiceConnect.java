package dev.taskdock.model;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// A service's part in Service Connect: its `serviceConnectConfiguration`, where that is enabled.
///
/// @param namespace the one that its tasks find others in
/// @param endpoints what it offers there; none where its tasks are only clients
public record ServiceConnect(String namespace, List<Endpoint> endpoints) {
  public ServiceConnect {
    endpoints = List.copyOf(endpoints);
  }

  /// One of its `services`: a port of its tasks that others reach by a name.
  ///
  /// @param discoveryName unique in the namespace
  /// @param aliases what clients call it
  /// @param port the container's own
  /// @param ingressPort where the proxy takes connections instead, `ingressPortOverride`
  public record Endpoint(
      String discoveryName,
      List<ClientAlias> aliases,
      AppProtocol protocol,
      int port,
      OptionalInt ingressPort,
      Waits timeout) {
    public Endpoint {
      aliases = List.copyOf(aliases);
    }

    /// Where the proxy connects to.
    public int entrance() {
      return ingressPort.orElse(port);
    }
  }

  /// The name and port by which clients reach an endpoint.
  public record ClientAlias(String dnsName, int port) {
    @Override
    public String toString() {
      return dnsName + ":" + port;
    }
  }

  /// How long a connection or request may take, `timeout`; zero where it may take for ever.
  ///
  /// @param idle without a byte
  /// @param perRequest from a whole request to the end of its answer
  public record Waits(Duration idle, Duration perRequest) {
    /// What holds where nothing is said.
    ///
    /// Source: TimeoutConfiguration of ECS.
    public static Waits usual(AppProtocol protocol) {
      return protocol.hasRequests()
          ? new Waits(Duration.ofMinutes(5), Duration.ofSeconds(15))
          : new Waits(Duration.ofHours(1), Duration.ZERO);
    }
  }
}
