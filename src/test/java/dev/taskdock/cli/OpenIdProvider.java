package dev.taskdock.cli;

import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The npm package `oidc-provider` as a process of its own, in TLS, with a certificate that
/// taskdock's own authority has made.
final class OpenIdProvider implements AutoCloseable {
  private final Process process;
  private final String origin;

  private OpenIdProvider(Process process, String origin) {
    this.process = process;
    this.origin = origin;
  }

  /// Begins to listen.
  ///
  /// @param authority where the authority is
  /// @param callback where it may send people back to
  static OpenIdProvider start(Path authority, Path folder, String callback)
      throws IOException, InterruptedException {
    var installed = NodeProject.installed("openid-provider");
    var origin = "https://127.0.0.1:" + Ports.free();
    var identity =
        LocalAuthority.in(authority, Instant.now())
            .issue("provider", List.of("127.0.0.1"), Instant.now());
    var builder =
        new ProcessBuilder("node", installed.resolve("provider.js").toString())
            .redirectError(folder.resolve("provider.log").toFile());
    builder.environment().put("ORIGIN", origin);
    builder.environment().put("CALLBACK", callback);
    builder.environment().put("CERTIFICATE", certificate(folder, identity).toString());
    builder.environment().put("KEY", key(folder, identity).toString());
    var process = builder.start();
    var out = Output.of("stdout of the provider", process.getInputStream());
    if (out.awaitLine("ready"::equals, java.time.Duration.ofSeconds(30)).isEmpty()) {
      process.destroyForcibly();
      throw new IOException(
          "the provider does not start: " + Files.readString(folder.resolve("provider.log")));
    }
    return new OpenIdProvider(process, origin);
  }

  String origin() {
    return origin;
  }

  private static Path certificate(Path folder, Identity identity) throws IOException {
    try {
      return pem(folder.resolve("provider.pem"), "CERTIFICATE", identity.leaf().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
  }

  private static Path key(Path folder, Identity identity) throws IOException {
    return pem(folder.resolve("provider.key"), "PRIVATE KEY", identity.key().getEncoded());
  }

  private static Path pem(Path file, String kind, byte[] bytes) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
