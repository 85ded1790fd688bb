package dev.taskdock.engine.docker;

import java.io.FileWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// One self-signed certificate that serves as authority, engine and client, as in a home-made
/// set-up.
final class Authority {
  private static final char[] SECRET = "secret".toCharArray();

  private final KeyPair keys;
  private final X509Certificate certificate;

  private Authority(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /// An authority whose certificate is for one IP address.
  static Authority over(String address)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    var name = new X500Name("CN=taskdock test");
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            name,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
    var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
    return new Authority(
        keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
  }

  /// Writes `ca.pem`, `cert.pem` and `key.pem`.
  void write(Path folder) throws IOException {
    write(folder.resolve("ca.pem"), certificate);
    write(folder.resolve("cert.pem"), certificate);
    write(folder.resolve("key.pem"), keys.getPrivate());
  }

  /// Sockets that show this certificate and want to see it.
  SSLServerSocketFactory serverSockets() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, SECRET);
    store.setKeyEntry("engine", keys.getPrivate(), SECRET, new X509Certificate[] {certificate});
    store.setCertificateEntry("authority", certificate);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(store, SECRET);
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context.getServerSocketFactory();
  }

  private static void write(Path file, Object value) throws IOException {
    try (var writer = new JcaPEMWriter(new FileWriter(file.toFile(), StandardCharsets.US_ASCII))) {
      writer.writeObject(value);
    }
  }
}
