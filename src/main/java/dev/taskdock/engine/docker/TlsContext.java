package dev.taskdock.engine.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// What TLS needs to know, read from the three files the docker command uses.
///
/// docker-java's own context is not used, since it goes no further than TLS 1.2, where one side
/// cannot say "no more from me" and still listen: a command that reads what is typed would lose its
/// output.
final class TlsContext {
  private static final char[] NO_SECRET = {};

  private TlsContext() {}

  static SSLContext of(Endpoint.Certificates certificates) throws IOException {
    Path folder = certificates.folder();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_SECRET);
      int number = 0;
      for (Certificate authority : read(folder.resolve("ca.pem"))) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      store.setKeyEntry(
          "own",
          key(folder.resolve("key.pem")),
          NO_SECRET,
          read(folder.resolve("cert.pem")).toArray(Certificate[]::new));
      var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(store, NO_SECRET);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException("the certificates in " + folder + " do not work: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> read(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(input);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(reader)) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PEMKeyPair pair -> converter.getKeyPair(pair).getPrivate();
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case null, default -> throw new IOException(file.getFileName() + " holds no open key");
      };
    }
  }
}
