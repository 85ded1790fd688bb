package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.AccessLogEntry.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class LogsTest {
  private static final Instant BEGAN = Instant.parse("2018-07-02T22:22:48.364Z");
  private static final Instant ENDED = Instant.parse("2018-07-02T22:23:00.186641Z");

  @Test
  void a_request_is_logged_as_in_the_guide() {
    var entry =
        entry(
            line("GET", Optional.of("curl/7.46.0")),
            new AccessLogEntry.Outcome(
                200,
                OptionalInt.of(200),
                Optional.of("10.0.0.1:80"),
                Optional.of(
                    "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067")),
            Optional.of(Duration.ofMillis(1)),
            new Judgement(
                OptionalInt.of(0),
                List.of("forward"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rewritten.NOTHING));

    assertThat(entry.text())
        .isEqualTo(
            "http 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188"
                + " 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366"
                + " \"GET http://www.example.com:80/ HTTP/1.1\" \"curl/7.46.0\" - -"
                + " arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067"
                + " \"Root=1-58337262-36d228ad5d99923122bbe354\" \"-\" \"-\" 0"
                + " 2018-07-02T22:22:48.364000Z \"forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\""
                + " \"-\" \"-\" TID_1234abcd5678ef90 \"-\" \"-\" \"-\"");
  }

  @Test
  void a_request_that_was_refused_has_lines_for_what_there_is_not() {
    var entry =
        entry(
            line("", Optional.of("say \"hi\"\n\u00e9")),
            new AccessLogEntry.Outcome(
                400, OptionalInt.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            new Judgement(
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new AccessLogEntry.Classification("Severe", "BadMethod")),
                Rewritten.NOTHING));

    assertThat(entry.text())
        .contains(" - -1 -1 -1 400 - 34 366 \"- http://www.example.com:80/- -\"")
        .contains(" \"say \\\"hi\\\"\\x0A\\xE9\" - - - ")
        .contains(" \"-\" \"-\" \"-\" \"-\" \"-\" \"Severe\" \"BadMethod\" TID_");
  }

  @Test
  void a_connection_is_logged_with_what_its_handshake_and_certificate_say() {
    var plain =
        new ConnectionLogEntry(
            ENDED,
            "10.0.0.9",
            4000,
            80,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "TID_1");
    var mutual =
        new ConnectionLogEntry(
            ENDED,
            "10.0.0.9",
            4000,
            443,
            Optional.of(
                new ConnectionLogEntry.Handshake(
                    "TLSv1.3",
                    "TLS_AES_128_GCM_SHA256",
                    Duration.ofMillis(4),
                    Optional.of("x25519"))),
            Optional.of(
                new ConnectionLogEntry.Certificate("CN=me,O=us", "NotBefore=a;NotAfter=b", "0A0B")),
            Optional.of("Success"),
            "TID_2");

    assertThat(plain.text())
        .isEqualTo("2018-07-02T22:23:00.186641Z 10.0.0.9 4000 80 - - - \"-\" - - - TID_1 -");
    assertThat(mutual.text())
        .isEqualTo(
            "2018-07-02T22:23:00.186641Z 10.0.0.9 4000 443 TLSv1.3 TLS_AES_128_GCM_SHA256 0.004"
                + " \"CN=me,O=us\" NotBefore=a;NotAfter=b 0A0B Success TID_2 x25519");
  }

  @Test
  void a_probe_is_logged_as_in_the_guide() {
    assertThat(probe(new ProbeResult.Answered(200)))
        .isEqualTo(
            "http 2018-07-02T22:23:00.186641Z 0.019584011 172.31.20.97:80 HCLogsTestIPs"
                + " PASS 200 -");
    assertThat(probe(new ProbeResult.Answered(503))).endsWith(" FAIL 503 ResponseCodeMismatch");
    assertThat(probe(new ProbeResult.TimedOut())).endsWith(" FAIL - TimedOut");
    assertThat(probe(new ProbeResult.Broken("reset"))).endsWith(" FAIL - ConnectionReset");
  }

  @Test
  void each_metric_has_a_name_that_prometheus_takes() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::prometheusName))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("aws_applicationelb_[a-z][a-z0-9_]*"))
        .contains(
            "aws_applicationelb_request_count_total",
            "aws_applicationelb_http_code_elb_5xx_count_total",
            "aws_applicationelb_unhealthy_host_count",
            "aws_applicationelb_target_response_time_seconds",
            "aws_applicationelb_target_tls_negotiation_error_count_total");
  }

  @Test
  void numbers_are_exposed_by_metric_with_their_dimensions() {
    var balancer = Map.of("LoadBalancer", "app/web/1");
    var samples =
        List.of(
            new Sample(Metric.TargetResponseTime, Map.of("TargetGroup", "a\"b"), 1.25, 4),
            new Sample(Metric.RequestCount, balancer, 3, 0),
            new Sample(Metric.HealthyHostCount, Map.of(), 2, 0));

    assertThat(Sample.text(samples))
        .isEqualTo(
            """
            # HELP aws_applicationelb_request_count_total RequestCount of CloudWatch
            # TYPE aws_applicationelb_request_count_total counter
            aws_applicationelb_request_count_total{LoadBalancer="app/web/1"} 3
            # HELP aws_applicationelb_target_response_time_seconds TargetResponseTime of CloudWatch
            # TYPE aws_applicationelb_target_response_time_seconds summary
            aws_applicationelb_target_response_time_seconds_sum{TargetGroup="a\\"b"} 1.25
            aws_applicationelb_target_response_time_seconds_count{TargetGroup="a\\"b"} 4
            # HELP aws_applicationelb_healthy_host_count HealthyHostCount of CloudWatch
            # TYPE aws_applicationelb_healthy_host_count gauge
            aws_applicationelb_healthy_host_count 2
            """);
  }

  private static String probe(ProbeResult result) {
    var group =
        new TargetGroup(
            new TargetGroupName("HCLogsTestIPs"),
            false,
            ProtocolVersion.HTTP1,
            80,
            TargetHealthCheck.standard(ProtocolVersion.HTTP1),
            TargetGroupAttributes.DEFAULT);
    return new HealthCheckLogEntry(
            ENDED, Duration.ofNanos(19_584_011), new TargetId("172.31.20.97", 80), group, result)
        .text();
  }

  private static AccessLogEntry.Line line(String method, Optional<String> agent) {
    return new AccessLogEntry.Line(method, "http", "www.example.com:80", "/", "HTTP/1.1", agent);
  }

  private static AccessLogEntry entry(
      AccessLogEntry.Line line,
      AccessLogEntry.Outcome outcome,
      Optional<Duration> target,
      Judgement judgement) {
    var others = target.map(_ -> Duration.ZERO);
    return new AccessLogEntry(
        "http",
        "app/my-loadbalancer/50dc6c495c0c9188",
        "192.168.131.39:2817",
        line,
        new AccessLogEntry.Times(BEGAN, ENDED, others, target, others),
        outcome,
        new AccessLogEntry.Bytes(34, 366),
        AccessLogEntry.Tls.NONE,
        new AccessLogEntry.Tracing(
            "Root=1-58337262-36d228ad5d99923122bbe354", "TID_1234abcd5678ef90"),
        judgement);
  }
}
