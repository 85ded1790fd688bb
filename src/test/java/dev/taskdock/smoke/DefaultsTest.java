package dev.taskdock.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.app.FrontOptions;
import dev.taskdock.app.Workload;
import dev.taskdock.certificates.Identities;
import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.model.AlpnPolicy;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.MutualAuthentication;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.probe.Probe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DefaultsTest {
  private final KnownCertificates known =
      new KnownCertificates(
          Map.of("given", Identities.made(Instant.now(), "shop.test", "localhost")),
          Map.of("made", List.of("10.0.0.1", "*.example.com")),
          Map.of());

  @Test
  void a_listener_with_tls_is_asked_by_a_name_that_its_default_certificate_is_for() {
    assertThat(titles(listener(443, "given", "made"), listener(8443, "made"), listener(9443)))
        .containsExactly(
            "HTTPS at web:443 as shop.test",
            "HTTPS at web:8443 as www.example.com",
            "HTTPS at web:9443");
  }

  @Test
  void a_listener_without_tls_or_one_that_verifies_its_clients_is_not_asked() {
    var verify =
        new MutualAuthentication(
            MutualAuthentication.Mode.VERIFY, Optional.of("store"), false, false);

    assertThat(
            titles(
                listener(80, Optional.empty()),
                listener(443, Optional.of(new TlsSettings("policy", List.of(), verify)))))
        .isEmpty();
  }

  @Test
  void a_tls_listener_of_a_network_load_balancer_is_tried_by_its_name_and_those_of_tcp_are_not() {
    var balancer =
        new NetworkLoadBalancer(
            new LoadBalancerName("flows"),
            List.of(
                flows(443, FlowProtocol.TLS, Optional.of(tls("given"))),
                flows(8443, FlowProtocol.TLS, Optional.of(tls())),
                flows(80, FlowProtocol.TCP, Optional.empty())),
            false,
            false,
            List.of());
    var front =
        new Workload.Front(List.of(), List.of(), Map.of(), FrontOptions.DEFAULT, known)
            .with(List.of(balancer), Map.of());

    assertThat(Defaults.secured(front).stream().map(Probe::name))
        .containsExactly("TLS at flows:443 as shop.test", "TLS at flows:8443");
  }

  private static FlowListener flows(int port, FlowProtocol protocol, Optional<TlsSettings> tls) {
    return new FlowListener(
        port,
        protocol,
        tls,
        AlpnPolicy.NONE,
        RuleAction.Forward.to(new TargetGroupName("app")),
        FlowListener.IDLE_TIMEOUT);
  }

  private static TlsSettings tls(String... certificates) {
    return new TlsSettings("policy", List.of(certificates), MutualAuthentication.OFF);
  }

  private List<String> titles(Listener... listeners) {
    var balancer =
        new LoadBalancer(
            new LoadBalancerName("web"), List.of(listeners), LoadBalancerAttributes.DEFAULT);
    return Defaults.secured(
            new Workload.Front(List.of(balancer), List.of(), Map.of(), FrontOptions.DEFAULT, known))
        .stream()
        .map(Probe::name)
        .toList();
  }

  private static Listener listener(int port, String... certificates) {
    return listener(port, Optional.of(tls(certificates)));
  }

  private static Listener listener(int port, Optional<TlsSettings> tls) {
    return new Listener(
        port,
        tls,
        List.of(),
        RuleActions.of(new RuleAction.FixedResponse(200, Optional.empty(), "here")),
        ListenerAttributes.DEFAULT);
  }
}
