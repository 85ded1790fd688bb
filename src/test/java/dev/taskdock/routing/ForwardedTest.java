package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.IpAddress;
import dev.taskdock.model.LoadBalancerAttributes.ForwardedFor;
import dev.taskdock.model.LoadBalancerAttributes.ForwardedHeaders;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForwardedTest {
  private static final IpAddress PEER = IpAddress.v4(0x7f000001);
  private static final String FRESH = TraceId.fresh(0x63441c4a, 0xabcdef01, 0x2345678912345678L);

  @ParameterizedTest
  @CsvSource({
    "'', APPEND, 127.0.0.1",
    "127.0.0.4, APPEND, '127.0.0.4, 127.0.0.1'",
    "'127.0.0.4, 127.0.0.8', APPEND, '127.0.0.4, 127.0.0.8, 127.0.0.1'",
    "127.0.0.4, PRESERVE, 127.0.0.4",
    "'', PRESERVE, ''",
    "127.0.0.4, REMOVE, ''",
  })
  void addresses_are_appended_kept_or_removed(String incoming, ForwardedFor mode, String onward) {
    var settings = new ForwardedHeaders(mode, false, false, false);
    List<String> lines = incoming.isEmpty() ? List.of() : List.of(incoming);

    var result = Forwarded.addresses(lines, settings, PEER, 34567);

    assertThat(String.join("|", result)).isEqualTo(onward);
  }

  @Test
  void several_lines_become_one_and_the_port_is_told_where_wanted() {
    var settings = new ForwardedHeaders(ForwardedFor.APPEND, false, false, true);
    var v6 = IpAddress.parse("2001:db8::1").orElseThrow();

    assertThat(Forwarded.addresses(List.of("1.1.1.1", "2.2.2.2"), settings, PEER, 34567))
        .containsExactly("1.1.1.1, 2.2.2.2, 127.0.0.1:34567");
    assertThat(Forwarded.addresses(List.of(), settings, v6, 1))
        .containsExactly("[2001:db8:0:0:0:0:0:1]:1");
  }

  @Test
  void thirty_addresses_are_taken_and_no_more() {
    var thirty = String.join(", ", java.util.Collections.nCopies(30, "1.1.1.1"));

    assertThat(Forwarded.hasTooManyAddresses(List.of(thirty))).isFalse();
    assertThat(Forwarded.hasTooManyAddresses(List.of(thirty, "2.2.2.2"))).isTrue();
    assertThat(Forwarded.hasTooManyAddresses(List.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "80, Example.com, false, example.com",
    "443, example.com:80, false, example.com",
    "80, Example.com:80, true, Example.com:80",
    "8080, example.com, false, example.com:8080",
    "8080, example.com:8080, false, example.com:8080",
    "8080, example.com, true, example.com",
    "80, '[::1]:80', false, '[::1]'",
  })
  void the_host_goes_on_as_the_listener_and_the_attribute_say(
      int port, String asked, boolean preserves, String onward) {
    var settings = new ForwardedHeaders(ForwardedFor.APPEND, preserves, false, false);

    assertThat(Forwarded.host(Optional.of(asked), settings, port, "lb")).isEqualTo(onward);
  }

  @Test
  void who_asks_for_no_host_asks_for_the_load_balancer() {
    assertThat(Forwarded.host(Optional.empty(), ForwardedHeaders.DEFAULT, 80, "lb"))
        .isEqualTo("lb");
  }

  @Test
  void a_trace_id_is_a_version_a_time_and_96_bits() {
    assertThat(FRESH).isEqualTo("1-63441c4a-abcdef012345678912345678");
  }

  @ParameterizedTest
  @CsvSource({
    "'', Root=<fresh>",
    "Root=1-a-b, Self=<fresh>;Root=1-a-b",
    "Root=1-a-b;CalledFrom=app, Self=<fresh>;Root=1-a-b;CalledFrom=app",
    "Self=1-c-d;Root=1-a-b, Self=<fresh>;Root=1-a-b",
    "Self=1-c-d, Root=<fresh>",
    "CalledFrom=app, Root=<fresh>;CalledFrom=app",
  })
  void a_trace_that_came_in_goes_on_behind_our_own_id(String incoming, String onward) {
    var result = TraceId.onward(Optional.of(incoming).filter(i -> !i.isEmpty()), FRESH, false);

    assertThat(result).isEqualTo(onward.replace("<fresh>", FRESH));
  }

  @Test
  void a_trace_gives_way_where_the_headers_are_too_large() {
    assertThat(TraceId.onward(Optional.of("Root=1-a-b"), FRESH, true)).isEqualTo("Root=" + FRESH);
  }

  @Test
  void of_several_faults_the_first_in_order_decides() {
    var all = new Admission.Facts(OptionalInt.of(414), true, true, true, true);
    var blocked = new Admission.Facts(OptionalInt.empty(), true, true, true, true);
    var trace = new Admission.Facts(OptionalInt.empty(), false, true, true, true);
    var addresses = new Admission.Facts(OptionalInt.empty(), false, false, true, true);
    var coding = new Admission.Facts(OptionalInt.empty(), false, false, false, true);
    var none = new Admission.Facts(OptionalInt.empty(), false, false, false, false);

    assertThat(List.of(all, blocked, trace, addresses, coding))
        .extracting(facts -> Admission.refusal(facts).orElseThrow())
        .containsExactly(414, 400, 405, 463, 501);
    assertThat(Admission.refusal(none)).isEmpty();
  }
}
