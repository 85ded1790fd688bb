package dev.taskdock.secrets;

import static dev.taskdock.model.Fixtures.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalSecretsTest {
  private static final String DB = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db";
  private static final String SSM = "arn:aws:ssm:eu-west-1:123456789012:parameter/app/password";

  @ParameterizedTest
  @CsvSource({
    DB + "-a1B2c3," + DB + "-a1B2c3",
    DB + "-a1B2c3," + DB,
    DB + "," + DB + "-a1B2c3",
    DB + "-a1B2c3:user::," + DB + "-a1B2c3",
    DB + "-a1B2c3,db",
    DB + "-a1B2c3,db-a1B2c3",
    DB + ",db",
    SSM + "," + SSM,
    SSM + ",/app/password",
    "/app/password," + SSM,
    "/app/password:7,/app/password",
    "/app/password,PASSWORD",
    DB + ",app:PASSWORD"
  })
  void a_secret_is_found_by_any_of_its_names(String reference, String key) {
    var secrets = new LocalSecrets(List.of(Map.of(key, secret("x"))));

    assertThat(find(secrets, reference)).contains("x");
  }

  @ParameterizedTest
  @CsvSource({
    "/app/password,/app/other",
    "/app/password,app:OTHER",
    "/app/password,web:PASSWORD",
    DB + ",db2",
    DB + "-a1B2c3," + DB + "-zzzzzz"
  })
  void a_secret_is_not_taken_for_another(String reference, String key) {
    var secrets = new LocalSecrets(List.of(Map.of(key, secret("x"))));

    assertThat(find(secrets, reference)).isEmpty();
  }

  @Test
  void the_most_exact_name_counts() {
    var all =
        Map.of(
            "app:PASSWORD",
            secret("for this container"),
            DB + "-a1B2c3",
            secret("by ARN"),
            "db",
            secret("by name"),
            "PASSWORD",
            secret("by variable"));

    assertThat(find(new LocalSecrets(List.of(all)), DB + "-a1B2c3")).contains("for this container");
    assertThat(find(new LocalSecrets(List.of(without(all, "app:PASSWORD"))), DB + "-a1B2c3"))
        .contains("by ARN");
    assertThat(
            find(
                new LocalSecrets(List.of(Map.of("db", secret("n"), "PASSWORD", secret("v")))),
                DB + "-a1B2c3"))
        .contains("n");
  }

  @Test
  void the_first_source_that_knows_it_counts() {
    var secrets =
        new LocalSecrets(
            List.of(Map.of(), Map.of("PASSWORD", secret("1")), Map.of(DB, secret("2"))));

    assertThat(find(secrets, DB)).contains("1");
  }

  @Test
  void a_stage_or_a_version_is_another_value() {
    var local =
        new LocalSecret(
            Optional.of(here("now")),
            Map.of("AWSPREVIOUS", here("before")),
            Map.of("4d3f", here("that one")));
    var secrets = new LocalSecrets(List.of(Map.of(DB, local)));

    assertThat(find(secrets, DB)).contains("now");
    assertThat(find(secrets, DB + "::AWSCURRENT:")).contains("now");
    assertThat(find(secrets, DB + "::AWSPREVIOUS:")).contains("before");
    assertThat(find(secrets, DB + ":::4d3f")).contains("that one");
    assertThat(find(secrets, DB + "::AWSPENDING:")).isEmpty();
    assertThat(find(secrets, DB + ":::other")).isEmpty();
  }

  private static Map<String, LocalSecret> without(Map<String, LocalSecret> all, String key) {
    var rest = new HashMap<>(all);
    rest.remove(key);
    return rest;
  }

  private static Optional<String> find(LocalSecrets secrets, String reference) {
    var secret = new Secret("PASSWORD", SecretReference.parse(reference).orElseThrow());
    return secrets.find(name("app"), secret).map(kept -> ((Kept.Here) kept).value().text());
  }

  private static LocalSecret secret(String text) {
    return LocalSecret.of(here(text));
  }

  private static Kept here(String text) {
    return new Kept.Here(new SecretValue(text));
  }
}
