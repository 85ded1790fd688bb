package dev.taskdock.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which certificate a client is shown.
final class CertificateChoiceTest {
  @SuppressWarnings(
      "TimeInStaticInitializer") // certificates are valid for longer than a test takes
  private static final Instant NOW = Instant.now();

  private static final SecurityPolicy POLICY =
      SecurityPolicy.named("ELBSecurityPolicy-TLS13-1-2-2021-06");
  private static final Set<Integer> BOTH = Set.of(0x0403, 0x0804, 0x0401);
  private static final Identity FIRST = Identities.made(NOW, "first.test");
  private static final Identity ECDSA = Identities.made(NOW, "a.test");
  private static final Identity RSA = Identities.rsa("rsa", 2048, NOW, "a.test");

  @Test
  void who_asks_for_nobody_gets_the_default() {
    assertThat(choice(FIRST, ECDSA).of(ClientHello.SILENT)).isSameAs(FIRST);
  }

  @Test
  void who_asks_for_a_stranger_gets_the_default() {
    assertThat(choice(FIRST, ECDSA).of(asking("b.test", BOTH))).isSameAs(FIRST);
    assertThat(choice(FIRST, ECDSA).matches(asking("b.test", BOTH))).isFalse();
  }

  @Test
  void the_name_decides_first() {
    assertThat(choice(FIRST, RSA).of(asking("a.test", BOTH))).isSameAs(RSA);
    assertThat(choice(FIRST, RSA).matches(asking("a.test", BOTH))).isTrue();
  }

  @Test
  void an_exact_name_goes_before_a_wildcard() {
    var wild = Identities.made(NOW, "*.x.test");
    var exact = Identities.rsa("exact", 2048, NOW, "www.x.test");

    assertThat(choice(FIRST, wild, exact).of(asking("www.x.test", BOTH))).isSameAs(exact);
    assertThat(choice(FIRST, wild, exact).of(asking("api.x.test", BOTH))).isSameAs(wild);
    assertThat(choice(FIRST, wild, exact).of(asking("x.test", BOTH))).isSameAs(FIRST);
    assertThat(choice(FIRST, wild, exact).of(asking("a.b.x.test", BOTH))).isSameAs(FIRST);
  }

  @Test
  void of_two_for_one_name_ecdsa_is_taken() {
    assertThat(choice(FIRST, RSA, ECDSA).of(asking("a.test", BOTH))).isSameAs(ECDSA);
  }

  @Test
  void a_client_without_ecdsa_gets_rsa() {
    assertThat(choice(FIRST, ECDSA, RSA).of(asking("a.test", Set.of(0x0804)))).isSameAs(RSA);

    var old = new ClientHello(Optional.of("a.test"), Set.of(0xc02f), BOTH, false);
    assertThat(choice(FIRST, ECDSA, RSA).of(old)).isSameAs(RSA);
  }

  @Test
  void the_longer_key_and_then_the_longer_life_is_taken() {
    var longer = Identities.rsa("longer", 3072, NOW, "a.test");
    assertThat(choice(FIRST, RSA, longer).of(asking("a.test", BOTH))).isSameAs(longer);

    var later = Identities.made(NOW.plus(Duration.ofDays(1)), "a.test");
    assertThat(choice(FIRST, ECDSA, later).of(asking("a.test", BOTH))).isSameAs(later);
  }

  private static CertificateChoice choice(Identity... identities) {
    return new CertificateChoice(List.of(identities), POLICY);
  }

  private static ClientHello asking(String name, Set<Integer> signatures) {
    return new ClientHello(Optional.of(name), Set.of(0x1301, 0xc02b, 0xc02f), signatures, true);
  }
}
