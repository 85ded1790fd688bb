package dev.taskdock.proxy.tls;

import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.MutualAuthentication;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Judges the certificates that clients of one listener show.
///
/// Source: the guide to mutual TLS of application load balancers: depth, kinds of keys, what is
/// looked at in each mode.
final class ClientCertificates extends X509ExtendedTrustManager {
  private static final int DEEPEST = 4;
  private static final int SHORTEST_RSA = 2048;
  private static final int LONGEST_RSA = 8192;
  private static final Set<Integer> CURVES = Set.of(256, 384, 521);
  private static final Set<String> PURPOSES = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

  private final MutualAuthentication mode;
  private final List<X509Certificate> trusted;
  private final List<X509CRL> revocations;

  ClientCertificates(MutualAuthentication mode, TrustStore store) {
    this.mode = mode;
    this.trusted = store.authorities();
    this.revocations = store.revocations();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    switch (mode.mode()) {
      case OFF, PASSTHROUGH -> {}
      case VERIFY -> verify(List.of(chain));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, kind);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, kind);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw new CertificateException("a listener has no servers");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, kind);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, kind);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return mode.advertisesCaNames()
        ? trusted.toArray(X509Certificate[]::new)
        : new X509Certificate[0];
  }

  private void verify(List<X509Certificate> chain) throws CertificateException {
    var leaf = chain.getFirst();
    if (!isOfUsableKey(leaf.getPublicKey())) {
      throw new Unverified("ClientCertTypeUnsupported", "a key that listeners do not take");
    }
    var purposes = leaf.getExtendedKeyUsage();
    if (purposes != null && purposes.stream().noneMatch(PURPOSES::contains)) {
      throw new Unverified("ClientCertPurposeInvalid", "not a certificate for clients");
    }
    var path = path(chain, leaf);
    if (!revocations.isEmpty()) {
      lookUp(path, chain);
    }
  }

  /// How the trust store comes to vouch for a client.
  private CertPath path(List<X509Certificate> chain, X509Certificate leaf)
      throws CertificateException {
    try {
      var selector = new X509CertSelector();
      selector.setCertificate(leaf);
      var parameters = new PKIXBuilderParameters(anchors(), selector);
      parameters.setRevocationEnabled(false);
      parameters.setMaxPathLength(DEEPEST - 1);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      if (mode.ignoresExpiry()) {
        parameters.setDate(momentOf(chain));
      }
      return CertPathBuilder.getInstance("PKIX").build(parameters).getCertPath();
    } catch (GeneralSecurityException e) {
      throw new Unverified(code(chain), "nobody of the trust store vouches for it: " + e);
    }
  }

  private Set<TrustAnchor> anchors() {
    return trusted.stream().map(c -> new TrustAnchor(c, null)).collect(Collectors.toSet());
  }

  /// Looks a client and those above it up in the revocation lists. Whose authority has none here is
  /// not revoked; a list that is out of date or that its authority has not signed says nothing, and
  /// AWS does not say what it makes of that, but has a code for it.
  private void lookUp(CertPath path, List<X509Certificate> chain) throws CertificateException {
    for (var undetermined : undetermined(path, chain)) {
      judge((X509Certificate) path.getCertificates().get(undetermined.getIndex()));
    }
  }

  private List<CertPathValidatorException> undetermined(CertPath path, List<X509Certificate> chain)
      throws CertificateException {
    try {
      var validator = CertPathValidator.getInstance("PKIX");
      var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOptions(EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK, Option.SOFT_FAIL));
      var parameters = new PKIXParameters(anchors());
      parameters.setRevocationEnabled(false);
      parameters.addCertPathChecker(checker);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations)));
      if (mode.ignoresExpiry()) {
        parameters.setDate(momentOf(chain));
      }
      validator.validate(path, parameters);
      return checker.getSoftFailExceptions();
    } catch (CertPathValidatorException e) {
      throw e.getReason() == CertPathValidatorException.BasicReason.REVOKED
          ? new Unverified("ClientCertCrlHit", "it is revoked")
          : new Unverified("ClientCertCrlProcessingError", "the lists cannot be looked into: " + e);
    } catch (GeneralSecurityException e) {
      throw new Unverified("ClientCertCrlProcessingError", "the lists cannot be looked into: " + e);
    }
  }

  /// Judges a certificate of which no list could say whether it is revoked. Lists are younger than
  /// a certificate that has expired, which is good enough where that does not matter.
  private void judge(X509Certificate certificate) throws CertificateException {
    var lists =
        revocations.stream()
            .filter(l -> l.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
            .toList();
    if (mode.ignoresExpiry() && lists.stream().anyMatch(l -> l.isRevoked(certificate))) {
      throw new Unverified("ClientCertCrlHit", "it is revoked");
    }
    if (!lists.isEmpty() && !mode.ignoresExpiry()) {
      throw new Unverified("ClientCertCrlProcessingError", "no list of its authority is good");
    }
  }

  /// What is wrong with a chain that leads to nobody who is trusted.
  @SuppressWarnings("JavaUtilDate") // the certificates' own type
  private String code(List<X509Certificate> chain) {
    if (chain.size() > DEEPEST) {
      return "ClientCertMaxChainDepthExceeded";
    }
    var now = new Date();
    if (chain.stream().anyMatch(c -> c.getNotBefore().after(now))) {
      return "ClientCertNotYetValid";
    }
    boolean expired = chain.stream().anyMatch(c -> c.getNotAfter().before(now));
    return expired && !mode.ignoresExpiry() ? "ClientCertExpired" : "ClientCertUntrusted";
  }

  /// When all of a chain that has expired was still valid.
  @SuppressWarnings("JavaUtilDate") // the certificates' own type
  private static Date momentOf(List<X509Certificate> chain) {
    var now = new Date();
    return chain.stream()
        .map(X509Certificate::getNotAfter)
        .filter(end -> end.before(now))
        .min(Date::compareTo)
        .orElse(now);
  }

  private static boolean isOfUsableKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> {
        int bits = rsa.getModulus().bitLength();
        yield SHORTEST_RSA <= bits && bits <= LONGEST_RSA;
      }
      case ECPublicKey curve -> CURVES.contains(curve.getParams().getOrder().bitLength());
      default -> false;
    };
  }

  @Override
  public String toString() {
    return mode.mode() + " by " + Arrays.toString(getAcceptedIssuers());
  }
}
