package dev.taskdock.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The cookies of sessions, as browsers keep and send them.
final class SessionCookiesTest {
  private static final Instant NOW = Instant.parse("2026-11-24T17:00:00Z");

  @Test
  void a_short_session_is_one_cookie_of_seven_days_that_scripts_cannot_read() {
    assertThat(SessionCookies.set("S", "abc", List.of(), NOW))
        .containsExactly(
            "S-0=abc; Expires=Tue, 01 Dec 2026 17:00:00 GMT; Path=/; SameSite=None; Secure;"
                + " HttpOnly");
  }

  @Test
  void a_long_one_is_several_of_at_most_4_kb_that_come_together_again() {
    var sealed = "0123456789".repeat(1_300);

    var set = SessionCookies.set("S", sealed, List.of(), NOW);

    assertThat(set).hasSize(4).allMatch(cookie -> cookie.length() <= 4096);
    var sent = set.stream().map(cookie -> cookie.split(";", 2)[0]).toList();
    assertThat(SessionCookies.joined("S", List.of(String.join("; ", sent)))).contains(sealed);
    assertThat(SessionCookies.joined("S", sent.reversed())).contains(sealed);
  }

  @Test
  void pieces_of_a_longer_session_before_are_forgotten() {
    var set = SessionCookies.set("S", "abc", List.of("S-0=x; S-1=y; S-2=z; T-3=w"), NOW);

    assertThat(set).hasSize(3);
    assertThat(set.get(1)).startsWith("S-1=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(set.get(2)).startsWith("S-2=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  }

  @Test
  void cookies_of_other_names_are_nobodys_session() {
    assertThat(SessionCookies.joined("S", List.of("S=1; SS-0=2; S-1=3"))).isEmpty();
  }
}
