package dev.taskdock.proxy.http;

import static dev.taskdock.proxy.http.Heads.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.proxy.http.Desync.Mode;
import dev.taskdock.proxy.http.Desync.Reason;
import dev.taskdock.proxy.http.Desync.Tier;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DesyncTest {
  /// Fields are written `name: value`, several behind one another with ` & `; `\x00` is a byte.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "POST|/|HTTP/1.1|Content-Length: 10|COMPLIANT",
        "POST|/|HTTP/1.1|Content-Length:|COMPLIANT",
        "POST|/|HTTP/1.1|Transfer-Encoding: chunked|COMPLIANT",
        "POST|/|HTTP/1.1|Transfer-Encoding: gzip, chunked|COMPLIANT",
        "POST|/|HTTP/1.1|Transfer-Encoding: gzip;q=1,Chunked|COMPLIANT",
        "POST|/|HTTP/1.1|Transfer-Encoding: chunked,identity,chunked|COMPLIANT",
        "POST|/|HTTP/1.0|Content-Length: 10|COMPLIANT",
        "POST|/|HTTP/2|Content-Length: x|COMPLIANT",
        "POST|/|HTTP/3.0|Transfer-Encoding: x|COMPLIANT",
        "GET|/é|HTTP/1.1|X: é|COMPLIANT",
        "get|/|HTTP/1.1|Content-Length: 5|COMPLIANT",
        "POST|/|HTTP/1.1|Content-Length: 18446744073709551615|COMPLIANT",
        "GET|/|HTTP/1.1|Content-Length: 0|GET_HEAD_ZERO_CONTENT_LENGTH",
        "HEAD|/|HTTP/1.1|Content-Length:|GET_HEAD_ZERO_CONTENT_LENGTH",
        "GET|/|HTTP/1.1|a b: 1|NON_COMPLIANT_HEADER",
        "GET|/|HTTP/1.1|a: \\x01|NON_COMPLIANT_HEADER",
        "GET|/|HTTP/1.1|é: 1|NON_COMPLIANT_HEADER",
        "GET|/|HTTP/0.9||NON_COMPLIANT_VERSION",
        "GET|/|||NON_COMPLIANT_VERSION",
        "GET|/| HTTP/1.1||NON_COMPLIANT_VERSION",
        "GET|/|HTTP/1.2||NON_COMPLIANT_VERSION",
        "GET|/|HTTP/1.9||NON_COMPLIANT_VERSION",
        "GET|/a b|HTTP/1.1||SPACE_IN_URI",
        "GET|/\\x01|HTTP/1.1||AMBIGUOUS_URI",
        "GET|/a\\x7f b|HTTP/1.1||AMBIGUOUS_URI",
        "POST|/|HTTP/1.1|Content-Length: 1 & Transfer-Encoding: chunked|BOTH_TE_CL_PRESENT",
        "POST|/|HTTP/1.1|Content-Length: 1 & Content-Length: 1|DUPLICATE_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: 1 & Content-Length: 01|DUPLICATE_CONTENT_LENGTH",
        "GET|/|HTTP/1.1|: a|EMPTY_HEADER",
        "GET|/|HTTP/1.1|  : a|EMPTY_HEADER",
        "POST|/|HTTP/1.1|transfer_encoding: chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|transferXencoding: chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|transfer--encoding: chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|Transfer-Encoding : chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|\"transfer-encoding\": chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|tr ansfer-encoding: chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|tran\\xc5\\xbffer-encoding: chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|transfer-encod\\xc4\\xb1ng: chunked|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|content_length: 1|SUSPICIOUS_HEADER",
        "POST|/|HTTP/1.1|transferencoding: chunked|COMPLIANT",
        "POST|/|HTTP/1.1|content length: 1|NON_COMPLIANT_HEADER",
        "POST|/|HTTP/1.1|X-Transfer-Encoding: x|COMPLIANT",
        "POST|/|HTTP/1.1|transfer-encodingX: x|COMPLIANT",
        "GET|/|HTTP/1.1|Content-Length: 5|UNDEFINED_CONTENT_LENGTH_SEMANTICS",
        "POST|/|HTTP/0.9|Content-Length: 5|UNDEFINED_CONTENT_LENGTH_SEMANTICS",
        "GET|/|HTTP/1.1|Transfer-Encoding: chunked|UNDEFINED_TRANSFER_ENCODING_SEMANTICS",
        "POST|/|HTTP/1.0|Transfer-Encoding: x|UNDEFINED_TRANSFER_ENCODING_SEMANTICS",
        "GET|/|HTTP/1.1|Transfer-Encoding: chunked & Content-Length: 1|UNDEFINED_TRANSFER_ENCODING_SEMANTICS",
        "POST|/|HTTP/1.1|Content-Length: 1x|BAD_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: +1|BAD_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: -1|BAD_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: 1 0|BAD_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: 1000,1000|BAD_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: 18446744073709551616|BAD_CONTENT_LENGTH",
        "POST|/|HTTP/1.1|Content-Length: 1 & Content-Length: 2|MULTIPLE_CONTENT_LENGTH",
        "GET|/|HTTP/1.1|a: b\\x0d|BAD_HEADER",
        "GET|/|HTTP/1.1|a: b\\x0ac: d|BAD_HEADER",
        "GET|/|HTTP/1.1|a\\x00: b|BAD_HEADER",
        "G ET|/|HTTP/1.1||BAD_METHOD",
        "G\\x00T|/|HTTP/1.1||BAD_METHOD",
        "POST|/|HTTP/1.1|Transfer-Encoding: xchunked|BAD_TRANSFER_ENCODING",
        "POST|/|HTTP/1.1|Transfer-Encoding: chunked,|BAD_TRANSFER_ENCODING",
        "POST|/|HTTP/1.1|Transfer-Encoding: chunked, chunked|MULTIPLE_TRANSFER_ENCODING_CHUNKED",
        "POST|/|HTTP/1.1|Transfer-Encoding: chunked & Transfer-Encoding: chunked|MULTIPLE_TRANSFER_ENCODING_CHUNKED",
        "GET|/\\x0d|HTTP/1.1||BAD_URI",
        "GET|/\\x00|HTTP/1.1||BAD_URI",
        "GET|/|HTTP/1.10||BAD_VERSION",
        "GET|/|HTTP/0.8||BAD_VERSION",
        "GET|/|HTTP/1.x||BAD_VERSION",
        "GET|/|HTCPCP/1.0||BAD_VERSION",
      })
  void a_request_is_classified_by_the_first_of_its_worst_reasons(
      String method, String uri, String version, String fields, String reason) {
    var pairs = new ArrayList<Map.Entry<byte[], byte[]>>();
    for (var line : fields == null ? new String[0] : fields.split(" & ", -1)) {
      int colon = line.startsWith(":") ? 0 : line.indexOf(':');
      pairs.add(
          Map.entry(
              bytes(unescaped(line.substring(0, colon))),
              bytes(unescaped(line.substring(colon + 1)))));
    }

    var head =
        RequestHead.of(
            bytes(unescaped(method)),
            bytes(unescaped(uri)),
            bytes(unescaped(version == null ? "" : version)),
            pairs);

    assertThat(Desync.reason(head)).isEqualTo(Reason.valueOf(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "A: 1\\n, NON_CR_LF_LINE_TERMINATION",
    "A: 1\\r\\nno colon\\r\\n, MISSING_HEADER_COLON",
    "A: 1\\r\\n folded\\r\\n, MULTILINE_HEADER",
    "Content-Type: a;\\r\\n folded\\r\\n, COMPLIANT",
    "Content-Type: a;\\r\\n Transfer-Encoding: chunked\\r\\n, COMPLIANT",
    "A: 1\\r\\r\\n, BAD_HEADER"
  })
  void lines_that_are_none_are_seen_too(String lines, String reason) {
    var text = lines.replace("\\r", "\r").replace("\\n", "\n");

    var head = Heads.request("POST / HTTP/1.1\r\n" + text + "\r\n");

    assertThat(Desync.reason(head)).isEqualTo(Reason.valueOf(reason));
  }

  @Test
  void the_mode_says_which_tiers_are_blocked() {
    assertThat(Tier.values()).noneMatch(Mode.MONITOR::blocks);
    assertThat(Tier.values()).filteredOn(Mode.DEFENSIVE::blocks).containsExactly(Tier.SEVERE);
    assertThat(Tier.values())
        .filteredOn(Mode.STRICTEST::blocks)
        .containsExactly(Tier.ACCEPTABLE, Tier.AMBIGUOUS, Tier.SEVERE);
  }

  @Test
  void only_what_is_ambiguous_in_defensive_mode_ends_both_connections() {
    assertThat(Tier.values())
        .filteredOn(Mode.DEFENSIVE::closesAfter)
        .containsExactly(Tier.AMBIGUOUS);
    assertThat(Tier.values()).noneMatch(Mode.MONITOR::closesAfter);
  }

  private static String unescaped(String text) {
    return java.util.regex.Pattern.compile("\\\\x(..)")
        .matcher(text)
        .replaceAll(found ->
            java.util.regex.Matcher.quoteReplacement(
                String.valueOf((char) Integer.parseInt(found.group(1), 16))));
  }
}
