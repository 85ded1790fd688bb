package dev.taskdock.model;

import java.util.Optional;

/// Whether clients of a listener show certificates, and who vouches for them.
///
/// Source: the `MutualAuthenticationAttributes` shape.
///
/// @param trustStore the file of CA certificates that stands for the trust store, where they are
///   verified
public record MutualAuthentication(
    Mode mode, Optional<String> trustStore, boolean ignoresExpiry, boolean advertisesCaNames) {
  /// Nobody is asked for one.
  public static final MutualAuthentication OFF =
      new MutualAuthentication(Mode.OFF, Optional.empty(), false, false);

  /// What becomes of a client's certificate.
  public enum Mode {
    OFF,
    /// Handed to the target as it is.
    PASSTHROUGH,
    /// A client without a good one gets no connection.
    VERIFY
  }
}
