package dev.taskdock.proxy.tls;

import dev.taskdock.certificates.CertificateNames;
import dev.taskdock.certificates.Identity;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which of a listener's certificates a client is shown.
///
/// Source: the guide to server certificates, "SNI": of those whose name matches, by the algorithm
/// of the key, then the hash of the signature, the length of the key and the time it is valid; the
/// default where none matches.
final class CertificateChoice {
  private static final Set<Integer> ECDSA_SCHEMES = Set.of(0x0203, 0x0403, 0x0503, 0x0603);
  private static final Set<Integer> RSA_SCHEMES =
      Set.of(0x0201, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806);
  private static final Comparator<Identity> PREFERENCE =
      Comparator.<Identity, Boolean>comparing(Identity::isRsa)
          .thenComparing(CertificateChoice::isHashedWeakly)
          .thenComparing(CertificateChoice::bits, Comparator.reverseOrder())
          .thenComparing(i -> i.leaf().getNotAfter(), Comparator.reverseOrder());

  /// The default first.
  private final List<Identity> identities;

  private final SecurityPolicy policy;

  CertificateChoice(List<Identity> identities, SecurityPolicy policy) {
    this.identities = List.copyOf(identities);
    this.policy = policy;
  }

  /// The one for this client.
  Identity of(ClientHello hello) {
    return hello
        .serverName()
        .flatMap(name ->
            best(hello, i -> i.dnsNames().contains(name))
                .or(() -> best(hello, i -> i.dnsNames().contains(CertificateNames.wildcard(name)))))
        .orElse(identities.getFirst());
  }

  /// Whether one of the certificates is for the name that the client asks for.
  boolean matches(ClientHello hello) {
    return hello
        .serverName()
        .filter(name ->
            identities.stream()
                .anyMatch(i ->
                    i.dnsNames().contains(name)
                        || i.dnsNames().contains(CertificateNames.wildcard(name))))
        .isPresent();
  }

  private Optional<Identity> best(ClientHello hello, Predicate<Identity> isNamed) {
    var named = identities.stream().filter(isNamed).toList();
    return named.stream()
        .filter(i -> isVerifiable(hello, i))
        .min(PREFERENCE)
        .or(() -> named.stream().min(PREFERENCE));
  }

  private boolean isVerifiable(ClientHello hello, Identity identity) {
    var key = identity.isRsa() ? Cipher.Key.RSA : Cipher.Key.ECDSA;
    var schemes = identity.isRsa() ? RSA_SCHEMES : ECDSA_SCHEMES;
    boolean signs =
        hello.signatures().isEmpty() || schemes.stream().anyMatch(hello.signatures()::contains);
    boolean has13 = hello.version13() && policy.protocols().contains("TLSv1.3");
    return signs
        && (has13
            || policy.ciphers().stream()
                .anyMatch(c -> c.key() == key && hello.suites().contains(c.number())));
  }

  private static boolean isHashedWeakly(Identity identity) {
    var algorithm = identity.leaf().getSigAlgName().toUpperCase(Locale.ROOT);
    return algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
  }

  private static int bits(Identity identity) {
    return switch (identity.leaf().getPublicKey()) {
      case RSAKey rsa -> rsa.getModulus().bitLength();
      case ECKey curve -> curve.getParams().getOrder().bitLength();
      default -> 0;
    };
  }
}
