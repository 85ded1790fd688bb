package dev.taskdock.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void they_come_by_file_and_line() {
    var problems = new Problems();
    problems.warning(Code.TD1015, new Location("b", 1, 1, 1), "third", "", "");
    problems.add(Diagnostic.warning(Code.TD1032, "first"));
    problems.warning(Code.TD1015, new Location("a", 10, 1, 1), "second", "", "");

    assertThat(problems.all())
        .extracting(Diagnostic::what)
        .containsExactly("first", "second", "third");
    assertThat(problems.hasErrors()).isFalse();
  }
}
