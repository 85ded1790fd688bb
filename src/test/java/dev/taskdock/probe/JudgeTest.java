package dev.taskdock.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ContainerName;
import dev.taskdock.probe.Verdict.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class JudgeTest {
  private static final ContainerName APP = new ContainerName("app");
  private static final Aim WEB = new Aim.Balancer(Optional.of("web"), OptionalInt.empty());

  @Test
  void a_reply_that_is_as_expected_passes() {
    var reply =
        new HttpReply(
            200,
            200,
            Map.of("Content-Type", "json"),
            new Words(List.of("up"), List.of("\"n\":\\s*\\d")),
            Map.of("/state", "up"),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(1)));
    var seen =
        new Observation.Replied(
            "http://127.0.0.1/",
            200,
            Map.of("content-type", List.of("application/json")),
            "{\"state\": \"up\", \"n\": 3}",
            Map.of("/state", "up"),
            Duration.ofMillis(12));

    assertThat(Judge.of(http(reply), seen))
        .isEqualTo(
            new Verdict(
                Outcome.PASSED,
                "status 200, header Content-Type with \"json\", body contains \"up\", matches"
                    + " /\"n\":\\s*\\d/, /state is \"up\", within 1 s",
                "200 in 12 ms"));
  }

  @Test
  void a_listener_that_replies_over_tls_passes_whatever_it_replies() {
    var trial =
        new Trial.Secured(
            new Aim.Balancer(Optional.of("web"), OptionalInt.of(443)),
            HttpAsk.get("/").as(Optional.of("shop.test")));

    assertThat(trial.title()).isEqualTo("HTTPS at web:443 as shop.test");
    assertThat(
            Judge.of(
                trial,
                new Observation.Replied(
                    "https://localhost/", 503, Map.of(), "", Map.of(), Duration.ofMillis(9))))
        .isEqualTo(new Verdict(Outcome.PASSED, trial.expected(), "503 in 9 ms"));
    assertThat(Judge.of(trial, new Observation.Unanswered("https://localhost/", "no")).outcome())
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void all_that_is_wrong_with_a_reply_is_told_at_once() {
    var reply =
        new HttpReply(
            200,
            200,
            Map.of("Server", "nginx"),
            new Words(List.of("hello"), List.of()),
            Map.of("/state", "up", "/n", "3"),
            Optional.empty(),
            Optional.of(Duration.ofMillis(100)));
    var seen =
        new Observation.Replied(
            "http://127.0.0.1/",
            502,
            Map.of("server", List.of("awselb/2.0")),
            "<h1>502 Bad\nGateway</h1>",
            Map.of("/state", "down"),
            Duration.ofMillis(1500));

    assertThat(Judge.of(http(reply), seen).came())
        .isEqualTo(
            "status 502, Server: awselb/2.0, nothing at /n, /state is \"down\", nothing in the"
                + " body that contains \"hello\", after 1.5 s from http://127.0.0.1/, body \"<h1>502"
                + " Bad Gateway</h1>\"");
  }

  @Test
  void a_redirect_must_lead_where_it_should() {
    var reply =
        new HttpReply(
            300,
            399,
            Map.of(),
            Words.ANY,
            Map.of(),
            Optional.of("https://example.com/"),
            Optional.empty());

    assertThat(Judge.of(http(reply), replied(301, "https://example.com/")).isBad()).isFalse();
    assertThat(Judge.of(http(reply), replied(301, "http://example.com/")).came())
        .isEqualTo("Location http://example.com/ from http://127.0.0.1/");
    assertThat(Judge.of(http(reply), replied(200, "")).came())
        .isEqualTo("status 200, no Location header from http://127.0.0.1/");
  }

  @Test
  void no_connection_is_bad_for_all_but_what_must_reject() {
    var refused = new Observation.Unanswered("10.0.0.2:9000", "connection refused");
    var connected = new Observation.Connected("10.0.0.2:9000");
    var answers = new Trial.Tcp(new Aim.Container(APP, 9000), Duration.ofSeconds(1));
    var rejects = new Trial.Rejects(Optional.empty(), Optional.empty(), Optional.of(APP), 9000);

    assertThat(Judge.of(answers, refused).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(Judge.of(answers, connected).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(Judge.of(rejects, refused).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(Judge.of(rejects, connected))
        .isEqualTo(new Verdict(Outcome.FAILED, "no connection", "10.0.0.2:9000 takes connections"));
  }

  @Test
  void a_command_is_judged_by_its_code_and_its_output() {
    var exec =
        new Trial.Exec(APP, List.of("cat", "x"), 1, new Words(List.of("No such"), List.of()));

    assertThat(Judge.of(exec, new Observation.Ran(1, "No such file")).isBad()).isFalse();
    assertThat(Judge.of(exec, new Observation.Ran(0, "No such file")).came())
        .isEqualTo("exit code 0, output \"No such file\"");
    assertThat(Judge.of(exec, new Observation.Ran(1, "")).came())
        .isEqualTo("exit code 1, no output");
  }

  @Test
  void a_name_that_must_not_resolve_fails_when_it_does() {
    var must = new Trial.Dns(APP, "db.local", true, Optional.of("10.0.0.7"));
    var mustNot = new Trial.Dns(APP, "db", false, Optional.empty());
    var nothing = new Observation.Resolved(List.of());
    var other = new Observation.Resolved(List.of("10.0.0.8"));

    assertThat(Judge.of(mustNot, nothing).isBad()).isFalse();
    assertThat(Judge.of(mustNot, other).came()).isEqualTo("it leads to 10.0.0.8");
    assertThat(Judge.of(must, nothing).came()).isEqualTo("it does not resolve");
    assertThat(Judge.of(must, other).isBad()).isTrue();
    assertThat(Judge.of(must, new Observation.Resolved(List.of("10.0.0.8", "10.0.0.7"))).isBad())
        .isFalse();
  }

  @Test
  void a_container_that_had_to_be_killed_fails_a_stop() {
    var stops = new Trial.Stops(Duration.ofSeconds(5));

    assertThat(Judge.of(stops, stopped(ended(143, 1, false))).came())
        .isEqualTo("the last one after 1 s");
    assertThat(Judge.of(stops, stopped(ended(137, 2, true))).came())
        .isEqualTo("app had to be killed after 2 s: it does not end on its stop signal");
    assertThat(Judge.of(stops, stopped(ended(0, 7, false))).came()).isEqualTo("app took 7 s");
  }

  @Test
  void a_container_that_ends_is_judged_by_its_code() {
    var exits = new Trial.Exits(APP, 3, Duration.ofSeconds(5));

    assertThat(Judge.of(exits, exited(3)).isBad()).isFalse();
    assertThat(Judge.of(exits, exited(0)).came()).isEqualTo("exit code 0");
    assertThat(
            Judge.of(exits, new Observation.Exited(OptionalInt.empty(), Optional.empty())).came())
        .isEqualTo("it still runs");
  }

  @Test
  void a_deployment_fails_for_one_request_and_for_none() {
    var rolls = new Trial.Rolls(Optional.empty(), WEB, "/", Duration.ofSeconds(60));
    var took = Optional.of(Duration.ofSeconds(12));

    assertThat(Judge.of(rolls, new Observation.Rolled(took, 900, 0, List.of())).came())
        .isEqualTo("completed in 12 s; 900 requests, 0 failed");
    assertThat(Judge.of(rolls, new Observation.Rolled(took, 900, 1, List.of("status 502"))).came())
        .isEqualTo("completed in 12 s; 900 requests, 1 failed: status 502");
    assertThat(Judge.of(rolls, new Observation.Rolled(took, 0, 0, List.of())).isBad()).isTrue();
    assertThat(Judge.of(rolls, new Observation.Rolled(Optional.empty(), 9, 0, List.of())).outcome())
        .isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void what_cannot_be_tried_is_neither_good_nor_bad() {
    var verdict = Judge.of(new Trial.Stops(Duration.ZERO), new Observation.Untried("no service"));

    assertThat(verdict.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(verdict.isBad()).isFalse();
  }

  @Test
  void lengths_of_time_are_read_as_people_write_them() {
    assertThat(Spans.parse("500ms")).contains(Duration.ofMillis(500));
    assertThat(Spans.parse("30")).contains(Duration.ofSeconds(30));
    assertThat(Spans.parse("2m")).contains(Duration.ofMinutes(2));
    assertThat(Spans.parse("soon")).isEmpty();
    assertThat(Spans.parse("1.5s")).isEmpty();
    assertThat(Spans.text(Duration.ofMillis(1540))).isEqualTo("1.5 s");
    assertThat(Spans.text(Duration.ofMillis(3020))).isEqualTo("3 s");
  }

  private static Trial.Http http(HttpReply reply) {
    return new Trial.Http(WEB, HttpAsk.get("/"), reply);
  }

  private static Observation.Replied replied(int status, String location) {
    return new Observation.Replied(
        "http://127.0.0.1/",
        status,
        location.isEmpty() ? Map.of() : Map.of("location", List.of(location)),
        "",
        Map.of(),
        Duration.ofMillis(1));
  }

  private static Observation.Ended ended(int code, int seconds, boolean killed) {
    return new Observation.Ended(APP, OptionalInt.of(code), Duration.ofSeconds(seconds), killed);
  }

  private static Observation.Stopped stopped(Observation.Ended... containers) {
    return new Observation.Stopped(List.of(containers));
  }

  private static Observation.Exited exited(int code) {
    return new Observation.Exited(OptionalInt.of(code), Optional.empty());
  }
}
