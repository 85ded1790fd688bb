package dev.taskdock.proxy.tls;

import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How one HTTPS or TLS listener speaks TLS with its clients.
public final class TlsFront {
  /// What a front is made of.
  ///
  /// @param identities the listener's certificates, the default first
  /// @param trusted its trust store
  /// @param alpn the protocols that are offered, the most preferred first; empty for no ALPN
  /// @param tellsSession `routing.http.x_amzn_tls_version_and_cipher_suite.enabled`
  public record Parts(
      TlsSettings settings,
      List<Identity> identities,
      TrustStore trusted,
      List<String> alpn,
      boolean tellsSession,
      ListenerAttributes attributes) {
    public Parts {
      identities = List.copyOf(identities);
      alpn = List.copyOf(alpn);
    }

    /// Those of an application load balancer's listener.
    ///
    /// @param http2 `routing.http2.enabled`
    public Parts(
        TlsSettings settings,
        List<Identity> identities,
        TrustStore trusted,
        boolean http2,
        boolean tellsSession,
        ListenerAttributes attributes) {
      this(
          settings,
          identities,
          trusted,
          http2
              ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
              : List.of(ApplicationProtocolNames.HTTP_1_1),
          tellsSession,
          attributes);
    }
  }

  private final CertificateChoice choice;
  private final IdentityHashMap<Identity, SslContext> contexts = new IdentityHashMap<>();
  private final TlsFields fields;
  private final boolean asksClients;
  private final boolean verifiesClients;

  private TlsFront(Parts parts, Provider provider) throws SSLException {
    var settings = parts.settings();
    var policy = SecurityPolicy.named(settings.policy());
    choice = new CertificateChoice(parts.identities(), policy);
    fields = new TlsFields(parts.tellsSession(), settings.clientCertificates(), parts.attributes());
    asksClients = settings.clientCertificates().mode() != MutualAuthentication.Mode.OFF;
    verifiesClients = settings.clientCertificates().mode() == MutualAuthentication.Mode.VERIFY;
    var tickets = tickets();
    for (var identity : parts.identities()) {
      contexts.put(identity, context(identity, policy, parts, provider, tickets));
    }
  }

  /// The front of a listener.
  ///
  /// @throws SSLException where a certificate or the policy cannot be used
  public static TlsFront of(Parts parts) throws SSLException {
    return new TlsFront(parts, Provider.best());
  }

  static TlsFront of(Parts parts, Provider provider) throws SSLException {
    return new TlsFront(parts, provider);
  }

  /// The names, in lower case, of fields that no client may bring itself.
  public Set<String> ownFields() {
    return fields.names();
  }

  /// The fields that tell targets about a connection, in their order.
  public Map<String, String> fields(Secured secured) {
    return fields.of(secured);
  }

  /// Speaks TLS on a connection that was just accepted, and hands it on.
  ///
  /// @param plain makes the bytes with which a client that does not speak TLS is answered
  /// @param then what becomes of the connection
  public void begin(SocketChannel channel, Supplier<byte[]> plain, Takers then) {
    channel.pipeline().addLast(new Greeting(this, plain, then));
  }

  /// Who takes a connection when it is known how it is secured.
  ///
  /// @param http1 takes one that speaks HTTP/1.1
  /// @param http2 takes one that speaks HTTP/2
  /// @param failed told of one that is not secured, with what the connection log says of the
  ///   client's certificate, if the listener asks for one
  public record Takers(
      BiConsumer<SocketChannel, Secured> http1,
      BiConsumer<SocketChannel, Secured> http2,
      Consumer<Optional<String>> failed) {}

  /// The same for one who does not care what is spoken in TLS; who does not speak it is shut out.
  public void begin(SocketChannel channel, BiConsumer<SocketChannel, Secured> taken) {
    begin(channel, () -> new byte[0], new Takers(taken, taken, _ -> {}));
  }

  /// Whether clients are asked for certificates.
  boolean asksClients() {
    return asksClients;
  }

  /// What the connection log says of a handshake that failed.
  Optional<String> verification(@Nullable Throwable failure) {
    return asksClients
        ? Optional.of("Failed:" + Unverified.code(failure).orElse("UnmappedConnectionError"))
        : Optional.empty();
  }

  CertificateChoice choice() {
    return choice;
  }

  /// Speaks TLS on one connection.
  SslHandler handler(Identity identity, ByteBufAllocator buffers) {
    var context =
        Objects.requireNonNull(contexts.get(identity), "a certificate of another listener");
    if (verifiesClients && context.sessionContext() instanceof OpenSslServerSessionContext all) {
      // Who was verified once is verified again. BoringSSL gives tickets in TLS 1.3 whatever is
      // said, so none may be good any more when the next connection comes.
      all.setTicketKeys(tickets());
    }
    return context.newHandler(buffers);
  }

  private static SslContext context(
      Identity identity,
      SecurityPolicy policy,
      Parts parts,
      Provider provider,
      OpenSslSessionTicketKey tickets)
      throws SSLException {
    var clients = parts.settings().clientCertificates();
    var builder =
        SslContextBuilder.forServer(identity.key(), identity.chain())
            .sslProvider(provider.netty())
            .protocols(policy.protocols())
            .ciphers(
                policy.ciphers().stream().map(Cipher::registeredName).toList(),
                (wanted, _, supported) -> {
                  var kept = new ArrayList<String>();
                  wanted.forEach(name -> {
                    if (supported.contains(name)) {
                      kept.add(name);
                    }
                  });
                  return kept.toArray(String[]::new);
                })
            .applicationProtocolConfig(protocols(parts.alpn()))
            .clientAuth(
                switch (clients.mode()) {
                  case OFF -> ClientAuth.NONE;
                  case PASSTHROUGH -> ClientAuth.OPTIONAL;
                  case VERIFY -> ClientAuth.REQUIRE;
                });
    provider.exchange(builder, policy.postQuantum());
    if (clients.mode() != MutualAuthentication.Mode.OFF) {
      builder.trustManager(new ClientCertificates(clients, parts.trusted()));
    }
    var context = builder.build();
    boolean resumes = clients.mode() != MutualAuthentication.Mode.VERIFY;
    if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
      sessions.setSessionCacheEnabled(resumes);
      sessions.setTicketKeys(tickets);
    } else if (!resumes) {
      context.sessionContext().setSessionTimeout(1);
    }
    return context;
  }

  private static OpenSslSessionTicketKey tickets() {
    var random = new SecureRandom();
    var name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
    var hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
    var aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
    random.nextBytes(name);
    random.nextBytes(hmac);
    random.nextBytes(aes);
    return new OpenSslSessionTicketKey(name, hmac, aes);
  }

  private static ApplicationProtocolConfig protocols(List<String> offered) {
    return offered.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            offered);
  }
}
