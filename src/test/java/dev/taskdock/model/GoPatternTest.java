package dev.taskdock.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Patterns as log drivers read them.
final class GoPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^ERROR          | ERROR: x     | an ERROR
          ^(?P<the_day>\\d+) | 12 x      | x 12
          ^[[:upper:]_]   | _x           | x
          ^[[:^space:]]   | x            | ' x'
          ^[[:xdigit:]]   | F            | G
          ^[^[:word:]]    | -            | x
          ^[[:ascii:]]    | x            | ä
          """)
  void what_go_reads_is_found_here(String pattern, String first, String further) {
    var compiled = GoPattern.compiled(pattern).orElseThrow();

    assertThat(compiled.matcher(first).find()).isTrue();
    assertThat(compiled.matcher(further).find()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "[", "*", "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(?>a)", "(a)\\1"})
  void what_go_does_not_read_is_no_pattern(String pattern) {
    assertThat(GoPattern.compiled(pattern)).isEmpty();
  }

  @Test
  void a_backslash_is_told_from_what_follows_it() {
    assertThat(GoPattern.compiled("a\\\\1")).isPresent();
    assertThat(GoPattern.compiled("a\\(?=")).isPresent();
  }
}
