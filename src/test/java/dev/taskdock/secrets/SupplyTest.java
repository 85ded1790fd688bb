package dev.taskdock.secrets;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.Environment;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Logging;
import dev.taskdock.model.RegistryLogin;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SupplyTest {
  private static final String SECRETS =
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
          + " retrieval failed: ";
  private static final String DB =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-a1B2c3";

  private static final String REGISTRY =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:registry-a1B2c3";
  private static final String LOGIN =
      SECRETS + "unable to get registry auth from asm: service call has been retried 1 time(s): ";

  @TempDir private Path folder;

  @Test
  void a_value_is_got_from_wherever_it_is_kept() throws IOException {
    var file = Files.writeString(folder.resolve("password"), "of a file\n\n");
    var supply =
        new Supply(
            new LocalSecrets(
                List.of(
                    Map.of(
                        "/here", kept("written"),
                        "/variable", LocalSecret.of(new Kept.InVariable("SET")),
                        "/file", LocalSecret.of(new Kept.InFile(file)),
                        "/command", command("echo \"by $PWD\"")))),
            LocalFiles.NONE,
            Map.of("SET", "of a variable"));
    var definition =
        task(
            secret("A", "/here"),
            secret("B", "/variable"),
            secret("C", "/file"),
            secret("D", "/command"));

    assertThat(fetched(supply, definition, "app").secretTexts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "A", "written",
                "B", "of a variable",
                "C", "of a file\n",
                "D", "by " + folder.toRealPath()));
  }

  @Test
  void a_program_is_asked_once_in_a_run() throws IOException {
    var supply = supply(Map.of("/p", command("echo asked >> log; echo value")));

    supply.fetch(task(secret("A", "/p"), secret("B", "/p")));
    supply.fetch(task(secret("A", "/p")));

    assertThat(Files.readString(folder.resolve("log"))).isEqualTo("asked\n");
  }

  @Test
  void the_login_to_a_registry_is_the_json_object_that_its_secret_holds() {
    var supply =
        supply(Map.of("registry", kept("{\"Username\": \"me\", \"password\": \"p:w\", \"n\": 1}")));

    var login = supply.login(SecretReference.Asm.whole("registry"));

    assertThat(login).isEqualTo(new RegistryLogin("me", new SecretValue("p:w")));
    assertThat(login).hasToString("***");
    assertThat(supply.login(SecretReference.Asm.whole(REGISTRY))).isEqualTo(login);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | asm fetching authorization data: empty secrets value",
        "hunter2 | asm fetching authorization data: unable to unmarshal secret value, invalid schema",
        "\"hunter2\" | asm fetching authorization data: unable to unmarshal secret value, invalid"
            + " schema",
        "{\"username\": 1, \"password\": \"hunter2\"} | asm fetching authorization data: unable to"
            + " unmarshal secret value, invalid schema",
        "{\"password\": \"hunter2\"} | asm fetching username: AuthorizationData is malformed, empty"
            + " field",
        "{\"username\": \"hunter2\", \"password\": null} | asm fetching password: AuthorizationData"
            + " is malformed, empty field"
      })
  void what_is_no_login_is_told_in_the_words_of_the_agent(String text, String words) {
    var supply = supply(Map.of("registry", kept(text)));

    assertThatThrownBy(() -> supply.login(SecretReference.Asm.whole("registry")))
        .hasMessage(
            LOGIN
                + words
                + " (the value of registry has to be {\"username\": \"…\", \"password\": \"…\"})")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void a_login_that_is_nowhere_is_told_with_where_to_write_it() {
    assertThatThrownBy(() -> supply(Map.of()).login(SecretReference.Asm.whole(REGISTRY)))
        .hasMessage(
            LOGIN
                + "asm fetching secret from the service for "
                + REGISTRY
                + ": ResourceNotFoundException: Secrets Manager can't find the specified secret."
                + " (there is no local value; write into taskdock.yaml: secrets: {\"registry\":"
                + " {file: PATH}}, or {command: \"…\"} or {env: VARIABLE}, which give"
                + " {\"username\": \"…\", \"password\": \"…\"}; or --aws, which asks AWS)");
    assertThatThrownBy(() ->
            supply(Map.of("registry", LocalSecret.of(new Kept.InVariable("UNSET"))))
                .login(SecretReference.Asm.whole("registry")))
        .hasMessageStartingWith(LOGIN + "asm fetching secret from the service for registry: ")
        .hasMessageContaining("(the variable UNSET is not set here; write into taskdock.yaml: ");
  }

  @Test
  void aws_is_asked_for_a_login_that_is_not_kept_here() {
    var asking =
        supply(Map.of())
            .asking(aws(Map.of(REGISTRY, "{\"username\": \"me\", \"password\": \"pw\"}")));

    assertThat(asking.login(SecretReference.Asm.whole(REGISTRY)).username()).isEqualTo("me");
    assertThatThrownBy(() -> asking.login(SecretReference.Asm.whole("other")))
        .hasMessage(
            LOGIN
                + "asm fetching secret from the service for other: ResourceNotFoundException:"
                + " Secrets Manager can't find the specified secret.");
    assertThatThrownBy(() -> asking.login(SecretReference.Asm.whole("/refused")))
        .hasMessage(
            LOGIN + "asm fetching secret from the service for /refused: AccessDeniedException: no");
  }

  @Test
  void all_parameters_that_are_missing_are_named_before_any_secret() {
    var supply = supply(Map.of("/there", kept("x")));
    var definition =
        task(secret("A", DB), secret("B", "/one"), secret("C", "/there"), secret("D", "/two"));

    assertThatThrownBy(() -> supply.fetch(definition))
        .hasMessage(
            SECRETS
                + "unable to retrieve secrets from ssm: service call has been retried 1 time(s):"
                + " invalid ssm parameters: /one,/two (there is no local value)");
  }

  @Test
  void a_missing_secret_is_named_by_its_arn() {
    var definition = task(secret("A", DB + ":user::"));

    assertThatThrownBy(() -> supply(Map.of()).fetch(definition))
        .hasMessage(
            SECRETS
                + "unable to retrieve secret from asm: service call has been retried 1 time(s):"
                + " ResourceNotFoundException: The task can't retrieve the secret with ARN '"
                + DB
                + ":user::' from AWS Secrets Manager. Check whether the secret exists in the"
                + " specified Region. (there is no local value)");
  }

  @Test
  void a_program_that_fails_is_told_without_what_it_printed() {
    var supply = supply(Map.of("/p", command("echo hunter2; exit 3")));

    assertThatThrownBy(() -> supply.fetch(task(secret("A", "/p"))))
        .hasMessageEndingWith(
            "invalid ssm parameters: /p (the command for it ended with exit code 3)")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void a_value_that_no_process_can_receive_is_no_value() {
    var supply = supply(Map.of("/p", kept("hun\0ter2")));

    assertThatThrownBy(() -> supply.fetch(task(secret("A", "/p"))))
        .hasMessageEndingWith("(its value has a NUL character, which no variable can hold)")
        .hasMessageNotContaining("hun");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"password\": \"x\"} | retrieved secret from Secrets Manager did not contain json key user",
        "null             | retrieved secret from Secrets Manager did not contain json key user",
        "hunter2          | invalid character in JSON input",
        "{\"user\": \"hun | unexpected end of JSON input",
        "' '              | unexpected end of JSON input",
        "\"hunter2\"      | json: cannot unmarshal string into Go value of type map[string]interface {}",
        "[1]              | json: cannot unmarshal array into Go value of type map[string]interface {}"
      })
  void a_json_key_needs_an_object_that_has_it(String value, String reason) {
    var supply = supply(Map.of("db", kept(value)));

    assertThatThrownBy(() -> supply.fetch(task(secret("A", DB + ":user::"))))
        .hasMessage(
            SECRETS
                + "unable to retrieve secret from asm: service call has been retried 1 time(s): "
                + reason);
  }

  @Test
  void a_json_key_picks_from_an_object() {
    var supply = supply(Map.of("db", kept("{\"user\": \"app\", \"port\": 5432}")));
    var definition =
        task(secret("U", DB + ":user::"), secret("P", DB + ":port::"), secret("ALL", DB));

    assertThat(fetched(supply, definition, "app").secret())
        .containsEntry("U", new SecretValue("app"))
        .containsEntry("P", new SecretValue("5432"))
        .containsEntry("ALL", new SecretValue("{\"user\": \"app\", \"port\": 5432}"));
  }

  @Test
  void of_two_files_the_first_wins_and_in_a_file_the_last_line() throws IOException {
    var supply = files("a.env", "A=1\nA=2\nB=\n", "b.env", "A=3\nB=3\nC=3\r\n");
    var definition = files("arn:aws:s3:::c/a.env", "arn:aws:s3:::c/b.env");

    assertThat(fetched(supply, definition, "app").ofFiles())
        .containsExactlyInAnyOrderEntriesOf(Map.of("A", "2", "B", "", "C", "3"));
  }

  @Test
  void a_file_without_a_copy_fails_the_task() {
    assertThatThrownBy(() -> supply(Map.of()).fetch(files("arn:aws:s3:::c/a.env")))
        .hasMessage(
            "ResourceInitializationError: failed to download env files: service call has been"
                + " retried 1 time(s): operation error S3: HeadObject, https response error"
                + " StatusCode: 404, api error NotFound: Not Found (there is no local copy of"
                + " arn:aws:s3:::c/a.env)");
  }

  @Test
  void a_line_of_64_kib_fails_the_task_as_the_agents_scanner_does() throws IOException {
    var definition = files("arn:aws:s3:::c/a.env", "arn:aws:s3:::c/b.env");
    var longest = "A=" + "x".repeat((64 << 10) - 3);
    var fits = fetched(files("a.env", longest + "\n", "b.env", ""), definition, "app");
    var tooLong = files("a.env", longest + "x\n", "b.env", "");

    assertThat(fits.ofFiles()).containsOnlyKeys("A");
    assertThatThrownBy(() -> tooLong.fetch(definition))
        .hasMessage(
            "ResourceInitializationError: failed to download env files: bufio.Scanner: token too"
                + " long");
  }

  @Test
  void secret_options_of_firelens_become_variables_of_the_router() {
    var option = new Secret("apiKey", reference("/key"));
    var shipped = new LogConfiguration("awsfirelens", Map.of(), List.of(option));
    var definition =
        task(
            "shop",
            container("router")
                .logging(
                    new Logging(
                        Optional.empty(),
                        Optional.of(
                            new FirelensConfiguration(
                                FirelensConfiguration.Type.FLUENTBIT, Map.of())))),
            container("app").logging(new Logging(Optional.of(shipped), Optional.empty())));
    var supply = supply(Map.of("app:apiKey", kept("k")));

    assertThat(fetched(supply, definition, "router").secretTexts())
        .isEqualTo(Map.of("apiKey_1", "k"));
    assertThat(fetched(supply, definition, "app").secretTexts()).isEmpty();
  }

  @Test
  void secret_options_of_other_drivers_are_not_needed_here() {
    var token = new Secret("splunk-token", reference("/token"));
    var splunk = new LogConfiguration("splunk", Map.of(), List.of(token));
    var definition =
        task("shop", container("app").logging(new Logging(Optional.of(splunk), Optional.empty())));

    assertThat(fetched(supply(Map.of()), definition, "app").secretTexts()).isEmpty();
  }

  @Test
  void aws_is_asked_for_what_is_kept_nowhere_here() throws IOException {
    Files.writeString(folder.resolve("a.env"), "A=here\n");
    var supply =
        new Supply(
                new LocalSecrets(List.of(Map.of("/here", kept("here")))),
                new LocalFiles(Map.of("arn:aws:s3:::c/a.env", folder.resolve("a.env"))),
                Map.of())
            .asking(
                aws(Map.of("/here", "of aws", "/there", "there", DB + ":user::", "{\"user\":7}")));
    var definition =
        task(
            "shop",
            container("app")
                .variables(
                    new Variables(
                        Environment.EMPTY,
                        List.of("arn:aws:s3:::c/a.env", "arn:aws:s3:::c/b.env"),
                        List.of(
                            secret("H", "/here"),
                            secret("T", "/there"),
                            secret("U", DB + ":user::")))));

    var fetched = fetched(supply, definition, "app");

    assertThat(fetched.secretTexts()).isEqualTo(Map.of("H", "here", "T", "there", "U", "7"));
    assertThat(fetched.ofFiles()).isEqualTo(Map.of("A", "here", "B", "of arn:aws:s3:::c/b.env"));
  }

  @Test
  void what_aws_does_not_give_fails_the_task_in_its_own_words() {
    var supply = supply(Map.of()).asking(aws(Map.of("/there", "there")));

    assertThatThrownBy(() -> supply.fetch(task(secret("A", "/there"), secret("B", "/absent"))))
        .hasMessage(
            SECRETS
                + "unable to retrieve secrets from ssm: service call has been retried 1 time(s):"
                + " invalid ssm parameters: /absent");
    assertThatThrownBy(() -> supply.fetch(task(secret("A", "/refused"))))
        .hasMessage(
            SECRETS
                + "unable to retrieve secrets from ssm: service call has been retried 1 time(s):"
                + " AccessDeniedException: no");
    assertThatThrownBy(() -> supply.fetch(task(secret("A", DB))))
        .hasMessageEndingWith("Check whether the secret exists in the specified Region.");
    assertThatThrownBy(() -> supply.fetch(files("arn:aws:s3:::c/absent.env")))
        .hasMessage(
            "ResourceInitializationError: failed to download env files: service call has been"
                + " retried 1 time(s): 404");
  }

  @Test
  void what_was_fetched_prints_names_only() throws IOException {
    var fetched = supply(Map.of("/a", kept("hunter2"))).fetch(task(secret("A", "/a")));

    assertThat(fetched.toString()).contains("A").doesNotContain("hunter2");
  }

  /// Has these values, refuses `/refused`, and has every file but `absent.env`.
  private static Remote aws(Map<String, String> values) {
    return new Remote() {
      @Override
      public Map<SecretReference, Answer> ask(Set<SecretReference> references) {
        var answers = new HashMap<SecretReference, Answer>();
        for (var reference : references) {
          var value = Optional.ofNullable(values.get(reference.text()));
          var none =
              reference.text().equals("/refused")
                  ? new Answer.Refused("AccessDeniedException: no")
                  : new Answer.Absent();
          answers.put(
              reference, value.<Answer>map(v -> new Answer.Value(new SecretValue(v))).orElse(none));
        }
        return answers;
      }

      @Override
      public String file(String arn) {
        if (arn.endsWith("absent.env")) {
          throw new Unavailable("404");
        }
        return "A=of aws\nB=of " + arn + "\n";
      }
    };
  }

  private static Supply.Fetched fetched(Supply supply, TaskDefinition task, String container) {
    return requireNonNull(supply.fetch(task).get(name(container)));
  }

  private Supply supply(Map<String, LocalSecret> secrets) {
    return new Supply(new LocalSecrets(List.of(secrets)), LocalFiles.NONE, Map.of());
  }

  private Supply files(String one, String text, String other, String otherText) throws IOException {
    Files.writeString(folder.resolve(one), text);
    Files.writeString(folder.resolve(other), otherText);
    return new Supply(
        LocalSecrets.NONE, new LocalFiles(Map.of("arn:aws:s3:::c/*", folder)), Map.of());
  }

  private LocalSecret command(String line) {
    return LocalSecret.of(new Kept.ByCommand(line, folder));
  }

  private static LocalSecret kept(String text) {
    return LocalSecret.of(new Kept.Here(new SecretValue(text)));
  }

  private static Secret secret(String name, String from) {
    return new Secret(name, reference(from));
  }

  private static SecretReference reference(String text) {
    return SecretReference.parse(text).orElseThrow();
  }

  private static TaskDefinition task(Secret... secrets) {
    return task(
        "shop",
        container("app")
            .variables(new Variables(Environment.EMPTY, List.of(), Arrays.asList(secrets))));
  }

  private static TaskDefinition files(String... arns) {
    return task(
        "shop",
        container("app")
            .variables(new Variables(Environment.EMPTY, Arrays.asList(arns), List.of())));
  }

  private static TaskDefinition task(String family, ContainerFixture... containers) {
    return Fixtures.task(family, containers);
  }
}
