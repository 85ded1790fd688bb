package dev.taskdock.cli;

import static dev.taskdock.problem.Code.TD3030;

import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.certificates.TrustStore;
import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Masked;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.HashMap;
import java.util.Optional;
import java.util.stream.Stream;

/// What the `trustStores` of `taskdock.yaml` are to listeners of other files, which name trust
/// stores by their ARNs: each is looked for by its ARN, then by its name.
///
/// What is in S3 is not fetched. Without authorities a listener could let nobody in, so that is an
/// error where it is to stand; without its revocation lists it lets in whom AWS would not, which is
/// a warning.
///
/// @param given by the names that `taskdock.yaml` has them under
/// @param severity how bad it is to have none of the authorities
record TrustStores(
    Declared declared, KnownCertificates given, Severity severity, Problems problems) {
  private static final String ARN = ":truststore/";

  /// What is known, the trust stores also by the ARNs that `balancing` names.
  KnownCertificates known(LoadBalancing balancing) {
    var trusted = new HashMap<>(given.trusted());
    named(balancing)
        // Which one is meant is not known yet where nothing has to stand.
        .filter(arn -> severity == Severity.ERROR || !declared.isMadeUp(arn))
        .forEach(arn ->
            find(arn)
                .ifPresentOrElse(
                    store -> {
                      trusted.put(arn, store);
                      tellRevocations(arn, store);
                    },
                    () -> tellMissing(arn)));
    return new KnownCertificates(given.given(), given.made(), trusted);
  }

  /// The ARNs of those that verify somebody.
  static Stream<String> named(LoadBalancing balancing) {
    return balancing.loadBalancers().stream()
        .flatMap(b -> b.listeners().stream())
        .flatMap(l -> l.tls().stream())
        .map(TlsSettings::clientCertificates)
        .filter(clients -> clients.mode() == MutualAuthentication.Mode.VERIFY)
        .flatMap(clients -> clients.trustStore().stream())
        .distinct();
  }

  private Optional<TrustStore> find(String arn) {
    return Optional.ofNullable(given.trusted().get(arn))
        .or(() -> Optional.ofNullable(given.trusted().get(name(arn))));
  }

  private void tellMissing(String arn) {
    var bundle = written(arn).flatMap(store -> store.get("CaCertificatesBundle"));
    problems.add(
        Diagnostic.of(severity, TD3030, "no local copy of the trust store " + name(arn))
            .at(place(bundle))
            .because(
                bundle
                    .map(at -> "Its authorities are in " + text(at) + ", which is not asked here.")
                    .orElse("Its authorities are in S3, which is not asked here."))
            .fixedBy(
                "say in taskdock.yaml: trustStores: {%s: {CaCertificatesBundle: ./ca.pem}}"
                    .formatted(name(arn))));
  }

  private void tellRevocations(String arn, TrustStore store) {
    var lists = written(arn).flatMap(s -> s.get("RevocationContents")).map(Nodes::scalars);
    if (lists.isEmpty() || lists.get().isEmpty() || !store.revocations().isEmpty()) {
      return;
    }
    var first = lists.get().getFirst();
    problems.add(
        Diagnostic.warning(TD3030, "no local copy of a revocation list of " + name(arn))
            .at(first.location())
            .because(
                "It is in " + text(first) + ", which is not asked here: all clients are let in.")
            .fixedBy(
                "add RevocationContents: [./revoked.crl] to trustStores.%s in taskdock.yaml"
                    .formatted(Quoted.of(name(arn)))));
  }

  private Optional<Node.Mapping> written(String arn) {
    return Stream.of(declared.tree())
        .flatMap(tree -> tree.get("trustStores").stream())
        .filter(Node.Mapping.class::isInstance)
        .flatMap(stores -> ((Node.Mapping) stores).get(arn).stream())
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .findFirst();
  }

  private Location place(Optional<Node> node) {
    return node.map(Node::location)
        .orElseGet(() -> Location.startOf(declared.tree().location().file()));
  }

  private static String text(Node node) {
    return node instanceof Node.Scalar scalar ? Masked.visible(scalar.text()) : "S3";
  }

  /// `arn:aws:elasticloadbalancing:REGION:ACCOUNT:truststore/NAME/ID`.
  private static String name(String arn) {
    int at = arn.indexOf(ARN);
    return at < 0 ? arn : arn.substring(at + ARN.length()).split("/", 2)[0];
  }
}
