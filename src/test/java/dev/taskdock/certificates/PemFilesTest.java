package dev.taskdock.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.certificates.UnusableCertificate.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates and keys in files, as they are and as they must not be.
final class PemFilesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

  @TempDir private Path folder;
  private Identity identity = Identities.made(NOW, "www.example.com");

  @BeforeEach
  void write() throws Exception {
    write("chain.pem", identity.chain().toArray(X509Certificate[]::new));
    write("key.pem", identity.key());
  }

  @Test
  void a_chain_and_its_key_are_an_identity() throws Exception {
    var read = read();

    assertThat(read.chain()).isEqualTo(identity.chain());
    assertThat(read.dnsNames()).contains("www.example.com");
    assertThat(read + "").isEqualTo("site");
  }

  @Test
  void the_key_must_be_that_of_the_certificate() throws Exception {
    write("key.pem", Identities.made(NOW, "b").key());

    assertUnusable(Part.KEY, "the key is not that of the certificate");
  }

  @Test
  void what_has_expired_is_not_taken() {
    assertThatThrownBy(() ->
            PemFiles.read(
                "site",
                folder.resolve("chain.pem"),
                folder.resolve("key.pem"),
                NOW.plus(Duration.ofDays(500))))
        .hasMessageStartingWith("the certificate ended on 2027-");
  }

  @Test
  void a_chain_begins_with_its_own() throws Exception {
    write("chain.pem", identity.leaf(), Identities.made(NOW, "b").leaf());

    assertUnusable(Part.CHAIN, "certificate 2 of the file did not sign the one before it");
  }

  @Test
  void a_key_with_a_passphrase_is_not_taken() throws IOException {
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + "MEQwPwYJKoZIhvcNAQUNMDIwGgYJKoZIhvcNAQUMMA0ECAAAAAAAAAAAAgEBMBQG\n"
            + "CCqGSIb3DQMHBAgAAAAAAAAAAAQBAA==\n"
            + "-----END ENCRYPTED PRIVATE KEY-----\n");

    assertUnusable(Part.KEY, "the key has a passphrase");
  }

  @Test
  void files_hold_what_they_are_named_for() throws IOException {
    Files.writeString(folder.resolve("key.pem"), "nothing");
    assertUnusable(Part.KEY, "no key in the file");

    Files.writeString(folder.resolve("chain.pem"), "nothing");
    assertUnusable(Part.CHAIN, "no certificate in the file");

    Files.delete(folder.resolve("chain.pem"));
    assertUnusable(Part.CHAIN, "the file cannot be read");
  }

  @Test
  void keys_that_listeners_do_not_take_are_told() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var small = Identities.selfSigned(generator.generateKeyPair(), NOW, "a");
    write("chain.pem", small.leaf());
    write("key.pem", small.key());
    assertUnusable(Part.CHAIN, "a key of a kind that HTTPS listeners do not take");

    var edwards =
        Identities.selfSigned(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), NOW, "a");
    write("chain.pem", edwards.leaf());
    assertUnusable(Part.CHAIN, "a key of a kind that HTTPS listeners do not take");
  }

  private Identity read() throws UnusableCertificate {
    return PemFiles.read("site", folder.resolve("chain.pem"), folder.resolve("key.pem"), NOW);
  }

  private void assertUnusable(Part part, String what) {
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            UnusableCertificate.class,
            e -> {
              assertThat(e.part()).isEqualTo(part);
              assertThat(e.what()).isEqualTo(what);
              assertThat(e.why()).isNotEmpty();
            });
  }

  private void write(String file, X509Certificate... chain) throws Exception {
    var text = new StringBuilder();
    for (var certificate : List.of(chain)) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(folder.resolve(file), text);
  }

  private void write(String file, PrivateKey key) throws IOException {
    Files.writeString(folder.resolve(file), pem("PRIVATE KEY", key.getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }
}
