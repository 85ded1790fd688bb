package dev.taskdock.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Stickiness;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StickyCookiesTest {
  private static final Instant NOON = Instant.parse("2026-11-04T12:00:00Z");
  private static final TargetId TARGET = new TargetId("10.0.0.1", 80);
  private static final Stickiness LB = new Stickiness.LbCookie(Duration.ofHours(1));
  private static final Stickiness APP = new Stickiness.AppCookie("SID", Duration.ofHours(1));
  private static final StickyCookies COOKIES =
      new StickyCookies(Seal.of("0123456789abcdef".getBytes(US_ASCII)));

  @Test
  void a_client_that_sends_its_cookie_back_is_with_its_target() {
    var cookies = COOKIES.keep(TARGET, LB, true, NOON, 1);

    var request = Asked.get("http://h/").with("Cookie", "a=b; " + pair(cookies.getFirst()));

    assertThat(cookies.getFirst())
        .matches("AWSALB=[A-Za-z0-9+/=]+; Expires=Wed, 11 Nov 2026 12:00:00 GMT; Path=/");
    assertThat(cookies.getLast())
        .matches("AWSALBCORS=[A-Za-z0-9+/=]+; Expires=.* GMT; Path=/; SameSite=None; Secure");
    assertThat(COOKIES.target(request, LB, NOON.plusSeconds(60))).contains(TARGET);
  }

  @Test
  void the_twin_across_sites_counts_where_both_come_back() {
    var other = new TargetId("10.0.0.2", 80);
    var first = COOKIES.keep(TARGET, LB, false, NOON, 1);
    var second = COOKIES.keep(other, LB, false, NOON, 2);

    var request =
        Asked.get("http://h/")
            .with("Cookie", pair(first.getFirst()) + "; " + pair(second.getLast()));

    assertThat(second.getLast()).endsWith("; Path=/; SameSite=None");
    assertThat(COOKIES.target(request, LB, NOON)).contains(other);
  }

  @Test
  void a_cookie_that_is_over_or_not_ours_is_as_good_as_none() {
    var cookie = pair(COOKIES.keep(TARGET, LB, false, NOON, 1).getFirst());

    var request = Asked.get("http://h/").with("Cookie", cookie);
    var changed = Asked.get("http://h/").with("Cookie", cookie.replaceFirst("=.", "=0"));
    var foreign = Asked.get("http://h/").with("Cookie", "AWSALB=%%%; x=y");

    assertThat(COOKIES.target(request, LB, NOON.plusSeconds(3600))).isEmpty();
    assertThat(COOKIES.target(changed, LB, NOON)).isEmpty();
    assertThat(COOKIES.target(foreign, LB, NOON)).isEmpty();
    assertThat(COOKIES.target(Asked.get("http://h/"), LB, NOON)).isEmpty();
  }

  @Test
  void an_applications_cookie_holds_only_beside_that_of_the_load_balancer() {
    var cookies = COOKIES.keep(TARGET, APP, false, NOON, 1);

    var one = Asked.get("http://h/").with("Cookie", pair(cookies.getFirst()));
    var both = one.with("cookie", "SID=1");

    assertThat(cookies).hasSize(4);
    assertThat(cookies.getLast()).startsWith("AWSALBAPP-3=_remove_; Expires=");
    assertThat(COOKIES.target(one, APP, NOON)).isEmpty();
    assertThat(COOKIES.target(both, APP, NOON)).contains(TARGET);
  }

  @Test
  void a_client_stays_with_its_group() {
    var group = new TargetGroupName("blue");
    var cookies = COOKIES.keep(group, Duration.ofMinutes(1), false, NOON, 1);

    var request = Asked.get("http://h/").with("Cookie", pair(cookies.getFirst()));

    assertThat(cookies.getFirst()).startsWith("AWSALBTG=");
    assertThat(cookies.getLast()).startsWith("AWSALBTGCORS=");
    assertThat(COOKIES.group(request, NOON)).contains(group);
    assertThat(COOKIES.group(request, NOON.plusSeconds(60))).isEmpty();
  }

  private static String pair(String cookie) {
    return cookie.substring(0, cookie.indexOf(';'));
  }
}
