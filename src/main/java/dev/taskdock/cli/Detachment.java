package dev.taskdock.cli;

import dev.taskdock.app.Ourselves;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.SecretValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    return start(terminal, spec, stdin, json, Optional.empty());
  }

  /// @param patience how long to wait until it is ready; without end where none is given
  static int start(
      Terminal terminal,
      @Nullable CommandSpec spec,
      Optional<SecretValue> stdin,
      boolean json,
      Optional<Duration> patience)
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
    var word = new FutureTask<>(() -> word(child));
    Thread.ofVirtual().name("word").start(word);
    try {
      var said =
          patience.isPresent()
              ? word.get(patience.get().toMillis(), TimeUnit.MILLISECONDS)
              : word.get();
      if (said.isPresent()) {
        print(terminal, said.get(), json);
        return ExitCode.FINE;
      }
    } catch (TimeoutException _) {
      terminal
          .err()
          .println("taskdock: not steady yet; it goes on: taskdock events -f, taskdock services");
      return ExitCode.TIMED_OUT;
    } catch (ExecutionException e) {
      throw new IOException("nothing is heard of the process in the background", e.getCause());
    }
    int code = child.waitFor();
    return code == ExitCode.FINE ? ExitCode.FINE : code;
  }

  /// What a process in the background says of its tasks once it is ready; empty where it ends
  /// before.
  private static Optional<String> word(Process child) throws IOException {
    try (var said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith(SupervisedScreen.RUNNING)) {
          return Optional.of(line.substring(SupervisedScreen.RUNNING.length()).strip());
        }
      }
    }
    return Optional.empty();
  }

  private static void print(Terminal terminal, String ids, boolean json) throws IOException {
    var tasks = Arrays.asList(ids.split(" "));
    if (json) {
      JsonWriter.writeLine(terminal.out(), Map.of("tasks", tasks));
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
