package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Source;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Manifests, plans and configurations that people have: `src/test/resources/corpus/declared`,
/// where NOTICE tells where each is from, VERDICTS what we make of it, and REFUSALS why that is
/// right of each code that refuses.
final class DeclaredCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/declared");

  @TestFactory
  Stream<DynamicTest> each_file_gets_its_verdict() throws IOException {
    return verdicts().stream()
        .map(words ->
            DynamicTest.dynamicTest(
                words.getFirst(),
                () ->
                    assertThat(errors(words.getFirst()))
                        .containsExactlyElementsOf(words.subList(2, words.size()))
                        .matches(codes -> codes.isEmpty() == words.get(1).equals("accepted"))));
  }

  @Test
  void each_file_has_a_verdict_and_a_notice() throws IOException {
    try (var files = Files.walk(CORPUS)) {
      var names =
          files
              .filter(Files::isRegularFile)
              .map(file -> CORPUS.relativize(file).toString())
              .filter(name -> name.contains("."))
              .sorted()
              .toList();
      var noticed = Files.readAllLines(CORPUS.resolve("NOTICE"));

      assertThat(noticed).containsAll(names);
      assertThat(verdicts()).extracting(List::getFirst).isSubsetOf(names).doesNotHaveDuplicates();
      // What only another file names, a part of a definition for instance, is read with that.
      var unjudged = new ArrayList<>(names);
      verdicts().forEach(words -> unjudged.remove(words.getFirst()));
      assertThat(unjudged).allMatch(name -> noticed.contains("with others: " + name));
    }
  }

  @Test
  void each_refusal_is_argued() throws IOException {
    var argued =
        Files.readAllLines(CORPUS.resolve("REFUSALS")).stream()
            .filter(line -> line.startsWith("TD"))
            .map(line -> line.substring(0, 6))
            .toList();
    var refusing = new TreeSet<String>();
    verdicts().forEach(words -> refusing.addAll(words.subList(2, words.size())));

    assertThat(refusing).containsExactlyInAnyOrderElementsOf(argued);
  }

  private static List<List<String>> verdicts() throws IOException {
    return Files.readAllLines(CORPUS.resolve("VERDICTS")).stream()
        .map(line -> List.of(line.split(" +", -1)))
        .toList();
  }

  /// The codes of all errors in a file that is checked by itself.
  private static Set<String> errors(String file) {
    var problems = new Problems();
    var source = Source.read(CORPUS.resolve(file), problems).orElseThrow();
    assertThat(InputShape.of(source).isDeclared()).as("the shape of " + file).isTrue();
    DeclaredChecks.check(List.of(source), new DefinitionOptions(), new HashMap<>(), problems);
    var codes = new TreeSet<String>();
    problems.all().stream()
        .filter(d -> d.severity() == Severity.ERROR)
        .forEach(d -> codes.add(d.code().name()));
    return codes;
  }
}
