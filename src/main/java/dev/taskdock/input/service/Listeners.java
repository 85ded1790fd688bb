package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4011;
import static dev.taskdock.problem.Code.TD4012;
import static dev.taskdock.problem.Code.TD4013;

import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.SecurityPolicies;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the listeners of a load balancer.
final class Listeners {
  private static final String INSERTED = "routing.http.response.";
  private static final String RENAMED = "routing.http.request.";
  private static final String SERVER = "routing.http.response.server.enabled";
  private static final Map<String, String> INSERTABLE =
      List.of(
              "strict_transport_security",
              "access_control_allow_origin",
              "access_control_allow_methods",
              "access_control_allow_headers",
              "access_control_allow_credentials",
              "access_control_expose_headers",
              "access_control_max_age",
              "content_security_policy",
              "x_content_type_options",
              "x_frame_options")
          .stream()
          .collect(Collectors.toMap(name -> INSERTED + name + ".header_value", Listeners::header));
  private static final Map<String, String> RENAMABLE =
      List.of(
              "x_amzn_mtls_clientcert_serial_number",
              "x_amzn_mtls_clientcert_issuer",
              "x_amzn_mtls_clientcert_subject",
              "x_amzn_mtls_clientcert_validity",
              "x_amzn_mtls_clientcert_leaf",
              "x_amzn_mtls_clientcert",
              "x_amzn_tls_version",
              "x_amzn_tls_cipher_suite")
          .stream()
          .collect(Collectors.toMap(name -> RENAMED + name + ".header_name", Listeners::header));

  /// What a value may have beside letters, digits and blanks.
  private static final String MARKS =
      "_ : ; . , \\ / ' ? ! ( ) { } [ ] @ < > = - + * # & ` | ~ ^ %";

  private static final Pattern VALUE =
      Pattern.compile("[A-Za-z0-9 " + Pattern.quote(MARKS.replace(" ", "")) + "]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]*");

  private final Names names;
  private final Map<Integer, Location> ports;

  /// @param ports where each port is claimed that is claimed already, by whatever load balancer:
  ///   there is one machine
  Listeners(Names names, Map<Integer, Location> ports) {
    this.names = names;
    this.ports = ports;
  }

  List<Listener> of(Members balancer) {
    var listeners = new ArrayList<Listener>();
    balancer
        .objects("Listeners", Shape.LISTENER)
        .forEach(listener -> listener(listener).ifPresent(listeners::add));
    return listeners;
  }

  private Optional<Listener> listener(Members listener) {
    listener.expect("Protocol", "HTTP");
    listener.expect("Port", "80");
    var protocol = listener.word("Protocol", List.of("HTTP", "HTTPS"));
    if (listener.has("AlpnPolicy")) {
      listener.tell(
          TD4012,
          "\"AlpnPolicy\" on a listener of an application load balancer",
          "AlpnPolicy",
          "It belongs to TLS listeners of network load balancers; others offer HTTP/2 or do not.",
          "remove it, or set routing.http2.enabled");
    }
    boolean secured = protocol.filter("HTTPS"::equals).isPresent();
    var tls = secured ? Optional.of(tls(listener)) : withoutTls(listener);
    var port = listener.number("Port", 1, 65_535).filter(p -> isFree(listener, p));
    var actions = new Actions(names, secured);
    var rules = new Rules(actions).of(listener);
    var defaults = actions.of(listener, "DefaultActions");
    var attributes = attributes(listener);
    return port.flatMap(p -> defaults.map(d -> new Listener(p, tls, rules, d, attributes)));
  }

  private boolean isFree(Members listener, int port) {
    var here = listener.fields().locationOf("Port");
    var other = Optional.ofNullable(ports.putIfAbsent(port, here));
    other.ifPresent(place ->
        listener
            .fields()
            .add(
                Diagnostic.error(TD4011, "two listeners at port " + port)
                    .at(here)
                    .because("All load balancers share the ports of this machine.")
                    .fixedBy("give one of them another port")
                    .seeAlso(place, "the other one")));
    return other.isEmpty();
  }

  private static Optional<TlsSettings> withoutTls(Members listener) {
    for (var name : List.of("Certificates", "SslPolicy", "MutualAuthentication")) {
      if (listener.has(name)) {
        listener.tell(
            TD4012,
            Quoted.of(name) + " on a listener without TLS",
            name,
            "It belongs to HTTPS listeners.",
            "write Protocol: HTTPS, or remove it");
      }
    }
    return Optional.empty();
  }

  /// How a listener speaks TLS that does.
  static TlsSettings tls(Members listener) {
    var policy = listener.text("SslPolicy");
    if (policy.filter(p -> !SecurityPolicies.NAMES.contains(p)).isPresent()) {
      listener.tell(
          TD4013,
          "no security policy is called " + Quoted.of(policy.get()),
          "SslPolicy",
          "AWS answers SSLPolicyNotFound.",
          "write "
              + Quoted.of(
                  Nearest.of(policy.get(), SecurityPolicies.NAMES)
                      .orElse("ELBSecurityPolicy-TLS13-1-2-2021-06")));
    }
    var certificates =
        listener.objects("Certificates", Shape.CERTIFICATE).stream()
            .flatMap(c -> c.due("CertificateArn", "NAME").stream())
            .toList();
    return new TlsSettings(
        policy.filter(SecurityPolicies.NAMES::contains).orElse(TlsSettings.DEFAULT.policy()),
        certificates,
        listener
            .object("MutualAuthentication", Shape.MUTUAL_AUTHENTICATION)
            .map(Listeners::mutual)
            .orElse(MutualAuthentication.OFF));
  }

  private static MutualAuthentication mutual(Members settings) {
    settings.expect("Mode", "verify");
    var mode = settings.word("Mode", List.of("off", "passthrough", "verify"));
    var store = settings.text("TrustStoreArn");
    if (mode.filter("verify"::equals).isPresent()) {
      settings.expect("TrustStoreArn", "./ca.pem");
    }
    return new MutualAuthentication(
        mode.map(m -> MutualAuthentication.Mode.valueOf(m.toUpperCase(Locale.ROOT)))
            .orElse(MutualAuthentication.Mode.OFF),
        store,
        settings.fields().flag("IgnoreClientCertificateExpiry").orElse(false),
        settings
            .word("AdvertiseTrustStoreCaNames", List.of("on", "off"))
            .filter("on"::equals)
            .isPresent());
  }

  private static ListenerAttributes attributes(Members listener) {
    var known = new ArrayList<>(INSERTABLE.keySet());
    known.addAll(RENAMABLE.keySet());
    known.add(SERVER);
    var attributes = Attributes.of(listener.fields(), "ListenerAttributes", known);
    return new ListenerAttributes(
        attributes.flag(SERVER, true),
        headers(
            attributes, INSERTABLE, VALUE, "A value has letters, digits and blanks, and " + MARKS),
        headers(attributes, RENAMABLE, NAME, "A name of a header has letters, digits, - and _."));
  }

  /// The values of those attributes that are set, by the header that each is about.
  private static Map<String, String> headers(
      Attributes attributes, Map<String, String> known, Pattern allowed, String rule) {
    var values = new HashMap<String, String>();
    known.forEach((key, header) -> {
      var value = attributes.text(key);
      if (value.filter(v -> v.length() > 1024).isPresent()) {
        attributes.tell(key, "A value has at most 1024 characters.");
      } else if (value.filter(v -> !allowed.matcher(v).matches()).isPresent()) {
        attributes.tell(key, rule);
      }
      value.filter(v -> !v.isEmpty()).ifPresent(v -> values.put(header, v));
    });
    return values;
  }

  /// `x_frame_options` → `X-Frame-Options`.
  private static String header(String words) {
    return List.of(words.split("_", -1)).stream()
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining("-"));
  }
}
