package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ImageFacts;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// The script of the launcher that makes an engine answer and gives it the base image, where either
/// turns out to be missing.
///
/// The launcher from sources names it (`taskdock.setup`) to the commands that start tasks. It is
/// run only when its work is needed: a start that finds everything pays nothing for it. A packed
/// taskdock names none, and then nothing is ever set up.
///
/// @param script its path, empty where nobody named one
record SetUp(Optional<String> script) {
  /// What the holder and the samples are built from (`scripts/lib/base-image.sh`).
  private static final ImageReference BASE = new ImageReference("debian:bookworm-slim");

  private static final String PREFIX = "taskdock: ";

  /// What the launcher named.
  static SetUp ofLauncher() {
    return new SetUp(Optional.ofNullable(System.getProperty("taskdock.setup")));
  }

  /// The argument that hands the script on to another process of ours.
  Optional<String> argument() {
    return script.map(script -> "-Dtaskdock.setup=" + script);
  }

  /// Sets an engine up, for which `cause` was thrown; returns when one answers.
  ///
  /// @throws EngineException `cause`, where there is no script; else why there still is none, which
  ///   the script has explained
  void engine(EngineException cause, Consumer<String> said) {
    if (script.isEmpty() || !(cause.failure() instanceof EngineFailure.Unreachable)) {
      throw cause;
    }
    if (!run(line -> said.accept(PREFIX + line))) {
      throw new EngineException(
          new EngineFailure.Unreachable("no container engine could be set up; the reason is above"),
          cause);
    }
  }

  /// The base image, which was not there and is now; empty for other images, and where it could not
  /// be had.
  Optional<ImageFacts> image(Engine engine, ImageReference image, Consumer<String> note) {
    if (!image.canonical().equals(BASE.canonical()) || script.isEmpty()) {
      return Optional.empty();
    }
    run(note);
    return engine.image(image);
  }

  /// Sees to it that an image can be built that may need the base image.
  void before(ImageBuild build, Engine engine, Consumer<String> note) {
    try {
      var recipe = Path.of(build.context()).resolve(build.dockerfile());
      if (script.isPresent() && Files.readString(recipe).contains(BASE.text())) {
        base(engine, note);
      }
    } catch (IOException _) {
      // Whoever builds it says what is wrong with the file.
    }
  }

  /// Sees to it that the engine has the base image.
  void base(Engine engine, Consumer<String> note) {
    if (script.isPresent() && engine.image(BASE).isEmpty()) {
      run(note);
    }
  }

  /// Whether the script came to a good end; what it says is told line by line.
  private boolean run(Consumer<String> said) {
    try {
      var process =
          new ProcessBuilder(script.orElseThrow())
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.DISCARD)
              .start();
      try (var words =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        for (var line = words.readLine(); line != null; line = words.readLine()) {
          said.accept(line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line.strip());
        }
      }
      return process.waitFor() == 0;
    } catch (IOException e) {
      said.accept("the set-up cannot be run: " + e.getMessage());
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
