package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.certificates.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `taskdock lb` between the WebSocket client and server that most of Node uses.
@Timeout(120)
final class WebSocketIT {
  @TempDir Path folder;
  private Path installed;
  private Process target;
  private Output heard;
  private TaskdockProcess lb;
  private int plain;
  private int secure;

  @BeforeEach
  void start() throws Exception {
    installed = NodeProject.installed("websocket");
    int behind = Ports.free();
    plain = Ports.free();
    secure = Ports.free();
    var server =
        new ProcessBuilder("node", installed.resolve("server.js").toString())
            .redirectError(folder.resolve("server.log").toFile());
    server.environment().put("PORT", "" + behind);
    target = server.start();
    heard = Output.of("stdout of the server", target.getInputStream());
    assertThat(heard.awaitLine("\"ready\""::equals, Duration.ofSeconds(30))).isPresent();
    Files.writeString(
        folder.resolve("taskdock.yaml"),
        """
        loadBalancers:
          web:
            Listeners:
              - {Protocol: HTTP, Port: 80, DefaultActions: &otherwise [%1$s], Rules: &rules [%2$s]}
              - {Protocol: HTTPS, Port: 443, DefaultActions: *otherwise, Rules: *rules}
        targetGroups:
          app: {Port: 80, HealthCheckIntervalSeconds: 6, HealthyThresholdCount: 2, Targets: ["127.0.0.1:%3$d"]}
        """
            .formatted(
                "{Type: forward, TargetGroupArn: app}",
                "{Priority: 1, Conditions: [{Field: path-pattern, Values: [/nobody]}], Actions:"
                    + " [{Type: fixed-response, FixedResponseConfig: {StatusCode: \"404\"}}]}",
                behind));
    lb =
        TaskdockProcess.start(
            TaskdockProcess.Start.of(
                    folder,
                    "lb",
                    "--project",
                    "websocket",
                    "--lb-port",
                    "80=" + plain,
                    "--lb-port",
                    "443=" + secure)
                .with("TASKDOCK_HOME", folder.resolve("state").toString()));
    lb.awaitErr("web  https://localhost:" + secure);
    lb.awaitErr("is healthy");
  }

  @AfterEach
  void stop() {
    lb.close();
    target.destroyForcibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void all_that_one_end_says_is_heard_by_the_other(String scheme) throws Exception {
    var url = scheme + "://localhost:" + (scheme.equals("ws") ? plain : secure);

    var said = client(url);

    assertThat(said)
        .containsExactly(
            "{\"fragments\":\"plain\",\"extension\":\"\",\"whole\":true,\"bytes\":1010080}",
            "{\"big\":true}",
            "{\"fragments\":\"deflated\",\"extension\":\"permessage-deflate\",\"whole\":true,"
                + "\"bytes\":1010080}",
            "{\"big\":true}",
            "{\"server\":\"pong from the server\"}",
            "{\"client\":\"from the client\"}",
            "{\"closed\":[4001,\"the client leaves\"]}",
            "{\"both\":10000}",
            "{\"left\":[4002,\"the server leaves\"]}",
            "{\"gone\":1006}",
            "{\"protocol\":\"chat.v2\",\"origin\":\"https://app.test\",\"proto\":\"%s\"}"
                .formatted(scheme.equals("ws") ? "http" : "https"),
            "{\"nobody\":404}",
            "\"done\"");
    for (var wanted :
        List.of(
            "{\"path\":\"/hash\",\"ping\":\"between 20\"}",
            "{\"path\":\"/hash\",\"ping\":\"between 40\"}",
            "{\"path\":\"/ping\",\"closed\":4001,\"reason\":\"the client leaves\"}",
            "{\"path\":\"/both\",\"count\":10000}",
            "{\"path\":\"/leaves\",\"closed\":4002,\"reason\":\"the server leaves\"}",
            "{\"path\":\"/gone\",\"closed\":1006,\"reason\":\"\"}")) {
      assertThat(heard.awaitLine(wanted::equals, Duration.ofSeconds(10))).as(wanted).isPresent();
    }
    assertThat(target.isAlive()).isTrue();
  }

  private List<String> client(String url) throws Exception {
    var builder =
        new ProcessBuilder("node", installed.resolve("client.js").toString(), url)
            .redirectError(folder.resolve("client.log").toFile());
    builder.environment().put("NODE_EXTRA_CA_CERTS", authority().toString());
    var client = builder.start();
    try (var out = client.inputReader()) {
      var said = out.lines().toList();
      assertThat(client.waitFor()).as(Files.readString(folder.resolve("client.log"))).isZero();
      return said;
    } finally {
      client.destroyForcibly();
    }
  }

  private Path authority() throws IOException {
    try {
      var certificate = LocalAuthority.in(folder.resolve("state/ca"), Instant.now()).certificate();
      return Files.writeString(
          folder.resolve("authority.pem"),
          "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
              .formatted(
                  Base64.getMimeEncoder(64, new byte[] {'\n'})
                      .encodeToString(certificate.getEncoded())));
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
  }
}
