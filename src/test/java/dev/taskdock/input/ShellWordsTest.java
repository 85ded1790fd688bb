package dev.taskdock.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ShellWordsTest {
  @Test
  void a_command_is_split_at_blanks_outside_of_quotes() {
    assertThat(ShellWords.of("a 'b c' \"d \\\" e\" f\\ g ''"))
        .containsExactly("a", "b c", "d \" e", "f g", "");
    assertThat(ShellWords.of("  a\n\tb  ")).containsExactly("a", "b");
    assertThat(ShellWords.of(" ")).isEmpty();
  }

  @Test
  void what_is_not_closed_or_escapes_nothing_stays() {
    assertThat(ShellWords.of("say \"it")).containsExactly("say", "it");
    assertThat(ShellWords.of("a\\")).containsExactly("a\\");
  }
}
