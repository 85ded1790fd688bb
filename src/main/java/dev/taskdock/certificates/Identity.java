package dev.taskdock.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;

/// Who a listener can be for its clients: a certificate, the chain above it, and its key.
///
/// @param name what the file calls it, as the ARN of a certificate
/// @param chain its own certificate first
public record Identity(String name, PrivateKey key, List<X509Certificate> chain) {
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
  }

  /// Its own certificate.
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /// Whether the key is one of RSA, not of an elliptic curve.
  public boolean isRsa() {
    return leaf().getPublicKey() instanceof RSAKey;
  }

  /// The names it is for, in lower case, as `www.example.com` or `*.example.com`.
  public List<String> dnsNames() {
    return CertificateNames.dns(leaf());
  }

  /// Without the key.
  @Override
  public String toString() {
    return name;
  }
}
