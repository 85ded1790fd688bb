package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.problem.Problems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `samples/github-action`: its step is run as a runner runs it, with a program in place of
/// taskdock that notes how it was called.
final class ActionSampleTest {
  private static final Path FILE = Path.of("samples/github-action/action.yml");
  private static final Pattern INPUT = Pattern.compile("\\$\\{\\{ inputs\\.(\\w+) }}");

  @TempDir private Path folder;

  private final Node action =
      YamlReader.read(Source.read(FILE, new Problems()).orElseThrow(), new Problems())
          .orElseThrow();

  @Test
  void its_command_line_is_one_that_taskdock_knows() throws Exception {
    var called =
        called(Map.of("file", "my task.json", "arguments", "--repeat 3 --keep-on-failure"));

    assertThat(called)
        .containsExactly(
            "test",
            "--github",
            "--junit",
            "taskdock-smoke.xml",
            "--repeat",
            "3",
            "--keep-on-failure",
            "my task.json");
    assertThatCode(() -> parse(called)).doesNotThrowAnyException();
  }

  @Test
  void without_inputs_it_tests_the_folder_it_is_in() throws Exception {
    var called = called(Map.of());

    assertThat(called).containsExactly("test", "--github", "--junit", "taskdock-smoke.xml", ".");
    assertThatCode(() -> parse(called)).doesNotThrowAnyException();
  }

  @Test
  void text_of_an_input_becomes_no_command() throws Exception {
    var file = "$(touch " + folder.resolve("ran") + ").json";

    assertThat(called(Map.of("file", file))).endsWith(file);
    assertThat(folder.resolve("ran")).doesNotExist();
  }

  private static void parse(List<String> arguments) {
    var nowhere = new ByteArrayOutputStream();
    var terminal =
        new Terminal(nowhere, new PrintStream(nowhere, true, StandardCharsets.UTF_8), false, false);
    CommandLines.of(terminal).parseArgs(arguments.toArray(String[]::new));
  }

  /// What the step calls taskdock with, given these inputs and the defaults of the others.
  private List<String> called(Map<String, String> given) throws IOException, InterruptedException {
    var calls = folder.resolve("calls");
    var program = folder.resolve("taskdock");
    Files.writeString(program, "#!/bin/bash\nprintf '%s\\n' \"$@\" > '" + calls + "'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var inputs = new HashMap<>(Map.of("command", program.toString()));
    inputs.putAll(given);
    var step = item(member(member(action, "runs"), "steps"));
    // As a runner runs `shell: bash`.
    assertThat(text(member(step, "shell"))).isEqualTo("bash");
    var process =
        new ProcessBuilder("bash", "-eo", "pipefail", "-c", text(member(step, "run")))
            .directory(folder.toFile())
            .inheritIO();
    for (var variable : ((Node.Mapping) member(step, "env")).members()) {
      process.environment().put(variable.name(), filled(text(variable.value()), inputs));
    }
    assertThat(process.start().waitFor()).isZero();
    return Files.readAllLines(calls);
  }

  private String filled(String text, Map<String, String> inputs) {
    var input = INPUT.matcher(text);
    assertThat(input.matches()).as(text).isTrue();
    var declared = member(member(action, "inputs"), input.group(1));
    return inputs.getOrDefault(input.group(1), text(member(declared, "default")));
  }

  private static Node member(Node object, String name) {
    return ((Node.Mapping) object).get(name).orElseThrow();
  }

  private static Node item(Node list) {
    return ((Node.Sequence) list).items().getFirst();
  }

  private static String text(Node scalar) {
    return ((Node.Scalar) scalar).text();
  }
}
