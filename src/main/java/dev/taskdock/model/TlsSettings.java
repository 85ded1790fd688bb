package dev.taskdock.model;

import java.util.List;

/// How a listener speaks TLS.
///
/// @param policy the name of a security policy
/// @param certificates names of certificates, the first of which is the default; where there are
///   none, taskdock's own CA makes one
public record TlsSettings(
    String policy, List<String> certificates, MutualAuthentication clientCertificates) {
  /// What applies where nothing is said.
  public static final TlsSettings DEFAULT =
      new TlsSettings("ELBSecurityPolicy-2016-08", List.of(), MutualAuthentication.OFF);

  public TlsSettings {
    certificates = List.copyOf(certificates);
  }
}
