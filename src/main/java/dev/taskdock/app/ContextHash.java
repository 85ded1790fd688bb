package dev.taskdock.app;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.model.ImageBuild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A hash of all that an image is built from: files with their modes, Dockerfile, arguments,
/// target.
final class ContextHash {
  private ContextHash() {}

  static String of(ImageBuild build) {
    var digest = sha256();
    add(digest, build.dockerfile() + "\0" + build.target().orElse("") + "\0");
    build.arguments().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .sorted()
        .forEach(argument -> add(digest, argument));
    var context = Path.of(build.context());
    try (var files = Files.walk(context)) {
      files.sorted().forEach(file -> add(digest, context, file));
    } catch (IOException | UncheckedIOException e) {
      throw new EngineException(
          new EngineFailure.BuildFailed("cannot read " + context + ": " + e.getMessage()), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Path context, Path file) {
    add(digest, context.relativize(file) + "\0" + Files.isExecutable(file) + "\0");
    if (Files.isRegularFile(file)) {
      try (var in = Files.newInputStream(file)) {
        byte[] block = new byte[1 << 16];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
          digest.update(block, 0, n);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
