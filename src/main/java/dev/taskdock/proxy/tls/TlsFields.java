package dev.taskdock.proxy.tls;

import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.MutualAuthentication.Mode;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/// The fields in which a target is told how the client's connection is secured.
///
/// Source: the guides to mutual TLS and to `routing.http.x_amzn_tls_version_and_cipher_suite`.
public final class TlsFields {
  private static final String VERSION = "X-Amzn-Tls-Version";
  private static final String SUITE = "X-Amzn-Tls-Cipher-Suite";
  private static final String CERTIFICATE = "X-Amzn-Mtls-Clientcert";
  private static final String SERIAL_NUMBER = "X-Amzn-Mtls-Clientcert-Serial-Number";
  private static final String ISSUER = "X-Amzn-Mtls-Clientcert-Issuer";
  private static final String SUBJECT = "X-Amzn-Mtls-Clientcert-Subject";
  private static final String VALIDITY = "X-Amzn-Mtls-Clientcert-Validity";
  private static final String LEAF = "X-Amzn-Mtls-Clientcert-Leaf";

  private final boolean tellsSession;
  private final Mode mode;
  private final ListenerAttributes attributes;

  /// @param tellsSession `routing.http.x_amzn_tls_version_and_cipher_suite.enabled`
  /// @param attributes where they have other names
  TlsFields(boolean tellsSession, MutualAuthentication clients, ListenerAttributes attributes) {
    this.tellsSession = tellsSession;
    this.mode = clients.mode();
    this.attributes = attributes;
  }

  /// The names, in lower case, of those that no client may bring itself.
  Set<String> names() {
    var session = tellsSession ? Stream.of(VERSION, SUITE) : Stream.<String>empty();
    var clients =
        mode == Mode.OFF
            ? Stream.<String>empty()
            : Stream.of(CERTIFICATE, SERIAL_NUMBER, ISSUER, SUBJECT, VALIDITY, LEAF);
    return Stream.concat(session, clients)
        .map(this::named)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The fields for one connection, in their order.
  Map<String, String> of(Secured secured) {
    var fields = new LinkedHashMap<String, String>();
    if (tellsSession) {
      fields.put(named(VERSION), secured.protocol());
      fields.put(named(SUITE), secured.cipher());
    }
    if (!secured.client().isEmpty()) {
      var leaf = secured.client().getFirst();
      switch (mode) {
        case OFF -> {}
        case PASSTHROUGH -> fields.put(named(CERTIFICATE), encoded(secured.client()));
        case VERIFY -> {
          fields.put(named(SERIAL_NUMBER), serialNumber(leaf));
          fields.put(named(ISSUER), name(leaf.getIssuerX500Principal()));
          fields.put(named(SUBJECT), name(leaf.getSubjectX500Principal()));
          fields.put(named(VALIDITY), validity(leaf));
          fields.put(named(LEAF), encoded(List.of(leaf)));
        }
      }
    }
    return fields;
  }

  private String named(String usual) {
    return attributes.requestHeaderNames().getOrDefault(usual, usual);
  }

  static String serialNumber(X509Certificate certificate) {
    var hex = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    return hex.length() % 2 == 0 ? hex : "0" + hex;
  }

  static String validity(X509Certificate certificate) {
    return "NotBefore="
        + DateTimeFormatter.ISO_INSTANT.format(certificate.getNotBefore().toInstant())
        + ";NotAfter="
        + DateTimeFormatter.ISO_INSTANT.format(certificate.getNotAfter().toInstant());
  }

  /// A distinguished name; what may not be in a field is escaped as RFC 2253 §2.4 escapes bytes.
  static String name(X500Principal principal) {
    var text = new StringBuilder();
    for (byte b : principal.getName(X500Principal.RFC2253).getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append('\\').append("%02X".formatted(b));
      }
    }
    return text.toString();
  }

  private static String encoded(List<X509Certificate> chain) {
    var text = new StringBuilder();
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
    for (var certificate : chain) {
      try {
        text.append("-----BEGIN CERTIFICATE-----\n")
            .append(base64.encodeToString(certificate.getEncoded()))
            .append("\n-----END CERTIFICATE-----\n");
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException(e);
      }
    }
    return text.toString().replace(" ", "%20").replace("\n", "%0A").replace("=", "%3D");
  }
}
