package dev.taskdock.proxy.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a client's connection is secured.
///
/// @param protocol as `TLSv1.3`
/// @param cipher OpenSSL's name of the suite
/// @param serverName the name that the client asked for, if a certificate is for it
/// @param certificate the name of the certificate it was shown
/// @param handshake how long it took to agree on this
/// @param group what the keys were exchanged with, by its name in IANA's registry; empty where that
///   is not known
/// @param resumed whether an earlier session went on, so that no certificate was shown
/// @param client the client's own certificate and its chain; empty where it showed none
/// @param verified whether the listener asks clients for certificates
public record Secured(
    String protocol,
    String cipher,
    Optional<String> serverName,
    String certificate,
    Duration handshake,
    Optional<String> group,
    boolean resumed,
    List<X509Certificate> client,
    boolean verified) {
  public Secured {
    client = List.copyOf(client);
  }
}
