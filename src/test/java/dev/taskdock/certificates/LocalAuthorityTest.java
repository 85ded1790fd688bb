package dev.taskdock.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The authority that makes certificates on this machine.
final class LocalAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void it_is_made_once_and_found_again() throws IOException {
    var first = LocalAuthority.in(folder.resolve("state/ca"), NOW);
    var second = LocalAuthority.in(folder.resolve("state/ca"), NOW);

    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(first.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
  }

  @Test
  void nobody_else_may_read_its_key() throws IOException {
    LocalAuthority.in(folder.resolve("ca"), NOW);

    assertThat(Files.getPosixFilePermissions(folder.resolve("ca/ca.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("ca")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @RepeatedTest(20)
  void of_many_that_begin_together_one_is_taken() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> opening = () -> LocalAuthority.in(folder.resolve("ca"), NOW).fingerprint();
      var fingerprints = threads.invokeAll(Stream.generate(() -> opening).limit(8).toList());

      assertThat(fingerprints).extracting(f -> f.get()).containsOnly(fingerprints.getFirst().get());
    }
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("ca"));
    }
  }

  @Test
  void who_trusts_it_trusts_what_it_issues() throws Exception {
    var authority = LocalAuthority.in(folder.resolve("ca"), NOW);
    var issued = authority.issue("a", List.of("www.example.com", "*.b.test", "127.0.0.1"), NOW);

    var trust = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    trust.setRevocationEnabled(false);
    trust.setDate(java.util.Date.from(NOW));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(issued.leaf()));
    assertThat(CertPathValidator.getInstance("PKIX").validate(path, trust)).isNotNull();
    assertThat(issued.dnsNames()).containsExactly("www.example.com", "*.b.test");
    assertThat(issued.leaf().getSubjectAlternativeNames())
        .anySatisfy(name -> assertThat(name.get(1)).isEqualTo("127.0.0.1"));
    assertThat(Duration.between(NOW, issued.leaf().getNotAfter().toInstant()))
        .isLessThan(Duration.ofDays(398));
  }

  @Test
  void one_that_is_over_is_told_rather_than_used() throws IOException {
    LocalAuthority.in(folder.resolve("ca"), NOW);

    assertThatThrownBy(
            () -> LocalAuthority.in(folder.resolve("ca"), NOW.plus(Duration.ofDays(4000))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the certificate ended on 2036-")
        .hasMessageContaining("remove the folder");
  }
}
