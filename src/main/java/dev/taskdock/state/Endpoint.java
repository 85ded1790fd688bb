package dev.taskdock.state;

import dev.taskdock.model.Protocol;

/// A port of a task as the laptop reaches it.
///
/// @param port the task's port
/// @param hostAddress a loopback address of the laptop
/// @param hostPort the port there: the same one wherever the platform allows
public record Endpoint(int port, Protocol protocol, String hostAddress, int hostPort) {
  @Override
  public String toString() {
    return hostAddress + ":" + hostPort;
  }
}
