package dev.taskdock.discovery;

import dev.taskdock.model.AppProtocol;
import dev.taskdock.model.ServiceConnect.ClientAlias;
import dev.taskdock.model.ServiceConnect.Waits;
import dev.taskdock.model.ServiceName;

/// The name that tasks of a namespace have for an endpoint of Service Connect.
///
/// @param server the service that offers it
public record Alias(
    String namespace,
    ClientAlias name,
    ServiceName server,
    String discoveryName,
    AppProtocol protocol,
    Waits timeout) {
  /// Whether both are called the same by the same clients.
  boolean isCalledAs(Alias other) {
    return namespace.equals(other.namespace) && name.equals(other.name);
  }
}
