package dev.taskdock.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MaskedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "app --password s3cret",
        "app --password  's3cret two' --port 80",
        "app --db-password \"s3cret\"",
        "app -v --token s3cret --port 80",
        "app -password s3cret",
        "sleep 1; app -p s3cret",
        "exec app --api-key /s3cret",
        "mysql -h db -ps3cret shop",
        "mysqldump -u root -ps3cret shop",
        "redis-cli -a s3cret ping",
        "docker login -u me -p s3cret registry.test",
        "curl -s -u admin:s3cret https://a.test",
        "curl --user 'admin:s3cret' https://a.test",
        "app --password -- --secret s3cret",
        "app --password\ts3cret",
        "one\ntwo --password s3cret",
      })
  void a_word_that_an_option_says_is_secret_is_not_shown(String text) {
    assertThat(Masked.of(text)).contains("***").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app --password-file /run/x",
        "app --password $DB_PASSWORD",
        "app --password \"$DB_PASSWORD\"",
        "app --password ${DB_PASSWORD} --port 80",
        "app --password $(cat /run/x)",
        "app --port 80 -p 80",
        "app -p 8080:80",
        "app --password",
        "app --password --port 80",
        "docker login --password-stdin registry.test",
        "app --no-password shop",
        "mkdir -p data/cache",
        "cd /a && mkdir -p data",
        "install -p file",
        "mysql -p shop",
        "mysql -p$DB_PASSWORD shop",
        "app --secret-name shop",
        "curl -u $USER:$PASSWORD https://a.test",
        "tail -f access-token.log",
        "my--password is",
        "well-known words",
      })
  void what_is_clearly_no_secret_is_shown(String text) {
    assertThat(Masked.of(text)).isEqualTo(text);
  }

  /// A line of a template may be as long as the template, and whoever wrote it need not be a
  /// friend.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "app -c \"%s",
        "app --password \"s3cret\" ",
        "mysql ",
        "curl -v ",
        "app -p s3cret ",
        "app -x 'y -z \"",
        "a --password s3cret;",
      })
  void a_line_of_a_megabyte_is_read_soon(String part) {
    var line = part.repeat((1 << 20) / part.length()) + "x".repeat(100_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(Masked.of(line)).doesNotContain("s3cret"));
  }

  @Test
  void what_stands_around_a_secret_is_shown() {
    assertThat(Masked.of("app --password s3cret --port 80"))
        .isEqualTo("app --password *** --port 80");
    assertThat(Masked.of("\"app --password \\\"s3cret\\\" --port 80\", \"b\""))
        .isEqualTo("\"app --password \\\"***\\\" --port 80\", \"b\"");
    assertThat(Masked.of("[\"sh\", \"-c\", \"app --password s3cret\"]"))
        .isEqualTo("[\"sh\", \"-c\", \"app --password ***\"]");
  }
}
