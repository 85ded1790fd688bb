package dev.taskdock.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportTest {
  @Test
  void the_carets_stand_under_what_is_meant() {
    assertThat(excerpt("\t\"a\": \"ウェブ\", \"b\": 1", 14, 3))
        .isEqualTo(
            """
                "a": "ウェブ", "b": 1
                               ^^^\
            """);
  }

  @Test
  void a_long_line_is_clipped_around_the_carets() {
    var line = "x".repeat(10_000) + "HERE" + "y".repeat(10_000);

    assertThat(excerpt(line, 10_001, 4))
        .isEqualTo(
            "…" + "x".repeat(40) + "HERE" + "y".repeat(51) + "…\n" + " ".repeat(41) + "^^^^");
  }

  @Test
  void a_place_after_the_end_of_a_line_is_shown_there() {
    assertThat(excerpt("ab", 3, 1)).isEqualTo("ab\n  ^");
  }

  @Test
  void what_cannot_be_seen_is_drawn() {
    assertThat(excerpt("a\u001b[31m\u202eb\u0000", 2, 1)).isEqualTo("a␛[31m<U+202E>b␀\n ^");
  }

  @Test
  void credentials_are_hidden() {
    assertThat(excerpt("{\"name\": \"A\", \"value\": \"hunter2\", \"x\": 1}", 2, 6))
        .startsWith("{\"name\": \"A\", \"value\": \"***\", \"x\": 1}\n");
    assertThat(excerpt("\"environment\": {\"A\": \"hunter2\"}, \"x\": 1", 1, 1))
        .doesNotContain("hunter2");
    assertThat(excerpt("\"environment\": [\"A=hunter2\"], \"x\": 1", 1, 1))
        .doesNotContain("hunter2");
    assertThat(excerpt("\"options\": {\"a\": [{}, \"}\"], \"b\": \"hunter2\"}, \"x\": 1", 1, 1))
        .startsWith("\"options\": \"***\", \"x\": 1\n");
    assertThat(excerpt("  \"splunk-token\": \"hunter2\",", 1, 1)).doesNotContain("hunter2");
    assertThat(excerpt("  value: hunter2", 1, 1)).doesNotContain("hunter2");
    assertThat(excerpt("\"value\": \"hunt\\\"er2", 1, 1)).doesNotContain("er2");
    assertThat(excerpt("\"valueFrom\": \"/prod/token\"", 1, 1)).contains("/prod/token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "services:\n  db:\n    environment:\n      MYSQL_PASSWORD: \"SEKRET\n",
        "services:\n  db:\n    environment:\n      - MYSQL_PASSWORD=SEKRET\n",
        "services:\n  db:\n    environment:\n    - URL=SEKRET and more\n",
        "services:\n  db:\n    environment:\n      PLAIN: SEKRET, SEKRET\n",
        "services:\n  db:\n    environment:\n      MYSQL_PASSWORD: ${PW:?SEKRET}\n",
        "Environment:\n  - {Name: DB_PASSWORD2, Value: \"SEKRET}\n",
        "Parameters:\n  DbPassword:\n    Type: String\n    Default: SEKRET\n",
        "variables:\n  KEY: |\n    SEKRET\n",
        "x: y\nprivate_key: |\n  abc\n  SEKRET=\n",
        "command: --password=SEKRET\n",
        "command: [\"--password=SEKRET, SEKRET\", \"x\"]\n",
        "api.token: SEKRET # SEKRET\n",
        "{\"password\": \"SEKRET\" \"x\"}",
        "{\"value\":SEKRET}",
        "{\"environment\":[{\"name\":\"A\",\"vallue\":\"SEKRET\"}]}",
        "{\"environment\":[\n{\"name\":\"A\",\n\"vallue\":\"SEKRET\"}]}",
        "{\"environment\":[\n\"SEKRET\"\n]}",
        "{\"dockerLabels\":{\"password\":\"SEKRET\"}}",
        "{\"p\":{\"DbPassword\":{\"Type\":\"String\",\n\"Default\":\"SEKRET\"}}}",
        "{\"environment\": {\"DB_PASSWORD\": \"SEKRET\n",
        "{\"Environment\":[{\"Name\":\"A\",\"Value\":{\"Fn::If\":[\"x\",\"SEKRET\",\"SEKRET\"]}}]}",
        "{\"Environment\":[{\"Value\":{\n\"Fn::If\":[\"x\",\"SEKRET\",\"SEKRET\"]}}]}",
        "Environment:\n  - {Name: A, Value: !If [x, SEKRET, SEKRET]}\n",
        "Environment:\n  - Name: A\n    Value: !If [x, SEKRET, !Sub [SEKRET, {b: SEKRET}]]\n",
        "Environment:\n  - Name: A\n    Value:\n      Fn::If: [x, SEKRET, SEKRET]\n"
      })
  void no_line_shows_what_stands_behind_a_telling_name_or_in_an_environment(String source) {
    int lines = (int) source.lines().count();
    for (int line = 1; line <= lines; line++) {
      var diagnostic = Diagnostic.error(Code.TD1010, "x").at(new Location("a", line, 1, 1));

      assertThat(text(diagnostic, source)).doesNotContain("SEKRET").contains(line + "│ ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"environment\":[],\"image\":\"SHOWN\"}",
        "{\"environment\":[{\"name\":\"SHOWN\",\"value\":\"x\"}]}",
        "{\"environment\":[],\n\"image\":\"SHOWN\"}",
        "{\"secrets\":[{\"name\":\"PASSWORD\",\"valueFrom\":\"SHOWN\"}]}",
        "{\"repositoryCredentials\":{\"credentialsParameter\":\"SHOWN\"}}",
        "environment:\n  A: b\nimage: SHOWN",
        "environment:\n  - SHOWN",
        "environment:\n  - A=b\nimage: SHOWN",
        "secrets:\n  PASSWORD: {env: SHOWN}",
        "Resources:\n  DbSecret:\n    Type: SHOWN"
      })
  void what_is_no_secret_is_shown(String source) {
    int last = (int) source.lines().count();
    var diagnostic = Diagnostic.error(Code.TD1010, "x").at(new Location("a", last, 1, 1));

    assertThat(text(diagnostic, source)).contains("SHOWN");
  }

  @Test
  void a_place_without_length_is_not_quoted() {
    var diagnostic = Diagnostic.error(Code.TD1010, "x").at(new Location("a", 1, 5, 0));

    assertThat(text(diagnostic, "secret")).isEqualTo("error TD1010: x\n  ┌ a:1:5\n");
  }

  @Test
  void line_ends_are_those_of_all_systems() {
    var diagnostic = Diagnostic.error(Code.TD1010, "x").at(new Location("a", 4, 1, 1));

    assertThat(text(diagnostic, "1\r\n2\r3\n4\r\n")).contains(" 4│ 4\n");
  }

  @Test
  void a_terminal_sees_colours_and_nothing_of_the_users() {
    var diagnostic = Diagnostic.warning(Code.TD1015, "\u001b[5m").at(new Location("a", 1, 1, 1));

    assertThat(Report.text(List.of(diagnostic), Map.of("a", "x"), true))
        .contains("\u001b[1;33mwarning TD1015:\u001b[0m ␛[5m")
        .contains("\u001b[1;33m^\u001b[0m");
  }

  @Test
  void many_related_places_are_counted() {
    var diagnostic = Diagnostic.error(Code.TD1010, "x").at(new Location("a", 1, 1, 1));
    for (int i = 0; i < 9; i++) {
      diagnostic = diagnostic.seeAlso(new Location("a", 1, 1, 1), "too");
    }

    assertThat(text(diagnostic, "y")).containsOnlyOnce(" 1│ y").contains("and 4 more");
  }

  @Test
  void the_summary_counts_in_words() {
    var error = Diagnostic.error(Code.TD1010, "x");
    var warning = Diagnostic.warning(Code.TD1015, "x");

    assertThat(Report.summary(List.of(error, warning, error), 3))
        .isEqualTo("2 errors, 1 warning in 3 files");
    assertThat(Report.summary(List.of(), 1)).isEqualTo("no problems in 1 file");
  }

  private static String excerpt(String line, int column, int length) {
    var diagnostic = Diagnostic.error(Code.TD1010, "x").at(new Location("a", 1, column, length));
    var lines = text(diagnostic, line).lines().skip(2).map(l -> l.substring(4)).toList();
    return String.join("\n", lines);
  }

  private static String text(Diagnostic diagnostic, String source) {
    return Report.text(List.of(diagnostic), Map.of("a", source), false);
  }
}
