package dev.taskdock.certificates;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/// Who vouches for clients, and whom they do not vouch for any more.
///
/// @param authorities the certificates of its bundle
/// @param revocations its certificate revocation lists
public record TrustStore(List<X509Certificate> authorities, List<X509CRL> revocations) {
  /// Nobody.
  public static final TrustStore NONE = new TrustStore(List.of(), List.of());

  public TrustStore {
    authorities = List.copyOf(authorities);
    revocations = List.copyOf(revocations);
  }

  /// Authorities that have revoked nothing.
  public static TrustStore of(List<X509Certificate> authorities) {
    return new TrustStore(authorities, List.of());
  }
}
