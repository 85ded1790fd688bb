package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that ask the services of another terminal.
final class ControlLineTest {
  @ParameterizedTest
  @ValueSource(strings = {"../..", "..", "", "a/b", "a\u001b[2J/b"})
  void what_is_no_name_of_a_project_is_said_so(String name) {
    for (var command : List.of("services", "events", "dns", "connect")) {
      var ended = Commands.run(command, "--project", name);

      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err())
          .startsWith("taskdock: no name of a project: ")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void nothing_that_a_terminal_obeys_comes_back() {
    var url = Commands.run("lb", "why", "http://a\u001b]0;x\u0007");
    var header = Commands.run("lb", "why", "http://a", "-H", "\u001b[2J");

    assertThat(url.err()).isEqualTo("taskdock: not a URL: http://a␛]0;x␇\n");
    assertThat(header.err()).isEqualTo("taskdock: -H takes 'NAME: VALUE', not ␛[2J\n");
    assertThat(List.of(url.code(), header.code())).containsOnly(2);
  }

  @Test
  void a_project_that_is_not_up_is_named() {
    var ended = Commands.run("services", "--project", "surely-not-up");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo("taskdock: no services are up in surely-not-up\n");
  }
}
