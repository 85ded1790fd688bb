package dev.taskdock.app;

import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.certificates.LocalAuthority;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.proxy.tls.TlsFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What HTTPS listeners show their clients: the user's certificates, or such as are made here for
/// the names that somebody could ask for.
///
/// @param folder where the authority is that makes them
record SecureFronts(KnownCertificates known, Path folder, Instant now) {
  private static final Pattern DNS_NAME =
      Pattern.compile("(?:\\*\\.)?[-_a-z0-9]+(?:\\.[-_a-z0-9]+)*");

  /// That of one listener.
  ///
  /// @throws IOException where no certificate can be made, or one cannot be used
  TlsFront of(LoadBalancer balancer, Listener listener) throws IOException {
    var settings = listener.tls().orElseThrow();
    var identities = identities(settings, List.of(balancer.name() + ".localhost"), hosts(listener));
    var trusted =
        settings
            .clientCertificates()
            .trustStore()
            .map(store -> known.trusted().getOrDefault(store, TrustStore.NONE))
            .orElse(TrustStore.NONE);
    var attributes = balancer.attributes();
    return TlsFront.of(
        new TlsFront.Parts(
            settings,
            identities,
            trusted,
            attributes.http2(),
            attributes.headers().tlsVersionAndCipher(),
            listener.attributes()));
  }

  /// That of one TLS listener of a network load balancer.
  ///
  /// @param address where it is
  /// @throws IOException where no certificate can be made, or one cannot be used
  TlsFront of(NetworkLoadBalancer balancer, FlowListener listener, String address)
      throws IOException {
    var settings = listener.tls().orElseThrow();
    return TlsFront.of(
        new TlsFront.Parts(
            settings,
            identities(settings, List.of(balancer.name() + ".localhost", address), List.of()),
            TrustStore.NONE,
            listener.alpn().protocols(),
            false,
            ListenerAttributes.DEFAULT));
  }

  /// What a client must trust to get on with all of them: the authority of this machine, where it
  /// has made one, and the user's certificates.
  ///
  /// @throws IOException where the authority cannot be read
  List<X509Certificate> trusted() throws IOException {
    var trusted = new ArrayList<X509Certificate>();
    known.given().values().forEach(identity -> trusted.addAll(identity.chain()));
    if (Files.exists(LocalAuthority.certificateFile(folder))) {
      trusted.add(LocalAuthority.in(folder, now).certificate());
    }
    return trusted;
  }

  private List<Identity> identities(TlsSettings settings, List<String> own, List<String> hosts)
      throws IOException {
    var names = settings.certificates().isEmpty() ? List.of("") : settings.certificates();
    var identities = new ArrayList<Identity>();
    for (var name : names) {
      identities.add(identity(name, own, hosts));
    }
    return identities;
  }

  private Identity identity(String name, List<String> own, List<String> hosts) throws IOException {
    var given = known.given().get(name);
    if (given != null) {
      return given;
    }
    var asked = known.made().getOrDefault(name, hosts);
    var all =
        Stream.of(asked.stream(), Stream.of("localhost"), own.stream()).flatMap(s -> s).distinct();
    return LocalAuthority.in(folder, now)
        .issue(name, Stream.concat(all, Stream.of("127.0.0.1", "::1")).distinct().toList(), now);
  }

  /// The hosts that the rules of a listener look for, as far as a certificate can be for them.
  private static List<String> hosts(Listener listener) {
    return listener.rules().stream()
        .flatMap(rule -> rule.conditions().stream())
        .flatMap(condition -> hosts(condition).stream())
        .flatMap(List::stream)
        .map(host -> host.toLowerCase(Locale.ROOT))
        .filter(host -> DNS_NAME.matcher(host).matches())
        .distinct()
        .toList();
  }

  private static Optional<List<String>> hosts(RuleCondition condition) {
    return condition instanceof RuleCondition.HostHeader host
        ? Optional.of(host.patterns().values())
        : Optional.empty();
  }
}
