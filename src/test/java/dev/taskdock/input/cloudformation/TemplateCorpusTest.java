package dev.taskdock.input.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Source;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Templates that people have: `src/test/resources/corpus/templates`, where NOTICE tells where each
/// is from, VERDICTS what we make of it, and REFUSALS why that is right of each code that refuses.
final class TemplateCorpusTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/templates");

  @TestFactory
  Stream<DynamicTest> each_template_gets_its_verdict() throws IOException {
    return Files.readAllLines(CORPUS.resolve("VERDICTS")).stream()
        .map(line -> List.of(line.split(" +", -1)))
        .map(words ->
            DynamicTest.dynamicTest(
                words.getFirst(),
                () ->
                    assertThat(errors(words.getFirst()))
                        .containsExactlyElementsOf(words.subList(2, words.size()))
                        .matches(codes -> codes.isEmpty() == words.get(1).equals("accepted"))));
  }

  @Test
  void each_template_has_a_verdict_and_a_notice() throws IOException {
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
    var refusing = new TreeSet<String>();
    for (var line : Files.readAllLines(CORPUS.resolve("VERDICTS"))) {
      refusing.addAll(errors(line.substring(0, line.indexOf(' '))));
    }

    assertThat(refusing).containsExactlyInAnyOrderElementsOf(argued);
  }

  /// The codes of all errors in a template that is checked by itself.
  private static Set<String> errors(String file) {
    var problems = new Problems();
    var source = Source.read(CORPUS.resolve(file), problems).orElseThrow();
    var setting =
        new Setting(
            List.of(), Map.of(), new Pseudo("us-east-1", "000000000000"), LocalValues.NONE, false);
    Templates.read(List.of(new Templates.Named("web", source)), setting, problems)
        .ifPresent(reading -> {
          reading
              .definitions()
              .forEach(d -> TaskDefinitionReader.read(d.tree(), Map.of(), problems));
          var findings = new Findings(problems);
          var tree = Fields.of(reading.tree(), findings);
          var vpc = VpcDeclaration.of(tree, reading.standIns());
          Services.scaling(tree, Services.of(tree, vpc));
          LoadBalancing.ofTemplate(tree, vpc);
        });
    var codes = new TreeSet<String>();
    problems.all().stream()
        .filter(d -> d.severity() == Severity.ERROR)
        .forEach(d -> codes.add(d.code().name()));
    return codes;
  }
}
