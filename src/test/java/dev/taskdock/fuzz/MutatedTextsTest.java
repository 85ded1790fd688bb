package dev.taskdock.fuzz;

import static dev.taskdock.fuzz.ReadingLaw.eitherValueOrError;
import static dev.taskdock.fuzz.ReadingLaw.valueOrError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.Templates;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.overlay.TestSection;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.problem.Problems;
import dev.taskdock.secrets.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The [ReadingLaw] of every text among the tests' resources and the samples, damaged in the ways
/// in which editors and generators damage files.
@Timeout(60)
final class MutatedTextsTest {
  private static final List<Path> FOLDERS =
      List.of(Path.of("src/test/resources"), Path.of("samples"));
  private static final Pattern VALUE =
      Pattern.compile("(\"[^\"\\n]*\"|-?\\d+|true|false|null)(?!\\s*:)");
  private static final Pattern MEMBER =
      Pattern.compile("\"[^\"\\n]*\"\\s*:\\s*(\"[^\"\\n]*\"|\\d+|true|false)");
  private static final List<String> OTHERS =
      List.of("{}", "[]", "[[\"x\"]]", "{\"name\": []}", "null", "\"x\"", "\"\"", "true", "0.5");
  private static final List<String> HUGE =
      List.of("99999999999999999999", "-9223372036854775808", "1e999", "-0", "2147483648");
  private static final Pattern SECTION = Pattern.compile("(?m)^--- .*\n");
  private static final int EACH = 2;

  /// Of a long text not every cut: its reading would take the square of its length.
  private static final int MOST_CUTS = 60;

  private static final int LEAST_CUTS = 8;
  private static final int CHARACTERS = 200_000;

  @Test
  void a_text_cut_off_anywhere_is_read_or_refused() throws IOException {
    for (var text : texts()) {
      int cuts = Math.clamp(CHARACTERS / (text.length() + 1), LEAST_CUTS, MOST_CUTS);
      int step = Math.max(97, text.length() / cuts);
      for (int end = text.length(); end > 0; end -= step) {
        readAsMeant(text.substring(0, end));
      }
    }
  }

  @Test
  void a_value_of_another_type_is_read_or_refused() throws IOException {
    mutated(VALUE, (random, found) -> OTHERS.get(random.nextInt(OTHERS.size())));
  }

  @Test
  void a_member_written_twice_is_read_or_refused() throws IOException {
    mutated(MEMBER, (_, found) -> found + ", " + found);
  }

  @Test
  void a_number_without_bounds_is_read_or_refused() throws IOException {
    mutated(VALUE, (random, _) -> HUGE.get(random.nextInt(HUGE.size())));
  }

  @Test
  void a_value_nested_without_end_is_read_or_refused() throws IOException {
    mutated(
        VALUE,
        (random, found) ->
            (random.nextBoolean() ? "[" : "{\"a\": ").repeat(10 + random.nextInt(2_000)) + found);
  }

  @Test
  void the_same_mistake_many_times_over_is_told_in_seconds() {
    valueOrError(
        new Source("app.env", "x\n".repeat(50_000)),
        (t, p) -> Optional.of(EnvironmentFile.read(t, p)));
    var tags = "{\"x\": 1, \"key\": 1, \"value\": \"\"}, ".repeat(2_000);

    var read =
        eitherValueOrError(
            new Source("taskdef.json", "{\"tags\": [" + tags + "{}]}"), TaskDefinitionReader::read);

    assertThat(read).isEmpty();
  }

  private interface Mutation {
    String of(Random random, String found);
  }

  /// Reads every text with one of its places changed, several times over.
  private static void mutated(Pattern place, Mutation mutation) throws IOException {
    var random = new Random(97);
    for (var text : texts()) {
      var places = place.matcher(text).results().toList();
      for (int i = 0; i < EACH && !places.isEmpty(); i++) {
        MatchResult at = places.get(random.nextInt(places.size()));
        readAsMeant(
            text.substring(0, at.start())
                + mutation.of(random, at.group())
                + text.substring(at.end()));
      }
    }
  }

  private static void readAsMeant(String text) {
    var start = text.stripLeading();
    if (Templates.isTemplate(new Source("template.yaml", text))) {
      TemplateLaw.holds(new Source("template.yaml", text));
    }
    DeclaredLaw.holds(text);
    if (start.startsWith("{") || start.startsWith("[")) {
      eitherValueOrError(new Source("taskdef.json", text), TaskDefinitionReader::read);
      return;
    }
    eitherValueOrError(new Source("taskdef.yaml", text), TaskDefinitionReader::read);
    valueOrError(
        new Source("taskdock.yaml", text),
        (t, p) -> Optional.of(Overlay.read(t, Path.of("src"), p)));
    valueOrError(
        new Source("taskdock.yaml", text),
        (t, p) ->
            Optional.of(
                new TestSection(List.of("nginx"), List.of("web"), List.of("web"))
                    .read(Overlay.read(t, Path.of("src"), new Problems()).tests(), p)));
    valueOrError(
        new Source("app.env", text), (t, p) -> Optional.of(SecretFile.read(t, p).keySet()));
  }

  /// The files as they are, and each section of a golden case by itself.
  private static List<String> texts() throws IOException {
    var texts = new ArrayList<String>();
    for (var folder : FOLDERS) {
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
          // Damaged bytes are a case for themselves; here they become characters.
          var text = new String(Files.readAllBytes(file), UTF_8);
          texts.addAll(List.of(SECTION.split(text, -1)));
        }
      }
    }
    texts.removeIf(String::isBlank);
    assertThat(texts).hasSizeGreaterThan(150);
    return texts;
  }
}
