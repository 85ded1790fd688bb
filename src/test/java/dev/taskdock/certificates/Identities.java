package dev.taskdock.certificates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Certificates for tests.
public final class Identities {
  private static final LocalAuthority AUTHORITY = authority();
  private static final Identity CLIENTS = clients();

  private Identities() {}

  /// The authority that makes them.
  public static LocalAuthority authorityOfTests() {
    return AUTHORITY;
  }

  /// One with an ECDSA key, called by the first of its names.
  public static Identity made(Instant now, String... names) {
    return AUTHORITY.issue(names[0], List.of(names), now);
  }

  /// One with an RSA key of so many bits, called `name`.
  public static Identity rsa(String name, int bits, Instant now, String dnsName) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      var signed = selfSigned(generator.generateKeyPair(), now, dnsName);
      return new Identity(name, signed.key(), signed.chain());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One that nobody vouches for but itself.
  public static Identity selfSigned(KeyPair pair, Instant now, String dnsName) {
    try {
      var name = new X500Principal("CN=" + dnsName);
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(4711),
              Date.from(now.minus(Duration.ofDays(1))),
              Date.from(now.plus(Duration.ofDays(90))),
              name,
              pair.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
      var signer =
          new JcaContentSignerBuilder(algorithm(pair.getPublic())).build(pair.getPrivate());
      return new Identity(
          dnsName,
          pair.getPrivate(),
          List.of(new JcaX509CertificateConverter().getCertificate(builder.build(signer))));
    } catch (OperatorCreationException | CertIOException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a server speaks TLS with that shows this one.
  public static SSLContext context(Identity identity) {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "0", identity.key(), new char[0], identity.chain().toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The authority that vouches for clients.
  public static X509Certificate clientsAuthority() {
    return CLIENTS.leaf();
  }

  /// A client's certificate, valid for a day up to `end`, with its authority's behind it.
  public static Identity client(String subject, Instant end) {
    return client(subject, 0x03A5B1, end);
  }

  /// The same with a serial number of its own.
  public static Identity client(String subject, long serialNumber, Instant end) {
    try {
      var pair = pair();
      var builder =
          new JcaX509v3CertificateBuilder(
              CLIENTS.leaf(),
              BigInteger.valueOf(serialNumber),
              Date.from(end.minus(Duration.ofDays(1))),
              Date.from(end),
              new X500Principal(subject),
              pair.getPublic());
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(CLIENTS.key());
      return new Identity(
          subject,
          pair.getPrivate(),
          List.of(
              new JcaX509CertificateConverter().getCertificate(builder.build(signer)),
              CLIENTS.leaf()));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A revocation list of the authority that vouches for clients, good for a day from `since` on.
  public static X509CRL revoking(Instant since, long... serialNumbers) {
    return revoking(CLIENTS.key(), CLIENTS.leaf().getSubjectX500Principal(), since, serialNumbers);
  }

  /// A list that says it is the authority's, signed by somebody else.
  public static X509CRL forged(Instant since, long... serialNumbers) {
    try {
      var name = CLIENTS.leaf().getSubjectX500Principal();
      return revoking(pair().getPrivate(), name, since, serialNumbers);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A list of another authority.
  public static X509CRL elsewhere(Instant since, long... serialNumbers) {
    return revoking(CLIENTS.key(), new X500Principal("CN=others"), since, serialNumbers);
  }

  private static X509CRL revoking(
      PrivateKey key, X500Principal name, Instant since, long... serialNumbers) {
    try {
      var builder = new JcaX509v2CRLBuilder(name, Date.from(since));
      builder.setNextUpdate(Date.from(since.plus(Duration.ofDays(1))));
      for (long number : serialNumbers) {
        builder.addCRLEntry(BigInteger.valueOf(number), Date.from(since), CRLReason.keyCompromise);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      return new JcaX509CRLConverter().getCRL(builder.build(signer));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Identity clients() {
    try {
      var pair = pair();
      var name = new X500Principal("CN=clients");
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(now.minus(Duration.ofDays(1000))),
              Date.from(now.plus(Duration.ofDays(90))),
              name,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      return new Identity(
          "clients",
          pair.getPrivate(),
          List.of(new JcaX509CertificateConverter().getCertificate(builder.build(signer))));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String algorithm(PublicKey key) {
    if (key instanceof RSAKey) {
      return "SHA256withRSA";
    }
    return key.getAlgorithm().startsWith("Ed") ? "Ed25519" : "SHA256withECDSA";
  }

  private static LocalAuthority authority() {
    try {
      var folder = Files.createTempDirectory("taskdock-test");
      folder.toFile().deleteOnExit();
      return LocalAuthority.in(Path.of(folder + "", "ca"), Instant.now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
