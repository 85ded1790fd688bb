package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Gatekeeper;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.http.Desync;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in the files of the access and connection logs.
final class TrafficLogsTest {
  private static final ListenerId WEB = new ListenerId(new LoadBalancerName("web"), 80);
  private static final Instant ENDED = Instant.parse("2026-03-01T09:05:07.000042Z");

  @TempDir private Path folder;

  @Test
  void a_forwarded_request_is_written_in_a_file_for_its_user_alone() throws IOException {
    try (var logs = logs(true)) {
      assertThat(logs.wantsTexts()).isTrue();
      logs.opened(WEB, "[::1]:4000", "TID_1", Optional.empty());
      logs.done(
          served(
              200,
              Optional.of(
                  new Served.Asked(
                      new TargetId("127.0.0.1", 3000), new TargetGroupName("app"), 0, 200)),
              Optional.empty()));
    }

    var file = folder.resolve("web.access.log");
    assertThat(Files.readString(file))
        .isEqualTo(
            "http 2026-03-01T09:05:07.000042Z app/web/0000000000000000 127.0.0.1:4000"
                + " 127.0.0.1:3000 0.001 1.235 -1 200 200 30 40"
                + " \"GET http://x.test:80/a?b=c HTTP/1.1\" \"-\" - -"
                + " arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/app/0000000000000000"
                + " \"Root=1-2-3\" \"-\" \"-\" - 2026-03-01T09:05:05.000042Z \"-\" \"-\" \"-\""
                + " \"127.0.0.1:3000\" \"200\" \"-\" \"-\" TID_1 \"-\" \"-\" \"-\"\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.readString(folder.resolve("web.connection.log")))
        .endsWith("Z ::1 4000 80 - - - \"-\" - - - TID_1 -\n");
  }

  @Test
  void a_redirect_is_written_with_its_rule_and_where_it_leads() throws IOException {
    try (var logs = logs(true)) {
      logs.done(
          served(301, Optional.empty(), Optional.of(new Route.RedirectTo(7, 301, "http://y/"))));
    }

    assertThat(Files.readString(folder.resolve("web.access.log")))
        .contains(" 127.0.0.1:4000 - 0.001 1.235 -1 301 - 30 40 ")
        .contains(" 7 2026-03-01T09:05:05.000042Z \"redirect\" \"http://y/\" \"-\" \"-\" ");
  }

  @Test
  void who_was_let_in_and_who_was_not_is_written_with_the_reason() throws IOException {
    var then = new Route.Answer(3, new RuleAction.FixedResponse(200, Optional.empty(), ""));
    var rule = new Route.Validate(3, new RuleAction.JwtValidation("k", "i", List.of()), then);
    try (var logs = logs(true)) {
      logs.done(judged(200, rule, Gatekeeper.Finding.of(true)));
      logs.done(
          judged(
              401,
              rule,
              new Gatekeeper.Finding(
                  false, Optional.of("JWTHeaderNotPresent"), List.of(), Optional.empty())));
    }

    assertThat(Files.readAllLines(folder.resolve("web.access.log")))
        .satisfiesExactly(
            first -> assertThat(first).contains(" \"authenticate,fixed-response\" \"-\" \"-\" "),
            second ->
                assertThat(second).contains(" \"authenticate\" \"-\" \"JWTHeaderNotPresent\" "));
  }

  @Test
  void nothing_is_written_where_nobody_asks() {
    assertThat(TrafficLogs.of(front(false), folder, _ -> {})).isEmpty();
  }

  @Test
  void what_there_is_no_room_for_is_counted() {
    try (var logs = logs(true)) {
      for (int i = 0; i < 200_000 && logs.lost() == 0; i++) {
        logs.done(served(200, Optional.empty(), Optional.empty()));
      }

      assertThat(logs.lost()).isPositive();
    }
  }

  private static Served served(int status, Optional<Served.Asked> target, Optional<Route> route) {
    return new Served(
        WEB,
        status,
        target,
        new Served.Times(
            ENDED,
            Duration.ofSeconds(2),
            Optional.of(Duration.ofMillis(1)),
            Optional.of(Duration.ofNanos(1_234_600_000)),
            Optional.empty()),
        30,
        40,
        Desync.Reason.COMPLIANT,
        route,
        Optional.of(
            new Served.Texts(
                "127.0.0.1:4000",
                "GET /a?b=c HTTP/1.1",
                "x.test:8080",
                "",
                "Root=1-2-3",
                "TID_1")));
  }

  private static Served judged(int status, Route rule, Gatekeeper.Finding finding) {
    var plain = served(status, Optional.empty(), Optional.of(rule));
    return new Served(
        plain.listener(),
        status,
        plain.target(),
        plain.times(),
        plain.received(),
        plain.sent(),
        plain.desync(),
        plain.route(),
        Optional.of(finding),
        plain.texts());
  }

  private TrafficLogs logs(boolean wanted) {
    return TrafficLogs.of(front(wanted), folder, _ -> {}).orElseThrow();
  }

  private static Workload.Front front(boolean logs) {
    var listener =
        new Listener(
            80,
            Optional.empty(),
            List.of(),
            RuleActions.of(RuleAction.Forward.to(new TargetGroupName("app"))),
            ListenerAttributes.DEFAULT);
    return new Workload.Front(
        List.of(
            new LoadBalancer(
                new LoadBalancerName("web"), List.of(listener), LoadBalancerAttributes.DEFAULT)),
        List.of(),
        Map.of(),
        new FrontOptions("test", Map.of(), OptionalInt.empty(), Optional.empty(), logs));
  }
}
