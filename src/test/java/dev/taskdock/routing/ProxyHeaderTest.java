package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Byte for byte what AWS was seen to send.
final class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /// The vector of AWS's own library, of a connection that came by an endpoint of a VPC.
  @Test
  void a_connection_by_an_endpoint_has_the_header_that_aws_publishes() {
    var header =
        ProxyHeader.of(
            false,
            address("172.31.7.113"),
            51_442,
            address("172.31.10.31"),
            80,
            "vpce-08d2bf15fac5001c9");

    assertThat(hex(header))
        .isEqualTo(
            SIGNATURE
                + "21110054"
                + "ac1f0771ac1f0a1fc8f20050"
                + "030004e8d6892d"
                + "ea001701"
                + hex("vpce-08d2bf15fac5001c9".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                + "040024"
                + "00".repeat(36));
  }

  /// As a game server received it in front of a datagram.
  @Test
  void a_datagram_has_the_header_that_was_seen_in_front_of_one() {
    var header =
        ProxyHeader.of(true, address("116.240.207.35"), 27_910, address("172.16.0.193"), 27_900);

    assertThat(hex(header))
        .isEqualTo(
            SIGNATURE
                + "21120054"
                + "74f0cf23ac1000c16d066cfc"
                + "030004ccbb0757"
                + "04003e"
                + "00".repeat(62));
  }

  @Test
  void addresses_of_ipv6_are_told_whole() {
    var header = ProxyHeader.of(false, address("2001:db8::1"), 1, address("2001:db8::2"), 2);

    assertThat(hex(header))
        .startsWith(
            SIGNATURE
                + "2121006c"
                + "20010db8000000000000000000000001"
                + "20010db8000000000000000000000002"
                + "00010002"
                + "030004");
    assertThat(header).hasSize(16 + 0x6c);
  }

  @Test
  void a_health_check_speaks_for_nobody() {
    assertThat(hex(ProxyHeader.ofHealthCheck())).startsWith(SIGNATURE + "20000007" + "030004");
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
