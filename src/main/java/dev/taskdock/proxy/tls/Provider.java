package dev.taskdock.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

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

  /// Lets keys be exchanged as a policy has it; the JDK has its own list.
  void exchange(SslContextBuilder builder, boolean postQuantum) {
    switch (this) {
      case BORING_SSL ->
          builder.option(OpenSslContextOption.GROUPS, postQuantum ? POST_QUANTUM : GROUPS);
      case JDK -> {}
    }
  }
}
