package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.HealthCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which program a health check needs first.
final class ProbeProgramTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          curl -f http://localhost/ || exit 1 = curl
          wget                                = wget
          /bin/grpc_health_probe;             = /bin/grpc_health_probe
          pg_isready|grep accepting           = pg_isready
          exit 0                              = exit
          """)
  void of_a_line_it_is_the_first_word(String line, String program) {
    assertThat(ProbeProgram.of(check("CMD-SHELL", line))).hasValue(program);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PORT=80 curl localhost",
        "$CHECK",
        "\"/opt/my check\" -q",
        "(curl localhost)",
        "! curl localhost",
        "`which curl` localhost"
      })
  void only_a_shell_can_tell_what_other_lines_run(String line) {
    assertThat(ProbeProgram.of(check("CMD-SHELL", line))).isEmpty();
  }

  @Test
  void without_a_shell_it_is_the_word_behind_cmd_whatever_it_looks_like() {
    assertThat(ProbeProgram.of(check("CMD", "/opt/my check", "-q"))).hasValue("/opt/my check");
  }

  @Test
  void a_check_without_words_needs_none() {
    assertThat(ProbeProgram.of(check("CMD"))).isEmpty();
  }

  private static HealthCheck check(String... test) {
    return new HealthCheck(
        List.of(test), Duration.ofSeconds(30), Duration.ofSeconds(5), 3, Duration.ZERO);
  }
}
