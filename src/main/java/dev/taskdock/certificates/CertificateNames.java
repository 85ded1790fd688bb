package dev.taskdock.certificates;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The names that a certificate is for.
///
/// Source: RFC 9525, which looks at alternative names alone, and lets `*` stand for one label.
public final class CertificateNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /// Those of DNS, in lower case, as `www.example.com` or `*.example.com`.
  public static List<String> dns(X509Certificate certificate) {
    return of(certificate, DNS_NAME);
  }

  /// All of them, addresses too.
  public static List<String> all(X509Certificate certificate) {
    var names = new ArrayList<>(dns(certificate));
    names.addAll(of(certificate, IP_ADDRESS));
    return names;
  }

  /// Whether a client that asked for `host` is shown a certificate for it.
  ///
  /// @param host a name in lower case, or an address
  public static boolean isFor(X509Certificate certificate, String host) {
    var names = all(certificate);
    return names.contains(host) || dns(certificate).contains(wildcard(host));
  }

  /// The name with which a certificate would be for `name` and for all its siblings.
  public static String wildcard(String name) {
    return "*" + name.substring(Math.max(0, name.indexOf('.')));
  }

  private static List<String> of(X509Certificate certificate, int wanted) {
    var names = new ArrayList<String>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (var alternative : alternatives) {
          if (alternative.get(0) instanceof Integer kind
              && kind == wanted
              && alternative.get(1) instanceof String text) {
            names.add(text.toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException _) {
      return List.of();
    }
    return names;
  }
}
