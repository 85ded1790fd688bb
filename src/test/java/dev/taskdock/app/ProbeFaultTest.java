package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What failed probes print, in the words of engines and shells.
final class ProbeFaultTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # the engine
          OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown | curl
          OCI runtime exec failed: exec failed: unable to start container process: exec: "/check": stat /check: no such file or directory: unknown | /check
          # dash, BusyBox, bash
          /bin/sh: 1: curl: not found | curl
          /bin/sh: curl: not found | curl
          sh: 1: /usr/local/bin/check: not found | /usr/local/bin/check
          bash: line 1: pg_isready: command not found | pg_isready
          /bin/bash: wget: command not found | wget
          """)
  void a_program_that_is_not_in_the_image_is_named(String output, String program) {
    assertThat(explain(output + "\n"))
        .hasValue(
            "db cannot be HEALTHY: there is no "
                + program
                + " in the image: install it, or check with a program it has");
  }

  @Test
  void an_image_without_a_shell_needs_another_form_of_check() {
    var output = "exec failed: exec: \"/bin/sh\": stat /bin/sh: no such file or directory: unknown";

    assertThat(explain(output))
        .hasValue(
            "db cannot be HEALTHY: there is no /bin/sh in the image: write CMD and a program it"
                + " has");
  }

  @Test
  void a_file_that_is_no_program_is_made_one() {
    assertThat(explain("exec failed: exec: \"/check\": permission denied: unknown"))
        .hasValue("db cannot be HEALTHY: /check may not be executed: chmod +x it in the image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "curl: (22) The requested URL returned error: 404 Not Found",
        "curl: (7) Failed to connect to localhost port 80: Connection refused",
        "cat: /tmp/ready: No such file or directory",
        "database \"shop\" not found",
        "/var/run/postgresql:5432 - no response"
      })
  void a_check_that_ran_and_failed_may_pass_one_day(String output) {
    assertThat(explain(output)).isEmpty();
  }

  private static Optional<String> explain(String output) {
    return ProbeFault.explain(name("db"), output);
  }
}
