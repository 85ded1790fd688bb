package dev.taskdock.input.service;

import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerAttributes.DesyncMitigation;
import dev.taskdock.model.LoadBalancerAttributes.ForwardedFor;
import dev.taskdock.model.LoadBalancerAttributes.ForwardedHeaders;
import dev.taskdock.model.LoadBalancerAttributes.Logs;
import java.util.List;
import java.util.Locale;

/// Reads the attributes of a load balancer.
///
/// Source: ModifyLoadBalancerAttributes. Those that change nothing here (protection, zones,
/// buckets) are taken as AWS takes them.
final class BalancerAttributes {
  private static final String IDLE = "idle_timeout.timeout_seconds";
  private static final String KEEP_ALIVE = "client_keep_alive.seconds";
  private static final String DESYNC = "routing.http.desync_mitigation_mode";
  private static final String DROP = "routing.http.drop_invalid_header_fields.enabled";
  private static final String HOST = "routing.http.preserve_host_header.enabled";
  private static final String TLS = "routing.http.x_amzn_tls_version_and_cipher_suite.enabled";
  private static final String PORT = "routing.http.xff_client_port.enabled";
  private static final String FORWARDED = "routing.http.xff_header_processing.mode";
  private static final String HTTP2 = "routing.http2.enabled";
  private static final String ACCESS = "access_logs.s3.enabled";
  private static final String CONNECTIONS = "connection_logs.s3.enabled";
  private static final String CHECKS = "health_check_logs.s3.enabled";
  private static final List<String> KNOWN =
      List.of(
          IDLE,
          KEEP_ALIVE,
          DESYNC,
          DROP,
          HOST,
          TLS,
          PORT,
          FORWARDED,
          HTTP2,
          ACCESS,
          CONNECTIONS,
          CHECKS,
          "access_logs.s3.bucket",
          "access_logs.s3.prefix",
          "connection_logs.s3.bucket",
          "connection_logs.s3.prefix",
          "health_check_logs.s3.bucket",
          "health_check_logs.s3.prefix",
          "deletion_protection.enabled",
          "load_balancing.cross_zone.enabled",
          "waf.fail_open.enabled",
          "ipv6.deny_all_igw_traffic",
          "zonal_shift.config.enabled");

  private BalancerAttributes() {}

  static LoadBalancerAttributes of(Members balancer) {
    var written = Attributes.of(balancer.fields(), "LoadBalancerAttributes", KNOWN);
    var otherwise = LoadBalancerAttributes.DEFAULT;
    return new LoadBalancerAttributes(
        written.seconds(IDLE, 1, 4000, otherwise.idleTimeout()),
        written.seconds(KEEP_ALIVE, 60, 604_800, otherwise.clientKeepAlive()),
        written
            .word(DESYNC, List.of("monitor", "defensive", "strictest"))
            .map(word -> DesyncMitigation.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(otherwise.desyncMitigation()),
        written.flag(DROP, false),
        written.flag(HTTP2, true),
        new ForwardedHeaders(
            written
                .word(FORWARDED, List.of("append", "preserve", "remove"))
                .map(word -> ForwardedFor.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(ForwardedFor.APPEND),
            written.flag(HOST, false),
            written.flag(TLS, false),
            written.flag(PORT, false)),
        new Logs(
            written.flag(ACCESS, false),
            written.flag(CONNECTIONS, false),
            written.flag(CHECKS, false)));
  }
}
