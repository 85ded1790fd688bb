package dev.taskdock.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.Pages;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each code has a page that our own readers agree with, and a golden case that provokes it.
final class CodesTest {
  private static final int LONGEST_WHAT = 72;
  private static final Pattern WHAT =
      Pattern.compile("^(?:error|warning|note) (TD\\d{4}): (.*)$", Pattern.MULTILINE);
  private static final Pattern BLOCK =
      Pattern.compile(
          "^(Wrong|Right):\n\n```(\\w*)\n(.*?)\n```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void each_code_is_provoked_by_a_golden_case() {
    var provoked = new ArrayList<String>();
    expectations()
        .forEach(text -> WHAT.matcher(text).results().forEach(r -> provoked.add(r.group(1))));

    assertThat(Arrays.stream(Code.values()).map(Enum::name)).isSubsetOf(provoked);
  }

  @Test
  void what_is_said_in_one_line_under_72_columns() {
    assertThat(
            expectations()
                .flatMap(text -> WHAT.matcher(text).results())
                .map(result -> result.group(2))
                .distinct())
        .allSatisfy(what -> assertThat(what).hasSizeLessThan(LONGEST_WHAT));
  }

  @TestFactory
  Stream<DynamicTest> each_page_is_headed_by_its_code_and_its_examples_hold() {
    return Arrays.stream(Code.values())
        .map(code -> DynamicTest.dynamicTest(code + " " + code.title(), () -> checkPage(code)));
  }

  private static Stream<String> expectations() {
    return GoldenSuite.suites().stream()
        .flatMap(suite -> GoldenSuite.cases(suite).stream())
        .map(GoldenCase::expected);
  }

  private static void checkPage(Code code) {
    var page = Pages.of(code);
    assertThat(page).startsWith("# " + code + ": " + code.title() + "\n\n");
    BLOCK
        .matcher(page)
        .results()
        .forEach(block -> checkExample(code, block.group(1), block.group(2), block.group(3)));
  }

  private static void checkExample(Code code, String verdict, String language, String text) {
    var problems = new Problems();
    switch (language) {
      case "json" -> TaskDefinitionReader.read(new Source("page.json", whole(text)), problems);
      case "yaml" -> YamlReader.read(new Source("page.yaml", text), problems);
      default -> {
        return;
      }
    }
    var told = problems.all().stream().map(Diagnostic::code).toList();
    if (verdict.equals("Right")) {
      assertThat(told).as(text).isEmpty();
    } else if (language.equals("json")) {
      assertThat(told).as(text).contains(code);
    }
  }

  /// A definition around an example: containers, members of the task, or a definition already.
  private static String whole(String text) {
    boolean container = text.startsWith("{\"name\": ");
    boolean members = text.startsWith("\"");
    var lines = new ArrayList<>(List.of("{\"family\": \"web\"", "\"networkMode\": \"awsvpc\""));
    lines.addAll(List.of("\"requiresCompatibilities\": [\"FARGATE\"]", "\"cpu\": \"256\""));
    lines.add("\"memory\": \"512\"");
    if (members) {
      lines.removeIf(line -> text.contains(line.substring(line.indexOf('"'), line.indexOf(':'))));
      lines.add(text);
      lines.set(0, lines.getFirst().startsWith("{") ? lines.getFirst() : "{" + lines.getFirst());
    }
    var containers = container ? text : "{\"name\": \"web\", \"image\": \"nginx:1\"}";
    lines.add("\"containerDefinitions\": [" + containers + "]}");
    return container || members ? String.join(",\n", lines) : text;
  }
}
