package dev.taskdock.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// taskdock as a process of its own.
final class TaskdockProcess implements AutoCloseable {
  /// Enough for a start on a machine that is busy with other things.
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "awssdk|jazzer|junit|archunit|assertj|testcontainers|byte-buddy|opentest4j|apiguardian");

  /// Where the launcher keeps what it starts the JVM with; empty where it has built nothing.
  private static final String LAUNCHER =
      Objects.requireNonNullElse(System.getenv("TASKDOCK_LAUNCHER"), "");

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// What building images may take on a machine that does other things too.
  static final Duration PATIENCE_FOR_IMAGES = Duration.ofMinutes(6);

  private final Process process;
  private final Output out;
  private final Output err;

  private TaskdockProcess(Process process) {
    this.process = process;
    this.out = Output.of("stdout", process.getInputStream());
    this.err = Output.of("stderr", process.getErrorStream());
  }

  /// How a process is started.
  ///
  /// @param arguments taskdock's
  /// @param environment what is set beside what this process has; an empty value unsets
  /// @param stdin what it can read
  /// @param wrapper a command that is given the whole command line as arguments, as in `sh -c`
  record Start(
      List<String> arguments,
      Map<String, String> environment,
      Path folder,
      String stdin,
      List<String> wrapper) {
    static Start of(Path folder, String... arguments) {
      return new Start(List.of(arguments), Map.of(), folder, "", List.of());
    }

    Start with(String name, String value) {
      var more = new HashMap<>(environment);
      more.put(name, value);
      return new Start(arguments, more, folder, stdin, wrapper);
    }

    Start reading(String text) {
      return new Start(arguments, environment, folder, text, wrapper);
    }

    Start within(String... command) {
      return new Start(arguments, environment, folder, stdin, List.of(command));
    }
  }

  static TaskdockProcess start(Start start) {
    var command = new ArrayList<>(start.wrapper());
    command.addAll(command(start.arguments()));
    var builder = new ProcessBuilder(command).directory(start.folder().toFile());
    start
        .environment()
        .forEach((name, value) -> {
          builder.environment().remove(name);
          if (!value.isEmpty()) {
            builder.environment().put(name, value);
          }
        });
    try {
      var process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(start.stdin().getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // It ended without reading all of it.
      }
      return new TaskdockProcess(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The first line on stdout that `wanted` takes.
  String awaitOut(Predicate<String> wanted) {
    return out.awaitLine(wanted, PATIENCE).orElseThrow(() -> failure("no such line on stdout"));
  }

  /// The first line on stderr that `wanted` takes.
  String awaitErr(Predicate<String> wanted) {
    return awaitErr(wanted, PATIENCE);
  }

  /// The same, which may take as long as this.
  String awaitErr(Predicate<String> wanted, Duration patience) {
    return err.awaitLine(wanted, patience).orElseThrow(() -> failure("no such line on stderr"));
  }

  /// The first line on stderr with these words.
  String awaitErr(String words) {
    return awaitErr(line -> line.contains(words));
  }

  /// The first line on stderr with these words behind the one that was found last in this way: for
  /// what is said again and again.
  String awaitNextErr(String words) {
    return err.awaitNextLine(line -> line.contains(words), PATIENCE)
        .orElseThrow(() -> failure("no such line on stderr any more"));
  }

  /// Waits for its end and returns its exit code.
  int exitCode() {
    return exitCode(PATIENCE);
  }

  /// Waits for its end, no longer than `patience`, and returns its exit code.
  int exitCode(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("taskdock still runs after %d s".formatted(patience.toSeconds()));
      }
      out.awaitEnd(patience);
      err.awaitEnd(patience);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Waits for its end, which must have this exit code.
  void endsWith(int code) {
    endsWith(code, PATIENCE);
  }

  /// Waits for its end, no longer than `patience`; it must have this exit code.
  void endsWith(int code, Duration patience) {
    int actual = exitCode(patience);
    if (actual != code) {
      throw failure("ended with %d instead of %d".formatted(actual, code));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// Sends a signal: `INT`, `TERM`, `KILL`.
  void signal(String name) {
    signal(process.toHandle(), name);
  }

  /// Sends a signal to any process that a test started.
  static void signal(ProcessHandle process, String name) {
    signal("" + process.pid(), name);
  }

  /// Sends a signal to all processes of the group that this one leads.
  static void signalGroup(ProcessHandle leader, String name) {
    signal("-" + leader.pid(), name);
  }

  private static void signal(String whom, String name) {
    try {
      var kill = new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", name, whom).start();
      kill.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// The lines on stdout so far; all of them after [#exitCode].
  List<String> out() {
    return out.lines();
  }

  byte[] outBytes() {
    return out.bytes();
  }

  /// The lines on stderr so far; all of them after [#exitCode].
  List<String> err() {
    return err.lines();
  }

  String errText() {
    return err.text();
  }

  /// Ends it by force if it still runs.
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private AssertionError failure(String what) {
    var all = out.text();
    return new AssertionError(
        "%s:\n%s\n%s".formatted(what, all.substring(0, Math.min(all.length(), 4000)), err.text()));
  }

  /// As `scripts/taskdock` starts it. Where the launcher has built nothing for this run of the
  /// tests, from the test's class path, without the AOT cache.
  static List<String> command(List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    if (!isLaunched()) {
      command.addAll(
          List.of(
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xmx128m",
              "-Xlog:disable",
              "-Xlog:all=error:stderr",
              "-cp",
              classPath(),
              "-Dtaskdock.home=" + Workbench.home(),
              "dev.taskdock.cli.Main"));
    } else {
      command.add("@" + Path.of(LAUNCHER, kind(arguments) + ".args"));
    }
    command.addAll(arguments);
    return command;
  }

  /// Whether the launcher has built what is started here.
  static boolean isLaunched() {
    return !LAUNCHER.isEmpty();
  }

  /// Which of the launcher's ways of starting the JVM a command takes.
  private static String kind(List<String> arguments) {
    return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
      case "run" -> "run";
      case "up", "lb", "test" -> "serve";
      default -> "ask";
    };
  }

  /// The test's, without what no launcher puts there either: the SDK of AWS and libraries of tests.
  /// They would also make command lines longer than the 4096 bytes that [ProcessHandle] tells of
  /// them.
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !NOT_OURS.matcher(entry).find())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
