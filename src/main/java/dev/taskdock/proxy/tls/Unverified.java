package dev.taskdock.proxy.tls;

import java.security.cert.CertificateException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client's certificate that a listener does not take.
final class Unverified extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /// @param code as the connection log has it
  Unverified(String code, String why) {
    super(why);
    this.code = code;
  }

  /// The code of what a handshake failed of, if it is a certificate.
  static Optional<String> code(@Nullable Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Unverified unverified) {
        return Optional.of(unverified.code);
      }
    }
    return Optional.empty();
  }
}
