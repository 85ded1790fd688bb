package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FlowLogEntryTest {
  private static final Instant ENDED = Instant.parse("2026-11-29T23:59:01.987Z");

  @Test
  void a_line_has_the_fields_of_aws_in_their_order() {
    var entry =
        entry(
            Optional.of(
                new FlowLogEntry.Tls(
                    "arn:aws:acm:eu-central-1:1:certificate/a",
                    "ECDHE-RSA-AES128-GCM-SHA256",
                    "TLSv1.2",
                    Optional.of("www.example.com"),
                    Optional.of("h2"))));

    assertThat(entry.text())
        .isEqualTo(
            "tls 2.0 2026-11-29T23:59:01 net/cache/1 2 127.0.0.1:51341 127.128.0.9:443 5012 2 98"
                + " 246 - arn:aws:acm:eu-central-1:1:certificate/a - ECDHE-RSA-AES128-GCM-SHA256"
                + " tlsv12 - www.example.com h2 h2 - 2026-11-29T23:58:56");
    assertThat(entry.text().split(" ")).hasSize(22);
  }

  @Test
  void of_a_handshake_that_failed_nothing_is_known() {
    assertThat(entry(Optional.empty()).text())
        .endsWith(" 98 246 - - - - - - - - - - 2026-11-29T23:58:56");
  }

  @Test
  void metrics_have_the_names_of_aws_at_the_prometheus_endpoint_too() {
    assertThat(FlowMetric.TCP_ELB_Reset_Count.prometheusName())
        .isEqualTo("aws_networkelb_tcp_elb_reset_count_total");
    assertThat(FlowMetric.ActiveFlowCount_TLS.prometheusName())
        .isEqualTo("aws_networkelb_active_flow_count_tls");
    assertThat(FlowMetric.UnHealthyHostCount.prometheusName())
        .isEqualTo("aws_networkelb_unhealthy_host_count");
    assertThat(Metric.RequestCount.prometheusName())
        .isEqualTo("aws_applicationelb_request_count_total");
  }

  private static FlowLogEntry entry(Optional<FlowLogEntry.Tls> tls) {
    return new FlowLogEntry(
        ENDED,
        "net/cache/1",
        "2",
        "127.0.0.1:51341",
        "127.128.0.9:443",
        Duration.ofMillis(5_012),
        Duration.ofMillis(2),
        98,
        246,
        tls);
  }
}
