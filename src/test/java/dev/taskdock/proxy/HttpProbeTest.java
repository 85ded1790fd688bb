package dev.taskdock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.certificates.Identities;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.StatusMatcher;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.routing.ProbeResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HttpProbeTest {
  @Test
  void a_target_is_asked_in_the_words_of_an_alb() throws IOException {
    var heads = new CopyOnWriteArrayList<String>();
    try (var origin =
        Origin.playing(peer -> {
          peer.readHead();
          heads.add(peer.head());
          peer.write("HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n");
        })) {
      assertThat(probe(origin)).isEqualTo(new ProbeResult.Answered(302));

      assertThat(heads)
          .containsExactly(
              "GET /health?x HTTP/1.1\r\nHost: "
                  + Stage.id(origin)
                  + "\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n"
                  + "Accept-Encoding: gzip, compressed\r\n\r\n");
    }
  }

  @Test
  void silence_is_a_time_out() throws IOException {
    try (var origin = Origin.playing(Origin.Peer::readAll)) {
      assertThat(probe(origin, false, Duration.ofMillis(500)))
          .isEqualTo(new ProbeResult.TimedOut());
    }
  }

  @Test
  void what_is_no_answer_is_broken() throws IOException {
    try (var closing = Origin.playing(Origin.Peer::readHead);
        var talking = Origin.playing(peer -> peer.write("SSH-2.0-x\r\n"))) {
      assertThat(probe(closing)).isInstanceOf(ProbeResult.Broken.class);
      assertThat(probe(talking)).isInstanceOf(ProbeResult.Broken.class);
    }
  }

  @Test
  void a_target_that_is_not_there_is_broken() throws IOException {
    assertThat(probe(Origin.gone())).isInstanceOf(ProbeResult.Broken.class);
  }

  @Test
  void a_target_in_tls_is_asked_in_tls_whoever_it_is() throws Exception {
    var identity = Identities.made(Instant.now(), "somebody.else");
    try (var origin =
        Origin.playing(
            Origin.inTls(
                identity,
                peer -> {
                  peer.readHead();
                  peer.write("HTTP/1.1 204 No Content\r\n\r\n");
                }))) {
      assertThat(probe(origin, true)).isEqualTo(new ProbeResult.Answered(204));
    }
  }

  private static ProbeResult probe(Origin origin) {
    return probe(origin, false);
  }

  private static ProbeResult probe(Origin origin, boolean tls) {
    return probe(origin, tls, Duration.ofSeconds(20));
  }

  private static ProbeResult probe(Origin origin, boolean tls, Duration timeout) {
    return HttpProbe.probe(
        Stage.id(origin),
        new TargetHealthCheck(
            ProtocolVersion.HTTP1,
            tls,
            OptionalInt.empty(),
            "/health?x",
            Duration.ofSeconds(5),
            timeout,
            5,
            2,
            StatusMatcher.only(200)));
  }
}
