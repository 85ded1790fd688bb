package dev.taskdock.certificates;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The authority that makes certificates on this machine, for nobody but those who trust it: a
/// certificate for all to read, and a key for its owner alone.
public final class LocalAuthority {
  private static final Duration LIFE = Duration.ofDays(3650);

  /// Apple's and the browsers' longest.
  private static final Duration LIFE_OF_ISSUED = Duration.ofDays(397);

  private static final Duration SLOW_CLOCKS = Duration.ofHours(1);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final X509Certificate certificate;
  private final Identity identity;

  private LocalAuthority(Identity identity) {
    this.identity = identity;
    this.certificate = identity.leaf();
  }

  /// The authority whose files are in `folder`; it is made if there is none, or its time is over.
  ///
  /// @throws IOException where the files cannot be read or written
  public static LocalAuthority in(Path folder, Instant now) throws IOException {
    if (Files.exists(certificateFile(folder))) {
      try {
        return new LocalAuthority(
            PemFiles.read("taskdock", certificateFile(folder), keyFile(folder), now));
      } catch (UnusableCertificate e) {
        throw new IOException(
            "the authority in %s is of no use: %s; remove the folder, and another is made"
                .formatted(folder, e.what()),
            e);
      }
    }
    return made(folder, now);
  }

  /// Where the certificate of the authority is, for those who are to trust it.
  public static Path certificateFile(Path folder) {
    return folder.resolve("ca.pem");
  }

  /// The authority's own certificate.
  public X509Certificate certificate() {
    return certificate;
  }

  /// Its SHA-256 digest, as it is shown where one is asked whether to trust it.
  public String fingerprint() {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A certificate for these names or addresses.
  public Identity issue(String name, List<String> dnsNames, Instant now) {
    try {
      var pair = pair();
      var subject = new X500Principal("O=taskdock, CN=" + commonName(dnsNames));
      var builder =
          new JcaX509v3CertificateBuilder(
              certificate,
              serial(),
              Date.from(now.minus(SLOW_CLOCKS)),
              Date.from(now.plus(LIFE_OF_ISSUED)),
              subject,
              pair.getPublic());
      var extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(certificate))
          .addExtension(Extension.subjectAlternativeName, false, alternatives(dnsNames));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(identity.key());
      var issued = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new Identity(name, pair.getPrivate(), List.of(issued, certificate));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LocalAuthority made(Path folder, Instant now) throws IOException {
    var parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    var fresh = Files.createTempDirectory(parent, "ca");
    var authority = root(now);
    try (var key = open(keyFile(fresh), PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      key.writeObject(new JcaPKCS8Generator(authority.key(), null));
    }
    try (var certificate = open(certificateFile(fresh))) {
      certificate.writeObject(authority.leaf());
    }
    try {
      // All at once, so that of two that begin together one is taken by both.
      Files.move(fresh, folder);
    } catch (FileSystemException e) {
      // Between the look whether it is there and the move, another's may have come.
      if (!Files.exists(certificateFile(folder))) {
        throw e;
      }
      Files.delete(keyFile(fresh));
      Files.delete(certificateFile(fresh));
      Files.delete(fresh);
      return in(folder, now);
    }
    return new LocalAuthority(authority);
  }

  private static Identity root(Instant now) {
    try {
      var pair = pair();
      var user = System.getProperty("user.name", "");
      var name = new X500Principal("O=taskdock, CN=taskdock local CA" + word(user));
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              Date.from(now.minus(SLOW_CLOCKS)),
              Date.from(now.plus(LIFE)),
              name,
              pair.getPublic());
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new Identity("taskdock", pair.getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaPEMWriter open(Path file, FileAttribute<?>... attributes) throws IOException {
    Files.createFile(file, attributes);
    Writer writer = Files.newBufferedWriter(file);
    return new JcaPEMWriter(writer);
  }

  private static Path keyFile(Path folder) {
    return folder.resolve("ca.key");
  }

  private static KeyPair pair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName,
                    name))
            .toArray(GeneralName[]::new));
  }

  private static String commonName(List<String> names) {
    return names.isEmpty() ? "localhost" : names.getFirst().replaceAll("[^-*.:A-Za-z0-9]", "");
  }

  private static String word(String user) {
    var plain = user.replaceAll("[^-_.A-Za-z0-9]", "");
    return plain.isEmpty() ? "" : " of " + plain;
  }
}
