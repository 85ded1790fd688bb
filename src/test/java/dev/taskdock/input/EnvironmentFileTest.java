package dev.taskdock.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.problem.Problems;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EnvironmentFileTest {
  private final Problems problems = new Problems();

  @Test
  void a_line_is_split_at_its_first_equals_sign_and_its_value_kept_as_it_is() {
    assertThat(read("A=b=c\nE=\nQ=\"b c\"\nS= b \nV=${A}\nN=x\\ny\nW=windows\r\n"))
        .containsExactly(
            Map.entry("A", "b=c"),
            Map.entry("E", ""),
            Map.entry("Q", "\"b c\""),
            Map.entry("S", " b "),
            Map.entry("V", "${A}"),
            Map.entry("N", "x\\ny"),
            Map.entry("W", "windows"));
  }

  @Test
  void a_hash_begins_a_comment_only_at_the_start_of_a_line() {
    assertThat(read("#A=1\n # B=2\nC=#3\n"))
        .containsExactly(Map.entry(" # B", "2"), Map.entry("C", "#3"));
  }

  @Test
  void only_a_line_feed_ends_a_line() {
    assertThat(read("A=1\r2\nB=3\r\r\n"))
        .containsExactly(Map.entry("A", "1\r2"), Map.entry("B", "3\r"));
  }

  @Test
  void the_last_line_of_a_name_counts() {
    assertThat(read("A=1\nA=2\n")).containsExactly(Map.entry("A", "2"));
  }

  @Test
  void a_value_of_128_kib_is_kept() {
    var value = "x".repeat(128 * 1024);

    assertThat(read("A=" + value)).containsEntry("A", value);
  }

  @Test
  void an_assignment_may_name_its_container() {
    assertThat(EnvironmentFile.parseAssignment("db:URL=http://a:b@c", problems))
        .get()
        .hasToString("db:URL=***")
        .extracting(EnvironmentFile.Assignment::value)
        .isEqualTo("http://a:b@c");
  }

  private Map<String, String> read(String text) {
    return EnvironmentFile.read(new Source("a.env", text), problems);
  }
}
