package dev.taskdock.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::1, 0:0:0:0:0:0:0:1",
    "2001:DB8::7:0, 2001:db8:0:0:0:0:7:0",
    "::, 0:0:0:0:0:0:0:0",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
  })
  void addresses_are_read_in_all_their_forms(String text, String canonical) {
    assertThat(IpAddress.parse(text)).map(IpAddress::toString).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "g::",
        ":1:2",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "1.2.3.4:80"
      })
  void what_is_no_address_is_none(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void bytes_of_either_length_are_addresses() {
    assertThat(IpAddress.of(new byte[] {(byte) 192, 0, 2, 1}))
        .isEqualTo(IpAddress.parse("192.0.2.1").orElseThrow());
    assertThat(IpAddress.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 255}))
        .isEqualTo(IpAddress.parse("::ff").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3/32, 10.1.2.4, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 1.2.3.4, true",
    "2001:db8::/33, 2001:db8:7fff::, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "2001:db8::/127, 2001:db8::1, true",
    "2001:db8::/127, 2001:db8::2, false",
  })
  void a_block_has_the_addresses_that_begin_like_it(
      String block, String address, boolean contains) {
    var parsed = AddressBlock.parse(block).orElseThrow();

    assertThat(parsed)
        .hasToString(
            block.replace("::/", block.startsWith("::") ? "0:0:0:0:0:0:0:0/" : ":0:0:0:0:0:0/"));
    assertThat(parsed.contains(IpAddress.parse(address).orElseThrow())).isEqualTo(contains);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "::/129", "x/8", "10.0.0.0/", "10.0.0.0/-1"})
  void what_is_no_block_is_none(String text) {
    assertThat(AddressBlock.parse(text)).isEmpty();
  }
}
