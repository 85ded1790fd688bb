package dev.taskdock.fuzz;

import static dev.taskdock.fuzz.ReadingLaw.eitherValueOrError;
import static dev.taskdock.fuzz.ReadingLaw.source;
import static dev.taskdock.fuzz.ReadingLaw.valueOrError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.taskdock.dns.ReplyLaw;
import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Source;
import dev.taskdock.input.compose.ComposeImport;
import dev.taskdock.input.compose.ImportAsked;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.TaskOverrideReader;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskSize;
import dev.taskdock.proxy.http.RequestLaw;
import dev.taskdock.secrets.SecretFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Timeout;

/// Any bytes for everything that is read. An ordinary run replays the seeds beside it in the
/// resources; `scripts/fuzz` makes new ones, guided by what they reach.
@Timeout(10)
final class ReadersFuzzTest {
  private static final TaskDefinition WEB =
      definition("\"256\"", "\"512\"", "6")
          .orElseThrow(() -> new AssertionError("the template of a definition is refused"));

  @FuzzTest
  void json(byte[] bytes) {
    source("taskdef.json", bytes).ifPresent(s -> valueOrError(s, JsonReader::read));
  }

  @FuzzTest
  void definition(byte[] bytes) {
    source("taskdef.json", bytes).ifPresent(s -> eitherValueOrError(s, TaskDefinitionReader::read));
    source("taskdef.yaml", bytes).ifPresent(s -> eitherValueOrError(s, TaskDefinitionReader::read));
  }

  @FuzzTest
  void overrides(byte[] bytes) {
    source("overrides.json", bytes)
        .flatMap(s -> eitherValueOrError(s, (t, p) -> TaskOverrideReader.read(t, WEB, p)))
        .map(o -> o.appliedTo(WEB))
        .ifPresent(changed -> assertThat(changed.containers()).hasSameSizeAs(WEB.containers()));
  }

  @FuzzTest
  void overlay(byte[] bytes) {
    var folder = Path.of("src");
    source("taskdock.yaml", bytes)
        .ifPresent(s -> valueOrError(s, (t, p) -> Optional.of(Overlay.read(t, folder, p))));
  }

  @FuzzTest
  void template(byte[] bytes) {
    for (var name : List.of("template.yaml", "template.json")) {
      source(name, bytes).ifPresent(TemplateLaw::holds);
    }
  }

  @FuzzTest
  void copilot(byte[] bytes) {
    source("manifest.yml", bytes).ifPresent(DeclaredLaw::ofManifest);
  }

  @FuzzTest
  void terraform(byte[] bytes) {
    source("plan.json", bytes).ifPresent(DeclaredLaw::ofPlan);
  }

  @FuzzTest
  void ecspresso(byte[] bytes) {
    source("task.json", bytes).ifPresent(DeclaredLaw::ofConfiguration);
  }

  @FuzzTest
  void compose(byte[] bytes) {
    var folder = Path.of("target", "nowhere");
    for (boolean each : List.of(false, true)) {
      var asked = new ImportAsked(folder, each, Set.of(), Map.of("SET", "1"));
      source("compose.yaml", bytes)
          .ifPresent(s -> eitherValueOrError(s, (t, p) -> ComposeImport.read(t, folder, asked, p)));
    }
  }

  @FuzzTest
  void environment(byte[] bytes) {
    source("app.env", bytes)
        .flatMap(s -> valueOrError(s, (t, p) -> Optional.of(EnvironmentFile.read(t, p))))
        .ifPresent(variables ->
            assertThat(variables.keySet()).noneMatch(name -> name.isEmpty() || name.contains("=")));
  }

  @FuzzTest
  void secrets(byte[] bytes) {
    for (var name : List.of("secrets.json", "secrets.yaml", "secrets.env")) {
      source(name, bytes)
          .ifPresent(s -> valueOrError(s, (t, p) -> Optional.of(SecretFile.read(t, p).keySet())));
    }
  }

  @FuzzTest
  void reference(byte[] bytes) {
    var text = new String(bytes, UTF_8);
    var parsed = SecretReference.parse(text);
    parsed.ifPresent(reference -> {
      assertThat(SecretReference.parse(reference.text())).isEqualTo(parsed);
      assertThat(reference.names()).startsWith(text).doesNotHaveDuplicates();
      assertThat(reference.names()).noneMatch(String::isBlank);
    });
  }

  /// Sizes and durations: what is read is written plainly and read as the same again.
  @FuzzTest
  void amounts(byte[] bytes) {
    var text = quoted(new String(bytes, UTF_8));
    definition(text, text, "6")
        .flatMap(TaskDefinition::size)
        .ifPresent(size -> assertThat(again(size)).contains(size));
    var plain = definition("\"256\"", "\"512\"", text);
    assertThat(plain.isEmpty() || plain.get().size().equals(WEB.size())).isTrue();
  }

  /// Requests as a load balancer reads and forwards them.
  @FuzzTest
  void requests(byte[] bytes) {
    RequestLaw.holds(bytes);
  }

  /// Messages as they come to the name server of a VPC.
  @FuzzTest
  void dns(byte[] bytes) {
    ReplyLaw.holds(bytes);
  }

  private static Optional<TaskSize> again(TaskSize size) {
    return definition("" + size.cpu().units(), "\"" + size.memory().count() + "\"", "6")
        .flatMap(TaskDefinition::size);
  }

  private static Optional<TaskDefinition> definition(String cpu, String memory, String amount) {
    var text =
        """
        {
          "family": "web", "networkMode": "awsvpc", "cpu": %s, "memory": %s,
          "containerDefinitions": [
            {
              "name": "web", "image": "web:1", "cpu": %3$s, "startTimeout": %3$s,
              "environment": [{"name": "A", "value": "1"}]
            },
            {
              "name": "db", "image": "db:1", "memoryReservation": %3$s, "stopTimeout": %3$s,
              "healthCheck": {"command": ["CMD", "x"], "interval": %3$s, "retries": %3$s}
            }
          ]
        }
        """
            .formatted(cpu, memory, amount);
    return eitherValueOrError(new Source("taskdef.json", text), TaskDefinitionReader::read)
        .map(Reading::definition);
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    text.chars().forEach(c -> quoted.append("\\u%04x".formatted(c)));
    return quoted.append('"').toString();
  }
}
