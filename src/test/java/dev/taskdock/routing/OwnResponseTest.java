package dev.taskdock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.RuleAction.FixedResponse;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OwnResponseTest {
  private static final Instant NOW = Instant.parse("2026-11-04T12:00:00Z");

  @Test
  void an_error_page_is_the_one_seen_on_the_wire() {
    var response = OwnResponse.page(503, true, NOW);

    assertThat(response.text(true, false))
        .isEqualTo(
            "HTTP/1.1 503 Service Temporarily Unavailable\r\n"
                + "Server: awselb/2.0\r\n"
                + "Date: Wed, 04 Nov 2026 12:00:00 GMT\r\n"
                + "Content-Type: text/html\r\n"
                + "Content-Length: 162\r\n"
                + "Connection: keep-alive\r\n"
                + "\r\n"
                + "<html>\r\n"
                + "<head><title>503 Service Temporarily Unavailable</title></head>\r\n"
                + "<body>\r\n"
                + "<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n"
                + "</body>\r\n"
                + "</html>\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "400, 122, close", "502, 122, keep-alive", "301, 134, keep-alive", "302, 110, keep-alive",
    "403, 118, keep-alive", "405, 122, keep-alive", "408, 132, close", "413, 148, close",
    "414, 142, close", "500, 142, keep-alive", "501, 130, keep-alive", "504, 132, keep-alive",
    "505, 152, close"
  })
  void pages_have_the_lengths_and_ends_that_were_seen(int status, int length, String connection) {
    var text = OwnResponse.page(status, true, NOW).text(true, false);

    assertThat(text).contains("\r\nContent-Length: " + length + "\r\nConnection: " + connection);
    assertThat(text.length() - text.indexOf("\r\n\r\n") - 4).isEqualTo(length);
  }

  @Test
  void a_status_that_only_alb_has_comes_without_a_phrase() {
    assertThat(OwnResponse.page(464, true, NOW).statusLine()).isEqualTo("HTTP/1.1 464");
  }

  @Test
  void a_redirect_ends_with_its_location_and_answers_head_without_a_body() {
    var redirect = new Route.RedirectTo(1, 301, "https://h:443/");

    var text = OwnResponse.redirect(redirect, true, NOW).text(false, true);

    assertThat(text)
        .endsWith("Content-Length: 134\r\nConnection: close\r\nLocation: https://h:443/\r\n\r\n");
  }

  @Test
  void a_fixed_response_says_its_charset() {
    var fixed = new FixedResponse(200, Optional.of("text/plain"), "grüß");

    assertThat(OwnResponse.fixed(fixed, true, NOW).text(true, false))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\n"
                + "Server: awselb/2.0\r\n"
                + "Date: Wed, 04 Nov 2026 12:00:00 GMT\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: 6\r\n"
                + "Connection: keep-alive\r\n\r\ngrüß");
  }

  @Test
  void a_listener_that_hides_who_answers_says_no_server() {
    var empty = new FixedResponse(404, Optional.empty(), "");

    assertThat(OwnResponse.fixed(empty, false, NOW).text(true, false))
        .isEqualTo(
            "HTTP/1.1 404 Not Found\r\n"
                + "Date: Wed, 04 Nov 2026 12:00:00 GMT\r\n"
                + "Content-Length: 0\r\n"
                + "Connection: keep-alive\r\n\r\n");
  }

  @Test
  void a_client_of_grpc_gets_headers_alone() {
    var response = OwnResponse.grpc(502, NOW);

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.headers())
        .extracting(h -> h.getKey() + ": " + h.getValue())
        .containsExactly(
            "server: awselb/2.0",
            "date: Wed, 04 Nov 2026 12:00:00 GMT",
            "grpc-status: 14",
            "grpc-message: unavailable",
            "content-length: 0");
  }
}
