package dev.taskdock.proxy.tls;

import java.util.Optional;

/// What is said of a client's own certificate, to targets and in logs.
///
/// @param subject as RFC 2253 writes names
/// @param validity `NotBefore=…;NotAfter=…`
/// @param serialNumber in hexadecimal
public record ClientLeaf(String subject, String validity, String serialNumber) {
  /// That of the client of a connection; empty where it showed none.
  public static Optional<ClientLeaf> of(Secured secured) {
    return secured.client().stream()
        .findFirst()
        .map(leaf ->
            new ClientLeaf(
                TlsFields.name(leaf.getSubjectX500Principal()),
                TlsFields.validity(leaf),
                TlsFields.serialNumber(leaf)));
  }
}
