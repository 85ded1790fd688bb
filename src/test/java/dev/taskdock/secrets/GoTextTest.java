package dev.taskdock.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Source;
import dev.taskdock.problem.Problems;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Go 1.23 prints with `%v` for what `encoding/json` makes of each.
final class GoTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"a b\"                  | a b",
        "true                    | true",
        "null                    | <nil>",
        "0                       | 0",
        "-0                      | -0",
        "5432                    | 5432",
        "-1.50                   | -1.5",
        "100000                  | 100000",
        "1000000                 | 1e+06",
        "1234567                 | 1.234567e+06",
        "123456789012            | 1.23456789012e+11",
        "12345678901234567890    | 1.2345678901234567e+19",
        "0.0001                  | 0.0001",
        "0.00001                 | 1e-05",
        "1e100                   | 1e+100",
        "[1, \"a\", [true]]       | [1 a [true]]",
        "[]                      | []",
        "{\"b\": 1, \"a\": {\"c\": null}, \"b\": 2} | map[a:map[c:<nil>] b:2]"
      })
  void a_json_value_is_written_as_go_writes_it(String json, String text) {
    var node = JsonReader.read(new Source("value", json), new Problems()).orElseThrow();

    assertThat(GoText.of(node)).isEqualTo(text);
  }
}
