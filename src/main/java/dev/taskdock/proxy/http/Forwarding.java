package dev.taskdock.proxy.http;

/// What a load balancer's attributes say about the heads of forwarded requests.
///
/// @param forwardedFor `routing.http.xff_header_processing.mode`
/// @param clientPort `routing.http.xff_client_port.enabled`
/// @param preserveHost `routing.http.preserve_host_header.enabled`
/// @param dropInvalidFields `routing.http.drop_invalid_header_fields.enabled`
/// @param mode `routing.http.desync_mitigation_mode`
/// @param dnsName the load balancer's own name, for those who name no host
/// @param tells whether targets are told anything that the client did not say
public record Forwarding(
    ForwardedFor forwardedFor,
    boolean clientPort,
    boolean preserveHost,
    boolean dropInvalidFields,
    Desync.Mode mode,
    String dnsName,
    boolean tells) {
  /// A load balancer's.
  public Forwarding(
      ForwardedFor forwardedFor,
      boolean clientPort,
      boolean preserveHost,
      boolean dropInvalidFields,
      Desync.Mode mode,
      String dnsName) {
    this(forwardedFor, clientPort, preserveHost, dropInvalidFields, mode, dnsName, true);
  }

  /// One that carries what clients say, and says nothing itself.
  ///
  /// @param name for those who name no host
  public static Forwarding silent(String name) {
    return new Forwarding(
        ForwardedFor.PRESERVE, false, true, false, Desync.Mode.DEFENSIVE, name, false);
  }

  /// What becomes of `X-Forwarded-For`.
  public enum ForwardedFor {
    APPEND,
    PRESERVE,
    REMOVE
  }

  /// As AWS sets the attributes of a new load balancer.
  public static Forwarding usual(String dnsName) {
    return new Forwarding(ForwardedFor.APPEND, false, false, false, Desync.Mode.DEFENSIVE, dnsName);
  }
}
