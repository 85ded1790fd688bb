package dev.taskdock.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSession;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// Who does the arithmetic.
enum Provider {
  BORING_SSL,
  JDK;

  private static final String[] GROUPS = {"X25519", "P-256", "P-384", "P-521"};
  private static final String[] POST_QUANTUM = {
    "X25519MLKEM768", "X25519", "P-256", "P-384", "P-521"
  };

  /// The faster one, if it is here.
  static Provider best() {
    return OpenSsl.isAvailable() ? BORING_SSL : JDK;
  }

  SslProvider netty() {
    return switch (this) {
      case BORING_SSL -> SslProvider.OPENSSL;
      case JDK -> SslProvider.JDK;
    };
  }

  /// What the keys of a session were exchanged with; the JDK does not say.
  static Optional<String> group(SSLSession session) {
    return session instanceof OpenSslSession boring
        ? Optional.ofNullable(boring.getNamedGroup()).map(Provider::registeredName)
        : Optional.empty();
  }

  /// Whether a session that has begun goes on from an earlier one; of the JDK's that is not known.
  static boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine boring
        && SSL.isSessionReused(boring.sslPointer());
  }

  /// BoringSSL has names of its own for curves.
  private static String registeredName(String group) {
    return switch (group) {
      case "X25519" -> "x25519";
      case "P-256" -> "secp256r1";
      case "P-384" -> "secp384r1";
      case "P-521" -> "secp521r1";
      default -> group;
    };
  }

  /// Lets keys be exchanged as a policy has it; the JDK has its own list.
  void exchange(SslContextBuilder builder, boolean postQuantum) {
    switch (this) {
      case BORING_SSL ->
          builder.option(OpenSslContextOption.GROUPS, postQuantum ? POST_QUANTUM : GROUPS);
      case JDK -> {}
    }
  }
}
