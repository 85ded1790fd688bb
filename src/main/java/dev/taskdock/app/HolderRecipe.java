package dev.taskdock.app;

import dev.taskdock.control.HolderImage;
import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.model.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The holder image, built once from a recipe in our own resources and named after its hash.
final class HolderRecipe implements HolderImage {
  private static final List<String> FILES = List.of("Dockerfile", "holder.sh", "guard.sh");

  private final Engine engine;
  private final Consumer<ImageProgress> progress;
  private final Consumer<String> note;
  private final Ahead<ImageReference> reference;

  HolderRecipe(Engine engine, Consumer<ImageProgress> progress, Consumer<String> note) {
    this.engine = engine;
    this.progress = progress;
    this.note = note;
    this.reference = Ahead.of(() -> new ImageReference("taskdock/holder:" + fingerprint()));
  }

  @Override
  public ImageReference reference() {
    return reference.get();
  }

  /// Two tasks may find it missing at once; it is built once.
  @Override
  public synchronized void build() {
    if (engine.image(reference()).isPresent()) {
      return;
    }
    SetUp.ofLauncher().base(engine, note);
    note.accept("building " + reference() + ", the holder of task namespaces (once)");
    try {
      var folder = Files.createTempDirectory("taskdock-holder");
      try {
        for (var file : FILES) {
          Files.writeString(folder.resolve(file), text(file));
        }
        engine.build(spec(folder), progress);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new EngineException(new EngineFailure.BuildFailed(String.valueOf(e.getMessage())), e);
    }
  }

  private BuildSpec spec(Path folder) {
    return new BuildSpec(
        reference(), folder, "Dockerfile", Map.of(), Optional.empty(), Optional.empty(), Map.of());
  }

  private static void delete(Path folder) throws IOException {
    for (var file : FILES) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.delete(folder);
  }

  /// FNV-1a: a name for a recipe, not a seal on it, and no crypto provider to load at every start.
  private static String fingerprint() {
    long hash = 0xcbf29ce484222325L;
    for (var file : FILES) {
      for (byte b : text(file).getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
      }
    }
    return Long.toHexString(hash);
  }

  private static String text(String file) {
    try (InputStream in = HolderRecipe.class.getResourceAsStream("/dev/taskdock/holder/" + file)) {
      if (in == null) {
        throw new IllegalStateException("our own resources lack holder/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
