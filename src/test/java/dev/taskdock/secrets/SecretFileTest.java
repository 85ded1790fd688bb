package dev.taskdock.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.problem.Problems;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SecretFileTest {
  private final Problems problems = new Problems();

  @Test
  void lines_are_keys_and_values() {
    assertThat(read("secrets.env", "# ours\n/app/password=a=b\napp:TOKEN=\"q\"\n"))
        .isEqualTo(Map.of("/app/password", "a=b", "app:TOKEN", "\"q\""));
  }

  @Test
  void what_is_no_text_in_json_or_yaml_is_kept_as_json() {
    var expected =
        Map.of(
            "a", "text",
            "b", "007",
            "c", "{\"user\":\"x\",\"port\":5432,\"on\":true,\"no\":null}",
            "d", "[\"0x1F\"]");

    assertThat(
            read(
                "secrets.yaml",
                "a: text\nb: 007\nc: {user: x, port: 5432, on: true, no: null}\nd: [0x1F]\ne:\n"))
        .isEqualTo(expected);
    assertThat(
            read(
                "<stdin>",
                "{\"a\": \"text\", \"b\": \"007\", \"d\": [\"0x1F\"],"
                    + " \"c\": {\"user\": \"x\", \"port\": 5432, \"on\": true, \"no\": null}}"))
        .isEqualTo(expected);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void a_list_is_no_file_of_secrets() {
    assertThat(read("secrets.json", "[\"hunter2\"]")).isEmpty();
    assertThat(problems.hasErrors()).isTrue();
    assertThat(problems.all().toString()).doesNotContain("hunter2");
  }

  private Map<String, String> read(String file, String text) {
    var texts = new HashMap<String, String>();
    SecretFile.read(new Source(file, text), problems)
        .forEach((key, secret) ->
            texts.put(key, ((Kept.Here) secret.current().orElseThrow()).value().text()));
    return texts;
  }
}
