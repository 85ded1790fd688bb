package dev.taskdock.smoke;

import dev.taskdock.certificates.CertificateNames;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// How the client of a probe speaks TLS: whom it trusts, and what it says where it does not.
///
/// The client of the JDK compares a certificate with the address it connects to, and a probe
/// connects to loopback whatever name it asks for; so the name is compared here.
final class ClientTls {
  private final SSLContext context;
  private final Asked asked;

  private ClientTls(TrustManager manager) throws GeneralSecurityException {
    asked = new Asked();
    context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {asked}, new TrustManager[] {manager}, new SecureRandom());
  }

  /// What a client is made with.
  SSLContext context() {
    return context;
  }

  /// A client that asks for `name`, and trusts these beside those whom the JDK trusts.
  static ClientTls trusting(List<X509Certificate> trusted, String name) {
    try {
      var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      var all =
          Stream.concat(trusted.stream(), Stream.of(pkix(null).getAcceptedIssuers())).toList();
      for (int i = 0; i < all.size(); i++) {
        anchors.setCertificateEntry("" + i, all.get(i));
      }
      return new ClientTls(new Servers(new Named(pkix(anchors), name)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A client that takes any certificate, as a load balancer takes those of its targets.
  static ClientTls trustingAnybody() {
    try {
      return new ClientTls(new Servers((_, _) -> {}));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Why there is no connection; empty where that has nothing to do with TLS. A server that does
  /// without the certificate it asked for says so after the handshake, or just goes.
  Optional<String> why(IOException failure) {
    Optional<String> why =
        asked.once
            ? Optional.of("it asks clients for a certificate, and a probe has none")
            : Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Distrusted distrusted) {
        return Optional.of(String.valueOf(distrusted.getMessage()));
      }
      if (cause instanceof SSLException && why.isEmpty()) {
        why = Optional.of(words(String.valueOf(cause.getMessage())));
      }
    }
    return why;
  }

  private static String words(String message) {
    return message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")
        ? "it does not speak TLS"
        : "no TLS connection: " + message;
  }

  private static X509TrustManager pkix(@Nullable KeyStore anchors) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return Stream.of(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// Has no certificate, and remembers whether one was asked for.
  private static final class Asked extends X509ExtendedKeyManager {
    private volatile boolean once;

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] types, Principal[] issuers, SSLEngine engine) {
      once = true;
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      once = true;
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return null;
    }
  }

  /// A certificate that no client should take, in words.
  private static final class Distrusted extends CertificateException {
    private static final long serialVersionUID = 1L;

    Distrusted(String why) {
      super(why);
    }
  }

  /// Looks at what a server shows.
  @FunctionalInterface
  private interface Check {
    void of(X509Certificate[] chain, String keyExchange) throws CertificateException;
  }

  /// Asks a check, whichever way it is asked itself. The two-argument checks would be wrapped by
  /// the JDK in a comparison of its own.
  private static final class Servers extends X509ExtendedTrustManager {
    private final Check check;

    Servers(Check check) {
      this.check = check;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine)
        throws CertificateException {
      check.of(chain, keyExchange);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange, Socket socket)
        throws CertificateException {
      check.of(chain, keyExchange);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyExchange)
        throws CertificateException {
      check.of(chain, keyExchange);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, SSLEngine engine) {
      throw new IllegalStateException("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange, Socket socket) {
      throw new IllegalStateException("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyExchange) {
      throw new IllegalStateException("a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /// Takes a certificate that somebody trusted vouches for, and that is for the name.
  private static final class Named implements Check {
    private final X509TrustManager path;
    private final String name;

    Named(X509TrustManager path, String name) {
      this.path = path;
      this.name = name;
    }

    @Override
    public void of(X509Certificate[] chain, String keyExchange) throws CertificateException {
      var leaf = chain[0];
      inTime(leaf);
      if (!CertificateNames.isFor(leaf, name)) {
        var names = CertificateNames.all(leaf);
        throw new Distrusted(
            "its certificate is for %s, not for %s"
                .formatted(names.isEmpty() ? "no name" : String.join(", ", names), name));
      }
      try {
        path.checkServerTrusted(chain, keyExchange);
      } catch (CertificateException _) {
        throw new Distrusted(
            "nobody trusted vouches for its certificate, which is from \"%s\""
                .formatted(leaf.getIssuerX500Principal().getName()));
      }
    }

    private static void inTime(X509Certificate leaf) throws Distrusted {
      try {
        leaf.checkValidity();
      } catch (CertificateExpiredException _) {
        throw new Distrusted("its certificate was good until " + leaf.getNotAfter().toInstant());
      } catch (CertificateNotYetValidException _) {
        throw new Distrusted("its certificate is good from " + leaf.getNotBefore().toInstant());
      }
    }
  }
}
