package dev.taskdock.input.overlay;

import static dev.taskdock.problem.Code.TD1041;
import static dev.taskdock.problem.Code.TD1055;

import dev.taskdock.certificates.Identity;
import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.certificates.PemFiles;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.certificates.UnusableCertificate;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.MutualAuthentication.Mode;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The `certificates` and `trustStores` of `taskdock.yaml`.
///
/// ```
/// certificates:
///   arn:aws:acm:eu-central-1:123456789012:certificate/1f6e: {chain: ./site.crt, key: ./site.key}
///   arn:aws:acm:eu-central-1:123456789012:certificate/2b0c: {names: ["*.example.com"]}
/// trustStores:
///   arn:aws:elasticloadbalancing:…:truststore/clients/73e2: ./clients-ca.pem
///   arn:aws:elasticloadbalancing:…:truststore/staff/9c01:
///     {CaCertificatesBundle: ./staff-ca.pem, RevocationContents: [./staff.crl]}
/// ```
///
/// @param folder where paths begin
record CertificateSection(Path folder) {
  private static final Pattern NAME =
      Pattern.compile("(?:\\*\\.)?[A-Za-z0-9_](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?|[0-9A-Fa-f:]+");

  /// What there is for the certificates that `balancers` name.
  KnownCertificates read(Fields overlay, List<LoadBalancer> balancers) {
    var given = new HashMap<String, Identity>();
    var made = new HashMap<String, List<String>>();
    overlay
        .object("certificates")
        .ifPresent(section -> {
          for (var member : section.members()) {
            section
                .objectAt(member)
                .ifPresent(fields -> {
                  Overlay.tellUnknown(fields, List.of("chain", "key", "names"));
                  if (fields.has("names")) {
                    names(fields).ifPresent(names -> made.put(member.name(), names));
                  } else {
                    identity(fields, member).ifPresent(i -> given.put(member.name(), i));
                  }
                });
          }
        });
    return new KnownCertificates(given, made, trusted(overlay, balancers));
  }

  private static Optional<List<String>> names(Fields fields) {
    if (fields.has("chain") || fields.has("key")) {
      fields.add(
          fault("a certificate with both names and files", fields.location())
              .because("One of names is made here, one of files is there already.")
              .fixedBy("leave names out, or chain and key"));
      return Optional.empty();
    }
    var names = fields.texts("names", "[www.example.com]");
    var wrong = names.stream().filter(name -> !NAME.matcher(name).matches()).findFirst();
    wrong.ifPresent(name ->
        fields.add(
            fault(Quoted.of(name) + " is no name of a host", fields.locationOf("names"))
                .because("It is a DNS name, with *. in front for all of one domain, or an address.")
                .fixedBy("write it as www.example.com")));
    return names.isEmpty() || wrong.isPresent() ? Optional.empty() : Optional.of(names);
  }

  private Optional<Identity> identity(Fields fields, Node.Member member) {
    var chain = path(fields, "chain", "./site.crt");
    var key = path(fields, "key", "./site.key");
    if (chain.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      var now = InstantSource.system().instant();
      return Optional.of(PemFiles.read(member.name(), chain.get(), key.get(), now));
    } catch (UnusableCertificate e) {
      var at =
          switch (e.part()) {
            case CHAIN -> "chain";
            case KEY -> "key";
          };
      fields.add(
          fault(e.what(), fields.locationOf(at))
              .because(e.why())
              .fixedBy("name other files, or write {names: [www.example.com]} to have one made"));
      return Optional.empty();
    }
  }

  private Optional<Path> path(Fields fields, String name, String example) {
    if (!fields.has(name)) {
      fields.add(
          fault("a certificate without " + Quoted.of(name), fields.location())
              .because("It is a chain and its key, in two PEM files.")
              .fixedBy("add " + name + ": " + example));
      return Optional.empty();
    }
    return fields
        .text(name)
        .flatMap(text -> {
          try {
            return Optional.of(folder.resolve(text).normalize());
          } catch (InvalidPathException _) {
            fields.add(fault("not a path", fields.locationOf(name)));
            return Optional.empty();
          }
        });
  }

  private Map<String, TrustStore> trusted(Fields overlay, List<LoadBalancer> balancers) {
    var revocations = new HashMap<String, List<X509CRL>>();
    var files = new LinkedHashMap<String, String>();
    var places = new HashMap<String, Location>();
    overlay
        .object("trustStores")
        .ifPresent(section -> {
          for (var member : section.members()) {
            bundle(section, member, revocations)
                .ifPresent(file -> {
                  files.put(member.name(), file);
                  places.put(member.name(), member.value().location());
                });
          }
        });
    balancers.stream()
        .flatMap(balancer -> balancer.listeners().stream())
        .flatMap(listener -> listener.tls().stream())
        .map(tls -> tls.clientCertificates())
        .filter(clients -> clients.mode() == Mode.VERIFY)
        .flatMap(clients -> clients.trustStore().stream())
        .forEach(store -> {
          // What is not mapped to a file is the path of one.
          files.putIfAbsent(store, store);
          places.putIfAbsent(store, overlay.locationOf("loadBalancers"));
        });
    var trusted = new HashMap<String, TrustStore>();
    files.forEach((store, file) -> {
      try {
        trusted.put(
            store,
            new TrustStore(
                PemFiles.bundle(folder.resolve(file)), revocations.getOrDefault(store, List.of())));
      } catch (IOException | InvalidPathException _) {
        overlay.add(
            Diagnostic.error(TD1041, "no CA certificates in " + Quoted.of(file))
                .at(Optional.ofNullable(places.get(store)).orElse(overlay.location()))
                .because("A trust store is a file of -----BEGIN CERTIFICATE----- blocks here.")
                .fixedBy("name the file in trustStores: {" + store + ": ./ca.pem}"));
      }
    });
    return trusted;
  }

  /// The file of a trust store's authorities, after reading its revocation lists.
  private Optional<String> bundle(
      Fields section, Node.Member member, Map<String, List<X509CRL>> revocations) {
    if (member.value() instanceof Node.Scalar) {
      return section.textAt(member);
    }
    return section
        .objectAt(member)
        .flatMap(store -> {
          Overlay.tellUnknown(store, List.of("CaCertificatesBundle", "RevocationContents"));
          var lists = new ArrayList<X509CRL>();
          for (var file : store.texts("RevocationContents", "./revoked.crl")) {
            lists.addAll(lists(store, file));
          }
          revocations.put(member.name(), lists);
          if (!store.has("CaCertificatesBundle")) {
            store.add(
                fault("a trust store without \"CaCertificatesBundle\"", store.location())
                    .because("It is a file of the authorities that vouch for clients.")
                    .fixedBy("add CaCertificatesBundle: ./ca.pem"));
          }
          return store.text("CaCertificatesBundle");
        });
  }

  private List<X509CRL> lists(Fields store, String file) {
    try {
      return PemFiles.revocations(folder.resolve(file));
    } catch (IOException | InvalidPathException _) {
      store.add(
          Diagnostic.error(TD1041, "no revocation list in " + Quoted.of(file))
              .at(store.locationOf("RevocationContents"))
              .because("A revocation list is a file of -----BEGIN X509 CRL----- blocks, or DER.")
              .fixedBy("name the file that the authority has made"));
      return List.of();
    }
  }

  private static Diagnostic fault(String what, Location location) {
    return Diagnostic.error(TD1055, what).at(location);
  }
}
