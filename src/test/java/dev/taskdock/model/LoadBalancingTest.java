package dev.taskdock.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoadBalancingTest {
  @ParameterizedTest
  @CsvSource({
    "web, true, true",
    "web-2, true, true",
    "a--b, true, false",
    "-web, false, false",
    "web-, false, false",
    "internal-web, false, true",
    "we_b, false, false",
    "a234567890123456789012345678901234, false, false",
  })
  void names_are_those_that_aws_takes(String name, boolean balancer, boolean group) {
    assertThat(LoadBalancerName.isValid(name)).isEqualTo(balancer);
    assertThat(TargetGroupName.isValid(name)).isEqualTo(group);
  }

  @ParameterizedTest
  @CsvSource({
    "'200', 200, true",
    "'200,202', 202, true",
    "'200,202', 201, false",
    "'200-299,404', 404, true",
    "'200-299', 300, false",
  })
  void a_matcher_takes_the_codes_it_lists(String text, int code, boolean accepted) {
    var matcher = StatusMatcher.parse(text, 200, 499).orElseThrow();

    assertThat(matcher).hasToString(text);
    assertThat(matcher.accepts(code)).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "'199', ''", "'500', ''", "'299-200', ''", "'200-', ''", "'2xx', ''"})
  void what_is_no_matcher_is_none(String text, String nothing) {
    assertThat(StatusMatcher.parse(text, 200, 499)).as(nothing).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP1, false, false, true, true",
    "HTTP1, true, false, false, true",
    "HTTP1, true, true, true, false",
    "HTTP2, false, false, true, false",
    "HTTP2, true, true, true, true",
    "GRPC, false, false, true, false",
    "GRPC, true, false, false, false",
    "GRPC, true, false, true, true",
    "GRPC, true, true, true, true",
  })
  void a_group_takes_what_its_protocol_version_can_carry(
      ProtocolVersion version, boolean http2, boolean grpc, boolean post, boolean taken) {
    assertThat(version.takes(http2, grpc, post)).isEqualTo(taken);
  }

  @Test
  void either_a_count_or_a_percentage_may_be_missed() {
    var both = new TargetGroupAttributes.MinimumHealthy(2, OptionalInt.of(50));

    assertThat(both.isMetBy(2, 4)).isTrue();
    assertThat(both.isMetBy(1, 2)).isFalse();
    assertThat(both.isMetBy(2, 5)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:80, 127.0.0.1, 80", "'[::1]:8080', ::1, 8080", "web:1, web, 1"})
  void targets_are_hosts_with_ports(String text, String host, int port) {
    assertThat(TargetId.parse(text)).contains(new TargetId(host, port));
    assertThat(TargetId.parse(text)).map(TargetId::toString).contains(text);
  }

  @ParameterizedTest
  @CsvSource({"web, ''", "web:0, ''", "web:65536, ''", "::1:80, ''", "http://web:80, ''"})
  void what_is_no_target_is_none(String text, String nothing) {
    assertThat(TargetId.parse(text)).as(nothing).isEmpty();
  }
}
