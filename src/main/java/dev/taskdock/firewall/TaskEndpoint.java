package dev.taskdock.firewall;

/// Where on the laptop taskdock answers what a task asks at 169.254.170.2.
///
/// @param address one of the laptop's that only its own containers reach
public record TaskEndpoint(String address, int port) {
  @Override
  public String toString() {
    return address + ":" + port;
  }
}
