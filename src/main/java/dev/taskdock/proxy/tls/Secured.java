package dev.taskdock.proxy.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// How a client's connection is secured.
///
/// @param protocol as `TLSv1.3`
/// @param cipher OpenSSL's name of the suite
/// @param serverName the name that the client asked for, if a certificate is for it
/// @param certificate the name of the certificate it was shown
/// @param client the client's own certificate and its chain; empty where it showed none
public record Secured(
    String protocol,
    String cipher,
    Optional<String> serverName,
    String certificate,
    List<X509Certificate> client) {
  public Secured {
    client = List.copyOf(client);
  }
}
