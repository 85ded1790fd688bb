package dev.taskdock.launch;

import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Environment;
import dev.taskdock.model.Locality;
import dev.taskdock.model.RuntimeId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the platform tells a container in its variables.
final class TaskEnvironmentTest {
  private static final RuntimeId APP = RuntimeId.of(taskId(1), name("app"));
  private static final Optional<String> CREDENTIALS = Optional.of("/v2/credentials/1");

  @Test
  void a_container_is_told_where_to_ask() {
    var variables = of(true, CREDENTIALS, Map.of());

    assertThat(variables)
        .containsOnly(
            Map.entry("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/" + APP),
            Map.entry("ECS_CONTAINER_METADATA_URI", "http://169.254.170.2/v3/" + APP),
            Map.entry("ECS_AGENT_URI", "http://169.254.170.2/api/" + APP),
            Map.entry("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1"),
            Map.entry("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE"),
            Map.entry("AWS_REGION", "us-east-1"),
            Map.entry("AWS_DEFAULT_REGION", "us-east-1"));
  }

  @Test
  void without_a_role_there_are_no_credentials() {
    assertThat(of(true, Optional.empty(), Map.of()))
        .doesNotContainKey("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  }

  @Test
  void where_nobody_answers_nothing_leads() {
    assertThat(of(false, CREDENTIALS, Map.of()))
        .containsOnlyKeys("AWS_EXECUTION_ENV", "AWS_REGION", "AWS_DEFAULT_REGION");
  }

  @Test
  void the_platform_wins_but_for_the_region() {
    var variables =
        of(
            true,
            CREDENTIALS,
            Map.of(
                "AWS_DEFAULT_REGION", "eu-west-1",
                "AWS_EXECUTION_ENV", "mine",
                "ECS_AGENT_URI", "mine",
                "GREETING", "hello"));

    assertThat(variables)
        .containsEntry("AWS_DEFAULT_REGION", "eu-west-1")
        .doesNotContainKey("AWS_REGION")
        .containsEntry("AWS_EXECUTION_ENV", "AWS_ECS_FARGATE")
        .containsEntry("ECS_AGENT_URI", "http://169.254.170.2/api/" + APP)
        .containsEntry("GREETING", "hello");
  }

  private static Map<String, String> of(
      boolean endpoint, Optional<String> credentials, Map<String, String> own) {
    return new TaskEnvironment(Locality.NOWHERE, endpoint, credentials)
        .of(APP, new Environment(own))
        .variables();
  }
}
