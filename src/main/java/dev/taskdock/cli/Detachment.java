package dev.taskdock.cli;

import dev.taskdock.app.Ourselves;
import dev.taskdock.model.SecretValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// Starts a run again as a process of its own that outlives this one, and waits until it runs.
///
/// Somebody has to apply ECS's rules while a task lives (an essential container's exit ends it), so
/// "in the background" means another taskdock, deaf to this terminal's signals.
final class Detachment {
  private static final String DEAF = "trap '' INT HUP; exec \"$@\"";

  private Detachment() {}

  /// @param stdin what was read from standard input, which is at its end by now
  static int start(
      Terminal terminal, @Nullable CommandSpec spec, Optional<SecretValue> stdin, boolean json)
      throws IOException, InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("picocli gave no spec");
    }
    var child =
        new ProcessBuilder(command(spec))
            .redirectInput(stdin.isPresent() ? Redirect.PIPE : Redirect.INHERIT)
            .redirectError(Redirect.INHERIT)
            .start();
    Signals.hear(_ -> child.destroy());
    if (stdin.isPresent()) {
      try (var input = child.getOutputStream()) {
        input.write(stdin.get().text().getBytes(StandardCharsets.UTF_8));
      }
    }
    try (var said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith(SupervisedScreen.RUNNING)) {
          print(terminal, line.substring(SupervisedScreen.RUNNING.length()).strip(), json);
          return ExitCode.FINE;
        }
      }
    }
    int code = child.waitFor();
    return code == ExitCode.FINE ? ExitCode.FINE : code;
  }

  private static void print(Terminal terminal, String ids, boolean json) throws IOException {
    var tasks = Arrays.asList(ids.split(" "));
    if (json) {
      Json.writeLine(terminal.out(), Map.of("tasks", tasks));
      return;
    }
    PrintStream data = terminal.data();
    tasks.forEach(data::println);
    data.flush();
  }

  private static List<String> command(CommandSpec spec) {
    var arguments = new ArrayList<String>();
    for (var argument : spec.root().commandLine().getParseResult().originalArgs()) {
      boolean ours = argument.equals("-d") || argument.equals("--detach");
      arguments.add(ours ? "--supervised" : argument);
    }
    var command = new ArrayList<>(List.of("sh", "-c", DEAF, "taskdock"));
    command.addAll(Ourselves.with(arguments));
    return command;
  }
}
