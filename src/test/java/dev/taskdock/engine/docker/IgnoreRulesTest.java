package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of `.dockerignore`, line by line.
final class IgnoreRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node_modules        | node_modules/a/b.js a/b      | node_modules/a/b.js
          /node_modules/      | node_modules/a sub/node_modules/a | node_modules/a
          **/node_modules     | node_modules/a sub/node_modules/a | node_modules/a sub/node_modules/a
          *.md                | README.md doc/README.md      | README.md
          **/*.md             | README.md doc/README.md      | README.md doc/README.md
          *.md;!README.md     | README.md OTHER.md           | OTHER.md
          !README.md;*.md     | README.md                    | README.md
          *;!src              | a src src/b                  | a
          # *;a               | a b                          | a
          ./a/../b            | a b                          | b
          temp?               | temp1 temp temp12            | temp1
          [ab].c              | a.c b.c c.c                  | a.c b.c
          \\*.c                | *.c a.c                      | *.c
          a.c                 | abc a.c                      | a.c
          **                  | a b/c                        | a b/c
          a/**/z              | a/z a/b/c/z b/z              | a/z a/b/c/z
          """)
  void the_last_rule_that_fits_decides(String rules, String paths, String ignored) {
    var parsed = IgnoreRules.parse(List.of(rules.split(";", -1)));

    assertThat(Stream.of(paths.split(" ", -1)).filter(parsed::ignores))
        .containsExactly(ignored.split(" ", -1));
  }
}
