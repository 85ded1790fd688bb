package dev.taskdock.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.SecretReference.Asm;
import dev.taskdock.model.SecretReference.Parameter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretReferenceTest {
  private static final String DB =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-a1B2c3";

  @ParameterizedTest
  @CsvSource({
    "password, password,",
    "/app/db/password, /app/db/password,",
    "/app/db/password:7, /app/db/password:7,",
    "arn:aws:ssm:eu-west-1:123456789012:parameter/password, password, eu-west-1",
    "arn:aws:ssm:eu-west-1:123456789012:parameter/app/password, /app/password, eu-west-1",
    "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/app/p:live, /app/p:live, cn-north-1",
    "arn:aws:ssm::123456789012:parameter/password, password,"
  })
  void what_begins_otherwise_than_an_arn_or_as_one_of_ssm_is_a_parameter(
      String text, String name, String region) {
    var reference = SecretReference.parse(text);

    assertThat(reference).contains(new Parameter(text, name, Optional.ofNullable(region)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', , ,",
    ":user::, user, ,",
    ":user:AWSPREVIOUS:, user, AWSPREVIOUS,",
    ":user::4d3f-11, user, , 4d3f-11",
    "::AWSPREVIOUS:, , AWSPREVIOUS,",
    ":::4d3f-11, , , 4d3f-11",
    "':::', , ,"
  })
  void an_arn_of_secrets_manager_may_go_on_with_key_stage_and_version(
      String rest, String key, String stage, String version) {
    var reference = SecretReference.parse(DB + rest);

    assertThat(reference)
        .contains(
            new Asm(
                DB + rest,
                DB,
                Optional.ofNullable(key),
                Optional.ofNullable(stage),
                Optional.ofNullable(version)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":5",
        "arn:",
        "arn:aws:ssm:eu-west-1:123456789012:parameter/:5",
        "arn:aws:ssm:eu-west-1:123456789012:parameter/",
        "arn:aws:ssm:eu-west-1:123456789012:password",
        "arn:aws:ssm:eu-west-1:123456789012:parameter/a:1:2",
        "arn:aws:s3:::bucket/key",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:",
        "arn:aws:secretsmanager:eu-central-1:123456789012:db-a1B2c3",
        DB + ":user",
        DB + ":user:",
        DB + ":user:::"
      })
  void everything_else_is_no_reference(String text) {
    assertThat(SecretReference.parse(text)).isEmpty();
  }

  @Test
  void a_secret_is_known_by_its_arn_and_name_with_the_random_ending_and_without() {
    var reference = SecretReference.parse(DB + ":user::").orElseThrow();

    assertThat(reference.names())
        .containsExactly(DB + ":user::", DB, DB.substring(0, DB.length() - 7), "db-a1B2c3", "db");
  }

  @Test
  void a_parameter_is_known_by_its_arn_and_name_with_the_version_and_without() {
    var arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/app/password:7";

    assertThat(SecretReference.parse(arn).orElseThrow().names())
        .containsExactly(arn, "/app/password:7", "/app/password");
    assertThat(SecretReference.parse("password").orElseThrow().names()).containsExactly("password");
  }

  @Test
  void a_value_does_not_print() {
    assertThat(new SecretValue("hunter2")).hasToString("***");
  }
}
