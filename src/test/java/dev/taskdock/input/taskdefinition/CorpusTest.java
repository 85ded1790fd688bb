package dev.taskdock.input.taskdefinition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Files that people have: `src/test/resources/corpus`, where NOTICE tells where each is from,
/// VERDICTS what we make of it, and REFUSALS why that is right of each code that refuses.
final class CorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus");

  @TestFactory
  Stream<DynamicTest> each_file_gets_its_verdict() throws IOException {
    return Files.readAllLines(CORPUS.resolve("VERDICTS")).stream()
        .map(line -> List.of(line.split(" +", -1)))
        .map(words -> DynamicTest.dynamicTest(words.getFirst(), () -> check(words)));
  }

  @Test
  void each_file_has_a_verdict_and_a_notice() throws IOException {
    try (var files = Files.list(CORPUS)) {
      var names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.contains("."))
              .sorted()
              .toList();

      assertThat(Files.readAllLines(CORPUS.resolve("VERDICTS")))
          .extracting(line -> line.substring(0, line.indexOf(' ')))
          .isEqualTo(names);
      assertThat(Files.readAllLines(CORPUS.resolve("NOTICE"))).containsAll(names);
    }
  }

  @Test
  void each_refusal_is_argued() throws IOException {
    var argued =
        Files.readAllLines(CORPUS.resolve("REFUSALS")).stream()
            .filter(line -> line.startsWith("TD"))
            .map(line -> line.substring(0, 6))
            .toList();

    assertThat(refusing()).containsExactlyInAnyOrderElementsOf(argued);
  }

  private static Set<String> refusing() throws IOException {
    var codes = new TreeSet<String>();
    for (var line : Files.readAllLines(CORPUS.resolve("VERDICTS"))) {
      var problems = new Problems();
      read(line.substring(0, line.indexOf(' ')), problems);
      problems.all().stream()
          .filter(d -> d.severity() == Severity.ERROR)
          .forEach(d -> codes.add(d.code().name()));
    }
    return codes;
  }

  private static void check(List<String> words) {
    var problems = new Problems();

    assertThat(read(words.getFirst(), problems) ? "accepted" : "refused").isEqualTo(words.get(1));
    assertThat(problems.all().stream().map(Diagnostic::code).map(Enum::name).sorted().distinct())
        .isEqualTo(words.subList(2, words.size()));
  }

  /// Whether the file is accepted.
  private static boolean read(String file, Problems problems) {
    return Source.read(CORPUS.resolve(file), problems)
        .flatMap(source -> TaskDefinitionReader.read(source, problems))
        .isPresent();
  }
}
