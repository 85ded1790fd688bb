package dev.taskdock.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonWriterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30T02:48:14.322700798Z",
        "2026-11-30T02:48:14.300Z",
        "2026-11-30T02:48:14.000030Z",
        "2026-11-30T02:48:14Z",
        "2026-11-30T02:48:00Z",
        "2026-11-30T00:00:00Z",
        "2026-11-30T00:00:00.001Z",
        "1969-12-31T23:59:59.999Z"
      })
  void an_instant_is_written_as_its_own_text(String text) {
    assertThat(JsonWriter.line(Map.of("at", Instant.parse(text))))
        .isEqualTo("{\"at\":\"" + text + "\"}")
        .contains(Instant.parse(text).toString());
  }
}
