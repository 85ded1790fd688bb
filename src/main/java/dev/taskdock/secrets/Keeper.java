package dev.taskdock.secrets;

import dev.taskdock.model.SecretValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Gets values from where they are kept.
///
/// A program is asked once in a run, however many containers and tasks need what it prints: it may
/// want a finger on a key. It reads nothing, and what it says on standard error is shown.
final class Keeper {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<String, String> environment;
  private final Map<Kept.ByCommand, SecretValue> printed = new ConcurrentHashMap<>();

  /// @param environment the one taskdock runs in
  Keeper(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The value.
  ///
  /// @throws Unavailable when it is not there
  SecretValue get(Kept kept) {
    return switch (kept) {
      case Kept.Here(var value) -> value;
      case Kept.InVariable(var name) -> variable(name);
      case Kept.InFile(var path) -> new SecretValue(withoutLineBreak(read(path)));
      case Kept.ByCommand command -> printed.computeIfAbsent(command, Keeper::run);
    };
  }

  private SecretValue variable(String name) {
    var value = environment.get(name);
    if (value == null) {
      throw new Unavailable("the variable " + name + " is not set here");
    }
    return new SecretValue(value);
  }

  /// The text of a file, which is taken for UTF-8.
  static String read(Path path) {
    try {
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (IOException _) {
      throw new Unavailable(
          Files.exists(path) ? "cannot read the file " + path : "there is no file " + path);
    }
  }

  private static SecretValue run(Kept.ByCommand command) {
    try {
      var process =
          new ProcessBuilder("sh", "-c", command.line())
              .directory(command.folder().toFile())
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(Redirect.INHERIT)
              .start();
      try {
        var output =
            CompletableFuture.supplyAsync(() -> all(process.getInputStream()))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!process.waitFor(PATIENCE)) {
          throw new Unavailable(
              "the command for it still ran after %d s".formatted(PATIENCE.toSeconds()));
        }
        if (process.exitValue() != 0) {
          throw new Unavailable("the command for it ended with exit code " + process.exitValue());
        }
        return new SecretValue(withoutLineBreak(output.join()));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      throw new Unavailable("the command for it could not be started");
    } catch (CompletionException _) {
      throw new Unavailable("the command for it left its output open, or broke it off");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted before the command for it had ended");
    }
  }

  private static String all(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutLineBreak(String text) {
    var line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return text.endsWith("\r\n") ? line.substring(0, line.length() - 1) : line;
  }
}
