package dev.taskdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.metadata.Credentials;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.secrets.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

final class SdkAwsTest {
  private static final String DB = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1B2c3";
  private static final String ROLE = "arn:aws:iam::123456789012:role/shop";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private FakeAws fake;
  private SdkAws aws;

  @BeforeEach
  void begin() throws IOException {
    fake = FakeAws.start();
    aws = aws(fake.address(), known());
  }

  @AfterEach
  void end() {
    fake.close();
  }

  @Test
  void parameters_are_asked_for_ten_at_a_time_in_the_region_of_each() {
    fake.parameter("/p0", "zero")
        .parameter("p0", "of eu-west-1")
        .parameter("/p10", "ten")
        .parameter("/p3:2", "of version 2");
    var elsewhere = "arn:aws:ssm:eu-west-1:123456789012:parameter/p0";
    var names = IntStream.range(0, 11).mapToObj(i -> "/p" + i);
    var references = references(Stream.concat(names, Stream.of("/p3:2", elsewhere)));

    var answers = aws.ask(references);

    assertThat(answers)
        .hasSize(13)
        .containsEntry(reference("/p0"), value("zero"))
        .containsEntry(reference("/p10"), value("ten"))
        .containsEntry(reference("/p3:2"), value("of version 2"))
        .containsEntry(reference(elsewhere), value("of eu-west-1"))
        .containsEntry(reference("/p3"), new Answer.Absent());
    assertThat(fake.asked())
        .containsExactly(
            "us-east-1 GetParameters 10", "us-east-1 GetParameters 2", "eu-west-1 GetParameters 1");
  }

  @Test
  void a_secret_is_asked_for_once_at_each_stage_and_version() {
    fake.secret(DB, "now").secret(DB + "@AWSPREVIOUS", "before").secret(DB + "@v-1", "first");
    var references =
        references(
            Stream.of(
                DB, DB + ":user::", DB + "::AWSPREVIOUS:", DB + ":::v-1", DB + "::AWSPENDING:"));

    var answers = aws.ask(references);

    assertThat(answers)
        .containsEntry(reference(DB), value("now"))
        .containsEntry(reference(DB + ":user::"), value("now"))
        .containsEntry(reference(DB + "::AWSPREVIOUS:"), value("before"))
        .containsEntry(reference(DB + ":::v-1"), value("first"))
        .containsEntry(reference(DB + "::AWSPENDING:"), new Answer.Absent());
    assertThat(fake.asked()).hasSize(4).contains("eu-west-1 GetSecretValue " + DB);
  }

  @Test
  void a_refusal_is_told_in_the_words_of_aws() {
    var answers = aws.ask(references(Stream.of("/refused")));

    assertThat(answers)
        .isEqualTo(
            Map.of(
                reference("/refused"),
                new Answer.Refused("AccessDeniedException: You are not authorized.")));
  }

  @Test
  void a_file_is_the_object_that_its_arn_names() {
    fake.object("/config/shop/a.env", "A=ä\n");

    assertThat(aws.file("arn:aws:s3:::config/shop/a.env")).isEqualTo("A=ä\n");
  }

  @Test
  void a_file_that_is_missing_or_closed_is_told_as_the_agent_tells_it() {
    assertThatThrownBy(() -> aws.file("arn:aws:s3:::config/a.env"))
        .hasMessage(
            "operation error S3: HeadObject, https response error StatusCode: 404, api error"
                + " NotFound: Not Found");
    assertThatThrownBy(() -> aws.file("arn:aws:s3:::closed/a.env"))
        .hasMessage(
            "operation error S3: HeadObject, https response error StatusCode: 403, api error"
                + " Forbidden: Forbidden");
  }

  @Test
  void a_role_is_assumed_again_before_its_credentials_end() {
    var end = NOW.plusSeconds(3600);
    fake.until(end);
    var first = aws.of(ROLE, NOW);

    aws.of(ROLE, NOW.plusSeconds(2300));

    assertThat(first)
        .contains(new Credentials("ASIAOFTHEROLE", "secret-of-the-role", "token-of-the-role", end));
    assertThat(fake.asked()).containsExactly("us-east-1 AssumeRole " + ROLE);
    fake.until(end.plusSeconds(60));
    assertThat(aws.of(ROLE, NOW.plusSeconds(2500)))
        .hasValueSatisfying(c -> assertThat(c.expiration()).isEqualTo(end.plusSeconds(60)));
  }

  @Test
  void credentials_that_still_hold_are_given_while_nobody_answers() {
    fake.until(NOW.plusSeconds(3600));
    var first = aws.of(ROLE, NOW);
    fake.close();

    assertThat(aws.of(ROLE, NOW.plusSeconds(3000))).isEqualTo(first).isPresent();
    assertThat(aws.of(ROLE, NOW.plusSeconds(3600))).isEmpty();
  }

  @Test
  void a_role_that_may_not_be_assumed_has_no_credentials() {
    assertThat(aws.of(ROLE + "-closed", NOW)).isEmpty();
  }

  @Test
  void an_address_where_nobody_answers_is_told_as_such() {
    fake.close();

    assertThat(aws.ask(references(Stream.of("/p"))))
        .isEqualTo(
            Map.of(
                reference("/p"),
                new Answer.Refused(
                    "RequestError: send request failed (ConnectException: Connection refused)")));
  }

  @Test
  void who_has_no_credentials_is_told_before_anything_is_asked() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("no");
        };

    assertThat(aws.lack()).isEmpty();
    assertThat(aws(fake.address(), none).lack())
        .contains(
            "no keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and none of profile shop");
  }

  private static SdkAws aws(URI address, AwsCredentialsProvider credentials) {
    return new SdkAws(
        new Clients("us-east-1", Optional.of(address), credentials, Map.of("AWS_PROFILE", "shop")));
  }

  private static AwsCredentialsProvider known() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOFATEST", "of-a-test"));
  }

  private static Answer value(String text) {
    return new Answer.Value(new SecretValue(text));
  }

  private static Set<SecretReference> references(Stream<String> texts) {
    return texts
        .map(SdkAwsTest::reference)
        .collect(Collectors.toCollection(LinkedHashSet<SecretReference>::new));
  }

  private static SecretReference reference(String text) {
    return SecretReference.parse(text).orElseThrow();
  }
}
