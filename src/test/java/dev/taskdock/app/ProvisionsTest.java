package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.control.ProvisionException;
import dev.taskdock.model.Environment;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.model.Variables;
import dev.taskdock.secrets.Kept;
import dev.taskdock.secrets.LocalFiles;
import dev.taskdock.secrets.LocalSecret;
import dev.taskdock.secrets.LocalSecrets;
import dev.taskdock.secrets.Supply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvisionsTest {
  private static final String ARN = "arn:aws:s3:::c/a.env";

  @TempDir private Path folder;

  @Test
  void secrets_win_over_environment_and_that_over_files() throws IOException {
    var file = Files.writeString(folder.resolve("a.env"), "F=file\nE=file\nS=file\n");
    var secret = LocalSecret.of(new Kept.Here(new SecretValue("secret")));
    var provisions =
        new Provisions(
            new Supply(
                new LocalSecrets(List.of(Map.of("/s", secret))),
                new LocalFiles(Map.of(ARN, file)),
                Map.of()),
            _ -> true,
            _ -> {},
            Provisions.Platform.NONE);
    var definition = definition(Map.of("E", "environment", "S", "environment"));

    provisions.prepare(taskId(1), definition);

    assertThat(provisions.environment(taskId(1), definition.containers().getFirst()).variables())
        .isEqualTo(Map.of("F", "file", "E", "environment", "S", "secret"));
  }

  @Test
  void what_is_missing_is_the_reason_the_task_stops() {
    var provisions = new Provisions(Supply.NONE, _ -> true, _ -> {}, Provisions.Platform.NONE);

    assertThatThrownBy(() -> provisions.prepare(taskId(1), definition(Map.of())))
        .isInstanceOf(ProvisionException.class)
        .hasMessageStartingWith(
            "ResourceInitializationError: unable to pull secrets or registry auth: ");
  }

  @Test
  void a_role_that_nobody_may_assume_is_the_reason_the_task_stops() {
    var plain = task("shop", container("app"));
    var definition =
        new TaskDefinition(
            plain.family(),
            1,
            plain.size(),
            plain.platform(),
            plain.containers(),
            List.of(),
            new TaskOptions(Optional.of("shop"), Optional.empty(), false, 20, false, Map.of()));
    var provisions = new Provisions(Supply.NONE, _ -> false, _ -> {}, Provisions.Platform.NONE);

    assertThatThrownBy(() -> provisions.prepare(taskId(1), definition))
        .isInstanceOf(ProvisionException.class)
        .hasMessageStartingWith("ECS was unable to assume the role 'shop' that was provided");
  }

  private static TaskDefinition definition(Map<String, String> environment) {
    var secret = new Secret("S", SecretReference.parse("/s").orElseThrow());
    return task(
        "shop",
        container("app")
            .environment(environment)
            .variables(new Variables(Environment.EMPTY, List.of(ARN), List.of(secret))));
  }
}
