package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Files that would use up depth, memory or time.
final class ExhaustionTest {
  @TempDir private Path folder;

  @Test
  void a_file_that_needs_too_much_ends_in_one_line() {
    var err = new ByteArrayOutputStream();

    assertThat(broken(new StackOverflowError(), err)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("taskdock: this file needs more depth than taskdock gives it\n");
    err.reset();
    assertThat(broken(new OutOfMemoryError(), err)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("more memory").hasLineCount(1);
    err.reset();
    assertThat(broken(new AssertionError(), err)).isEqualTo(ExitCode.OURS);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("a fault of taskdock's");
  }

  @Test
  void a_long_chain_of_conditions_is_refused() throws IOException {
    var text = new StringBuilder("Conditions:\n");
    for (int i = 0; i < 9000; i++) {
      text.append("  C%d: !Not [{Condition: C%d}]\n".formatted(i, i + 1));
    }
    text.append(
        "  C9000: !Equals [a, a]\nResources:\n  G: {Type: AWS::Logs::LogGroup, Condition: C0}\n");

    assertThat(of("validate", "t.yaml", text.toString())).contains("names that need each other");
  }

  @Test
  void long_words_of_a_command_are_looked_through() throws IOException {
    var text =
        "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"web\", \"image\": \"a\", \"command\": [\"--"
            + "a-".repeat(20_000)
            + "x\", \"db\"]}, {\"name\": \"db\", \"image\": \"b\"}]}";

    assertThat(of("validate", "task.json", text)).contains("TD").doesNotContain("taskdock's");
  }

  @Test
  void a_long_chain_of_resources_is_refused() throws IOException {
    var text = new StringBuilder("Resources:\n");
    for (int i = 0; i < 3000; i++) {
      text.append(
          "  G%d: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !GetAtt G%d.Arn}}\n"
              .formatted(i, i + 1));
    }
    text.append("  G3000: {Type: AWS::Logs::LogGroup}\n");
    text.append(
        "  T: {Type: AWS::ECS::TaskDefinition, Properties: {Family: !Ref G0, ContainerDefinitions:"
            + " [{Name: a, Image: !Ref G0}]}}\n");

    assertThat(of("validate", "t.yaml", text.toString())).contains("TD3006");
  }

  @Test
  void a_long_chain_of_extended_services_is_refused() throws IOException {
    var text = new StringBuilder("services:\n");
    for (int i = 0; i < 1500; i++) {
      text.append("  s%d: {extends: s%d}\n".formatted(i, i + 1));
    }
    text.append("  s1500: {image: a}\n");

    assertThat(of("import", "compose.yml", text.toString())).contains("that extend each other");
  }

  @Test
  void dollars_and_braces_take_no_more_time_than_they_are_long() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          var text = "services: {a: {image: b, command: '" + "${".repeat(200_000) + "'}}\n";
          assertThat(of("import", "compose.yml", text))
              .isNotEmpty()
              .doesNotContain("Unknown option");
          text = "services: {a: {image: b, command: '" + "$ ".repeat(400_000) + "'}}\n";
          assertThat(of("import", "compose.yml", text))
              .isNotEmpty()
              .doesNotContain("Unknown option");
        });
  }

  private String of(String command, String name, String text) throws IOException {
    var file = Files.writeString(folder.resolve(name), text);
    return (command.equals("import")
            ? Commands.run(command, "--into", folder.resolve("out").toString(), file.toString())
            : Commands.run(command, file.toString()))
        .all();
  }

  private static int broken(Error error, ByteArrayOutputStream err) {
    Callable<Integer> broken =
        () -> {
          throw error;
        };
    var root = new CommandLine(CommandSpec.create());
    root.addSubcommand("validate", CommandSpec.wrapWithoutInspection(broken));
    return CommandLines.execute(
        root, new PrintStream(err, true, StandardCharsets.UTF_8), "validate");
  }
}
