package dev.taskdock.certificates;

import static dev.taskdock.certificates.UnusableCertificate.Part.CHAIN;
import static dev.taskdock.certificates.UnusableCertificate.Part.KEY;

import dev.taskdock.certificates.UnusableCertificate.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// Reads certificates and keys from PEM files.
///
/// Source: the prerequisites for importing certificates into ACM, and the key types of HTTPS
/// listeners.
public final class PemFiles {
  private static final Set<Integer> CURVES = Set.of(256, 384, 521);
  private static final int SHORTEST_RSA = 2048;
  private static final int LONGEST_RSA = 4096;

  private PemFiles() {}

  /// A certificate for a listener.
  ///
  /// @param chain the file of its certificate and of those above it, in this order
  /// @param key the file of its key
  /// @throws UnusableCertificate where a listener could not use it
  public static Identity read(String name, Path chain, Path key, Instant now)
      throws UnusableCertificate {
    var certificates = chain(chain);
    var leaf = certificates.getFirst();
    checkKind(leaf.getPublicKey());
    if (now.isAfter(leaf.getNotAfter().toInstant())) {
      throw new UnusableCertificate(
          CHAIN,
          "the certificate ended on " + leaf.getNotAfter().toInstant(),
          "ACM imports no certificate that has expired.");
    }
    checkOrder(certificates);
    var secret = key(key);
    checkPair(leaf.getPublicKey(), secret);
    return new Identity(name, secret, certificates);
  }

  /// All certificates of a file, as a trust store holds them.
  ///
  /// @throws IOException where there are none, or it cannot be read
  public static List<X509Certificate> bundle(Path file) throws IOException {
    try {
      return certificates(file);
    } catch (CertificateException e) {
      throw new IOException("no certificates in " + file, e);
    }
  }

  /// All certificate revocation lists of a file.
  ///
  /// @throws IOException where there are none, or it cannot be read
  public static List<X509CRL> revocations(Path file) throws IOException {
    var read = new ArrayList<X509CRL>();
    try (InputStream in = Files.newInputStream(file)) {
      for (var one : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
        if (one instanceof X509CRL list) {
          read.add(list);
        }
      }
    } catch (CertificateException | CRLException e) {
      throw new IOException("no revocation list in " + file, e);
    }
    if (read.isEmpty()) {
      throw new IOException("no revocation list in " + file);
    }
    return read;
  }

  private static List<X509Certificate> chain(Path file) throws UnusableCertificate {
    try {
      return certificates(file);
    } catch (IOException e) {
      throw unreadable(CHAIN, e);
    } catch (CertificateException _) {
      throw new UnusableCertificate(
          CHAIN, "no certificate in the file", "It holds -----BEGIN CERTIFICATE----- blocks.");
    }
  }

  private static List<X509Certificate> certificates(Path file)
      throws IOException, CertificateException {
    var read = new ArrayList<X509Certificate>();
    try (InputStream in = Files.newInputStream(file)) {
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        if (one instanceof X509Certificate certificate) {
          read.add(certificate);
        }
      }
    }
    if (read.isEmpty()) {
      throw new CertificateException("none");
    }
    return read;
  }

  private static void checkKind(PublicKey key) throws UnusableCertificate {
    boolean usable =
        switch (key) {
          case RSAPublicKey rsa -> {
            int bits = rsa.getModulus().bitLength();
            yield SHORTEST_RSA <= bits && bits <= LONGEST_RSA;
          }
          case ECPublicKey curve -> CURVES.contains(curve.getParams().getOrder().bitLength());
          default -> false;
        };
    if (!usable) {
      throw new UnusableCertificate(
          CHAIN,
          "a key of a kind that HTTPS listeners do not take",
          "They take RSA of 2048 to 4096 bits, and ECDSA on P-256, P-384 and P-521.");
    }
  }

  private static void checkOrder(List<X509Certificate> chain) throws UnusableCertificate {
    for (int i = 1; i < chain.size(); i++) {
      var below = chain.get(i - 1);
      if (!below.getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
        throw new UnusableCertificate(
            CHAIN,
            "certificate " + (i + 1) + " of the file did not sign the one before it",
            "A chain begins with the listener's own; each next one signed the one before.");
      }
    }
  }

  private static PrivateKey key(Path file) throws UnusableCertificate {
    try (var reader = Files.newBufferedReader(file);
        var parser = new PEMParser(reader)) {
      var converter = new JcaPEMKeyConverter();
      for (var read = parser.readObject(); read != null; read = parser.readObject()) {
        switch (read) {
          case PEMKeyPair pair -> {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
          }
          case PrivateKeyInfo info -> {
            return converter.getPrivateKey(info);
          }
          case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
              throw new UnusableCertificate(
                  KEY, "the key has a passphrase", "ACM imports keys without one only.");
          default -> {
            // Parameters of a curve, which openssl writes before a key.
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(KEY, e);
    }
    throw new UnusableCertificate(
        KEY, "no key in the file", "It holds a -----BEGIN … PRIVATE KEY----- block.");
  }

  /// What one of them signs, the other must know.
  private static void checkPair(PublicKey open, PrivateKey secret) throws UnusableCertificate {
    var algorithm = open instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSA";
    boolean pair;
    try {
      var signing = Signature.getInstance(algorithm);
      signing.initSign(secret);
      signing.update((byte) 1);
      var signed = signing.sign();
      var checking = Signature.getInstance(algorithm);
      checking.initVerify(open);
      checking.update((byte) 1);
      pair = checking.verify(signed);
    } catch (GeneralSecurityException _) {
      pair = false;
    }
    if (!pair) {
      throw new UnusableCertificate(
          KEY, "the key is not that of the certificate", "ACM imports a certificate with its own.");
    }
  }

  private static UnusableCertificate unreadable(Part part, IOException e) {
    var why =
        e instanceof NoSuchFileException
            ? "There is no such file."
            : String.valueOf(e.getMessage());
    return new UnusableCertificate(part, "the file cannot be read", why);
  }
}
