package dev.taskdock.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.HookStandIn;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.model.Locality;
import dev.taskdock.model.ServiceName;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class StandInsTest {
  private static final DeploymentId GREEN = new DeploymentId("ecs-svc/9313423515462893900");
  private static final DeploymentId BLUE = new DeploymentId("ecs-svc/1920498462936580504");
  private static final Locality HERE = new Locality("eu-west-1", "123456789012", "local");
  private static final HookAnswer SUCCEEDED = new HookAnswer.Succeeded();

  @TempDir Path folder;

  @Test
  void a_program_gets_the_event_that_ecs_sends() throws IOException {
    var answer = answer("cat > event.json; echo '{\"hookStatus\": \"SUCCEEDED\"}'");

    assertThat(answer).isEqualTo(SUCCEEDED);
    assertThat(Files.readString(folder.resolve("event.json")))
        .isEqualTo(
            """
            {"executionId":"f4fcae0f-9bec-41c6-ba87-0eaa0cef8af5",\
            "lifecycleStage":"PRODUCTION_TRAFFIC_SHIFT",\
            "resourceArn":"arn:aws:ecs:eu-west-1:123456789012:service-deployment/local/web/9313423515462893900",\
            "executionDetails":{\
            "serviceArn":"arn:aws:ecs:eu-west-1:123456789012:service/local/web",\
            "targetServiceRevisionArn":"arn:aws:ecs:eu-west-1:123456789012:service-revision/local/web/9313423515462893900",\
            "testTrafficWeights":{},\
            "productionTrafficWeights":{\
            "arn:aws:ecs:eu-west-1:123456789012:service-revision/local/web/9313423515462893900":2.5,\
            "arn:aws:ecs:eu-west-1:123456789012:service-revision/local/web/1920498462936580504":98}},\
            "hookDetails":{"bucket":"a"}}
            """
                .replace("98}}", "97.5}}"));
  }

  @Test
  void what_a_program_answers_is_read() {
    assertThat(answer("echo '{\"hookStatus\": \"FAILED\"}'"))
        .isEqualTo(new HookAnswer.Failed("answered FAILED"));
    assertThat(answer("echo '{\"hookStatus\": \"IN_PROGRESS\"}'"))
        .isEqualTo(
            new HookAnswer.InProgress(Duration.ofSeconds(30), Optional.of("{\"bucket\":\"a\"}")));
    assertThat(
            answer(
                "echo '{\"hookStatus\": \"IN_PROGRESS\", \"callBackDelay\": 60, \"hookDetails\":"
                    + " {\"bucket\": \"b\", \"rounds\": [1, {\"x\": null}]}}'"))
        .isEqualTo(
            new HookAnswer.InProgress(
                Duration.ofMinutes(1),
                Optional.of("{\"bucket\":\"b\",\"rounds\":[1,{\"x\":null}]}")));
    assertThat(answer("echo '{\"hookStatus\": \"IN_PROGRESS\", \"callBackDelay\": 0}'"))
        .extracting(a -> ((HookAnswer.InProgress) a).delay())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatever_is_no_answer_has_failed() {
    assertThat(answer("exit 3")).isEqualTo(failed("ended with exit code 3"));
    assertThat(answer("echo '{\"hookStatus\": \"SUCCEEDED\"}'; exit 1"))
        .isEqualTo(failed("ended with exit code 1"));
    assertThat(answer("true")).isEqualTo(failed("answered with no object of JSON"));
    assertThat(answer("echo fine")).isEqualTo(failed("answered with no object of JSON"));
    assertThat(answer("echo '{}'")).isEqualTo(failed("answered without a hookStatus"));
    assertThat(answer("echo '{\"hookStatus\": \"SUCCESS\"}'"))
        .isEqualTo(failed("answered with a hookStatus that ECS does not know"));
    assertThat(answer("echo '{\"hookStatus\": \"SUCCEEDED\"} and more'"))
        .isEqualTo(failed("answered with no object of JSON"));
    assertThat(answer("head -c 6291457 /dev/zero"))
        .isEqualTo(failed("answered with more than 6 MB"));
    assertThat(call(new HookStandIn.Command(List.of("./no-such-program"), "" + folder)))
        .isEqualTo(failed("could not be started: ./no-such-program"));
  }

  @Test
  void a_program_that_takes_too_long_is_ended_with_all_it_has_started() throws Exception {
    var command = sh("sleep 1000 & echo $! > child; wait");

    assertThat(call(command, Duration.ofSeconds(1)))
        .isEqualTo(failed("gave no answer within 1 seconds"));

    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    var handle = ProcessHandle.of(child);
    if (handle.isPresent()) {
      assertThat(handle.get().onExit().get()).isNotNull();
    }
  }

  @Test
  void a_program_still_runs_when_all_is_closed_and_is_ended() {
    var standIns = new StandIns(Map.of("check", sh("echo started > here; exec sleep 1000")), HERE);

    var answer = CompletableFuture.supplyAsync(() -> standIns.call(CALL));
    while (!Files.exists(folder.resolve("here"))) {
      Thread.onSpinWait();
    }
    standIns.close();

    assertThat(answer.join()).isInstanceOf(HookAnswer.Failed.class);
  }

  @Test
  void a_server_gets_the_event_and_its_body_is_the_answer() throws IOException {
    var events = new CompletableFuture<String>();
    try (var server = Answering.with(200, "{\"hookStatus\": \"SUCCEEDED\"}", events)) {
      assertThat(call(server.standIn())).isEqualTo(SUCCEEDED);
    }
    assertThat(events.join()).startsWith("{\"executionId\":").contains("hookDetails");
  }

  @Test
  void a_server_that_refuses_or_is_not_there_has_failed() throws IOException {
    HookStandIn gone;
    try (var server = Answering.with(500, "{\"hookStatus\": \"SUCCEEDED\"}")) {
      assertThat(call(server.standIn())).isEqualTo(failed("answered with status 500"));
      gone = server.standIn();
    }
    assertThat(call(gone))
        .isEqualTo(failed("could not be reached at " + ((HookStandIn.Server) gone).uri()));
  }

  @Test
  void a_function_is_known_by_its_arn_or_by_its_name() {
    var arn = "arn:aws:lambda:eu-west-1:123456789012:function:check:live";
    for (var key : List.of(arn, "check")) {
      try (var standIns =
          new StandIns(Map.of(key, sh("echo '{\"hookStatus\":\"SUCCEEDED\"}'")), HERE)) {
        assertThat(standIns.call(call(arn))).isEqualTo(SUCCEEDED);
      }
    }
  }

  @Test
  void a_function_for_which_nothing_stands_is_passed_with_a_remark() {
    try (var standIns = new StandIns(Map.of(), HERE)) {
      assertThat(standIns.call(CALL))
          .isEqualTo(new HookAnswer.Succeeded(Optional.of("has no stand-in below \"hooks\"")));
    }
  }

  private static final HookCall CALL = call("check");

  private static HookCall call(String target) {
    var weights = new LinkedHashMap<DeploymentId, Double>();
    weights.put(GREEN, 2.5);
    weights.put(BLUE, 97.5);
    return new HookCall(
        "f4fcae0f-9bec-41c6-ba87-0eaa0cef8af5",
        target,
        new ServiceName("web"),
        GREEN,
        LifecycleStage.PRODUCTION_TRAFFIC_SHIFT,
        new HookCall.Weights(Map.of(), weights),
        Optional.of("{\"bucket\":\"a\"}"));
  }

  private HookAnswer answer(String script) {
    return call(sh(script));
  }

  private HookStandIn sh(String script) {
    return new HookStandIn.Command(List.of("sh", "-c", script), "" + folder);
  }

  private static HookAnswer call(HookStandIn standIn) {
    return call(standIn, Duration.ofSeconds(20));
  }

  private static HookAnswer call(HookStandIn standIn, Duration patience) {
    try (var standIns = new StandIns(Map.of("check", standIn), HERE, patience)) {
      return standIns.call(CALL);
    }
  }

  private static HookAnswer failed(String why) {
    return new HookAnswer.Failed(why);
  }

  private record Answering(HttpServer server) implements AutoCloseable {
    static Answering with(int status, String body) throws IOException {
      return with(status, body, new CompletableFuture<>());
    }

    static Answering with(int status, String body, CompletableFuture<String> event)
        throws IOException {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            event.complete(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
          });
      server.start();
      return new Answering(server);
    }

    HookStandIn standIn() {
      return new HookStandIn.Server(
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/invocations"));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
