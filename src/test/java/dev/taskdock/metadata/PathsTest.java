package dev.taskdock.metadata;

import static dev.taskdock.metadata.Known.CREDENTIALS;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.RuntimeId;
import dev.taskdock.model.TaskOptions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is answered to whom. Task 1 has a role, task 2 has none.
final class PathsTest {
  private static final String WEB = RuntimeId.of(taskId(1), name("web")).toString();
  private static final String LOG = RuntimeId.of(taskId(1), name("log")).toString();
  private static final String ROLELESS = RuntimeId.of(taskId(2), name("web")).toString();
  private static final String STRANGER = RuntimeId.of(taskId(9), name("web")).toString();
  private static final String PROTECTION = "/task-protection/v1/state";

  private final Known tasks =
      new Known()
          .with(Known.running(taskId(1), Known.WITH_ROLE))
          .with(Known.running(taskId(2), TaskOptions.DEFAULT));
  private final AtomicLong nanoTime = new AtomicLong();
  private final Paths paths = paths(TaskCredentials.FAKE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v4/ID",
        "/v4/ID/task",
        "/v4/ID/taskWithTags",
        "/v4/ID/stats",
        "/v4/ID/task/stats"
      })
  void the_paths_of_a_container_are_answered_in_json(String path) {
    for (var version : new String[] {"v4", "v3"}) {
      var answer = get(path.replace("v4", version).replace("ID", WEB));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.type()).isEqualTo("application/json");
      assertThat(answer.body()).startsWith("{");
    }
  }

  @Test
  void each_container_sees_itself_and_both_see_one_task() {
    assertThat(get("/v4/" + WEB).body()).contains("\"Name\":\"web\"", WEB).doesNotContain(LOG);
    assertThat(get("/v4/" + LOG).body()).contains("\"Name\":\"log\"", LOG).doesNotContain(WEB);
    assertThat(get("/v4/" + WEB + "/task").body()).isEqualTo(get("/v4/" + LOG + "/task").body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v4/x            | "V4 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: x"
          /v3/x            | "V3 container metadata handler: unable to get container ID from request: unable to get docker ID from v3 endpoint ID: x"
          /v4/x/task       | "V4 task metadata handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x"
          /v4/x/stats      | "V4 container stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x"
          /v4/x/task/stats | "V4 task stats handler: unable to get task arn from request: unable to get task Arn from v3 endpoint ID: x"
          """)
  void an_id_that_is_nobodys_is_refused_in_the_agents_words(String path, String words) {
    var answer = get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.type()).isEqualTo("application/json");
    assertThat(answer.body()).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v4/", "/v4/11111111111111111111111111111111-1"})
  void an_id_of_the_right_shape_is_not_enough(String path) {
    assertThat(get(path).status()).isEqualTo(404);
    assertThat(get("/v4/" + STRANGER).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v5",
        "/v4",
        "/v4/ID/",
        "/v4/ID/tasks",
        "/v2",
        "/v2/nothing",
        "/v1/metadata",
        "/api/ID",
        "/api/ID/fault/v1/network-latency",
        "/api/ID/fault/v1/flood/start"
      })
  void other_paths_are_not_found(String path) {
    var answer = get(path.replace("ID", WEB), "10.0.1.23");

    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void two_slashes_are_one_somewhere_else() {
    var answer = paths.answer(Request.get("//v4///" + WEB + "//task", "x=1", "10.0.1.23"));

    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.location()).hasValue("/v4/" + WEB + "/task?x=1");
  }

  @Test
  void version_2_goes_by_the_callers_address() {
    var view = new Known().with(Known.running(taskId(1), Known.WITH_ROLE));
    var own = new Paths(view, TaskCredentials.FAKE, InstantSource.fixed(Known.T0), nanoTime::get);

    assertThat(answer(own, "/v2/metadata").body()).contains("\"TaskARN\":");
    assertThat(answer(own, "/v2/metadataWithTags").body()).contains("\"team\":\"shop\"");
    assertThat(answer(own, "/v2/metadata/" + LOG).body()).contains("\"Name\":\"log\"");
    assertThat(answer(own, "/v2/stats").body()).contains("\"" + WEB + "\":{");
    assertThat(answer(own, "/v2/stats/" + WEB).body()).contains("\"name\":\"web\"");
    assertThat(answer(own, "/v2/metadata/" + STRANGER).status()).isEqualTo(500);
    assertThat(own.answer(Request.get("/v2/metadata", "", "10.0.1.99")).status()).isEqualTo(404);
  }

  @Test
  void what_does_not_run_uses_nothing_that_could_be_told() {
    var answer = get("/v4/" + LOG + "/stats");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("\"Unable to get container stats for: " + LOG + "\"");
    assertThat(get("/v4/" + WEB + "/task/stats").body()).doesNotContain(LOG);
  }

  @Test
  void before_the_first_sample_the_use_is_null() {
    assertThat(get("/v4/" + ROLELESS + "/stats").body()).isEqualTo("null");
    assertThat(get("/v4/" + ROLELESS + "/task/stats").body())
        .isEqualTo("{\"" + ROLELESS + "\":null}");
  }

  @Test
  void credentials_are_given_to_who_knows_their_id() {
    var second = get("/v2/credentials/" + CREDENTIALS);
    var first = paths.answer(Request.get("/v1/credentials", "id=" + CREDENTIALS, "10.0.1.23"));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body())
        .matches(
            "\\{\"RoleArn\":\"arn:aws:iam::123456789012:role/shop\",\"AccessKeyId\":\"ASIA\\w{16}\","
                + "\"SecretAccessKey\":\"[^\"]+\",\"Token\":\"[^\"]+\","
                + "\"Expiration\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}");
    assertThat(first.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v2/credentials   | NoIdInRequest     | CredentialsV2Request: No Credential ID in the request
          /v2/credentials/  | NoIdInRequest     | CredentialsV2Request: No Credential ID in the request
          /v1/credentials   | NoIdInRequest     | CredentialsV1Request: No Credential ID in the request
          /v2/credentials/x | InvalidIdInRequest| CredentialsV2Request: Credentials not found
          """)
  void an_id_of_credentials_is_needed(String path, String code, String message) {
    var answer = get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"%s\",\"message\":\"%s\",\"HTTPErrorCode\":400}".formatted(code, message));
  }

  @Test
  void credentials_that_are_not_there_may_come() {
    var none = paths((_, _) -> Optional.empty());

    var answer = none.answer(Request.get("/v2/credentials/" + CREDENTIALS, "", "10.0.1.23"));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"CredentialsUninitialized\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET |                                                    | 200 | "Reason":"TASK_NOT_VALID"
          PUT | {"ProtectionEnabled":true,"ExpiresInMinutes":60}   | 200 | "Reason":"TASK_NOT_VALID"
          PUT | {"ExpiresInMinutes":60}                            | 400 | does not contain 'ProtectionEnabled' field
          PUT | {"ProtectionEnabled":true,"Surprise":1}            | 400 | UpdateTaskProtection: failed to decode request
          PUT | {"ProtectionEnabled":"yes"}                        | 400 | UpdateTaskProtection: failed to decode request
          PUT | no json                                            | 400 | "Code":"InvalidParameterException"
          """)
  void a_task_without_a_service_cannot_be_protected(
      String method, String body, int status, String words) {
    var asked = body == null ? "" : body;

    var answer = paths.answer(new Request(method, "/api/" + WEB + PROTECTION, "", "c", asked));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"ProtectionEnabled":true}                          | 2026-01-02T05:04:05Z
          {"ProtectionEnabled":true,"ExpiresInMinutes":1}     | 2026-01-02T03:05:05Z
          {"ProtectionEnabled":true,"ExpiresInMinutes":2880}  | 2026-01-04T03:04:05Z
          """)
  void a_task_of_a_service_is_protected_for_as_long_as_it_asks(String body, String until) {
    tasks.with(Known.ofService(taskId(1), Known.WITH_ROLE));
    var path = "/api/" + WEB + PROTECTION;
    var arn = "arn:aws:ecs:eu-west-1:000000000000:task/local/" + taskId(1);

    var changed = paths.answer(new Request("PUT", path, "", "c", body));
    var asked = get(path);
    var released = paths.answer(new Request("PUT", path, "", "c", "{\"ProtectionEnabled\":false}"));

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body())
        .isEqualTo(
            "{\"protection\":{\"ExpirationDate\":\"%s\",\"ProtectionEnabled\":true,\"TaskArn\":\"%s\"}}"
                .formatted(until, arn));
    assertThat(asked.body()).isEqualTo(changed.body());
    assertThat(released.body())
        .isEqualTo(
            "{\"protection\":{\"ProtectionEnabled\":false,\"TaskArn\":\"%s\"}}".formatted(arn));
    assertThat(get(path).body()).isEqualTo(released.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "2881", "99999999999999999999"})
  void a_protection_lasts_from_a_minute_to_two_days(String minutes) {
    tasks.with(Known.ofService(taskId(1), Known.WITH_ROLE));
    var path = "/api/" + WEB + PROTECTION;
    var body = "{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":%s}".formatted(minutes);

    var answer = paths.answer(new Request("PUT", path, "", "c", body));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"Code\":\"InvalidParameterException\"");
    assertThat(get(path).body()).contains("\"ProtectionEnabled\":false");
  }

  @Test
  void protection_needs_a_role_and_a_task() {
    assertThat(get("/api/" + ROLELESS + PROTECTION).status()).isEqualTo(403);
    assertThat(get("/api/" + ROLELESS + PROTECTION).body())
        .contains("no task IAM role credentials available for task");
    assertThat(get("/api/" + STRANGER + PROTECTION).status()).isEqualTo(404);
    assertThat(get("/api/" + STRANGER + PROTECTION).body()).contains("ResourceNotFoundException");
  }

  @Test
  void faults_are_refused_where_they_are_not_enabled_and_owned_up_to_where_they_are() {
    var enabled = new TaskOptions(Optional.empty(), Optional.empty(), false, 20, true, Map.of());
    tasks.with(Known.running(taskId(3), enabled));
    var path = "/api/%s/fault/v1/network-latency/start";

    var refused = paths.answer(new Request("POST", path.formatted(WEB), "", "c", "{}"));
    var lacking =
        paths.answer(
            new Request(
                "POST", path.formatted(RuntimeId.of(taskId(3), name("web"))), "", "c", "{}"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).startsWith("{\"Error\":\"enableFaultInjection is not enabled");
    assertThat(lacking.status()).isEqualTo(501);
    assertThat(lacking.body()).startsWith("{\"Error\":");
  }

  @Test
  void a_caller_gets_sixty_answers_at_once_and_forty_a_second() {
    assertThat(admitted(100)).isEqualTo(60);

    nanoTime.addAndGet(500_000_000);

    assertThat(admitted(100)).isEqualTo(20);
    assertThat(get("/v4/" + WEB, "10.0.1.24").status()).isEqualTo(200);
  }

  private long admitted(int requests) {
    return IntStream.range(0, requests).filter(_ -> get("/v4/" + WEB).status() != 429).count();
  }

  private Paths paths(TaskCredentials credentials) {
    return new Paths(tasks, credentials, InstantSource.fixed(Known.T0), nanoTime::get);
  }

  private Answer get(String path) {
    return get(path, "10.0.1.77");
  }

  private Answer get(String path, String caller) {
    return paths.answer(Request.get(path, "", caller));
  }

  private static Answer answer(Paths paths, String path) {
    return paths.answer(Request.get(path, "", "10.0.1.23"));
  }
}
