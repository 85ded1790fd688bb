package dev.taskdock.logs;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The log groups that are kept on this machine: a folder for each, in it one for each stream
/// prefix, in it one for each container, in it a file for each task.
public final class LogFolder {
  /// A name of a file has at most 255 bytes.
  private static final int LONGEST_NAME = 200;

  private static final int DEPTH = 4;

  private final Path root;

  /// @param root need not exist
  public LogFolder(Path root) {
    this.root = root;
  }

  /// The log stream of one container of one task.
  public Path stream(String group, String prefix, ContainerName container, TaskId task) {
    return root.resolve(encoded(group))
        .resolve(encoded(prefix))
        .resolve(encoded(container.name()))
        .resolve(task.id());
  }

  /// The streams of a group, of one prefix or of all, the one that was written last at the end.
  ///
  /// @throws IOException when they cannot be listed
  public List<Path> streams(String group, Optional<String> prefix) throws IOException {
    var folder = root.resolve(encoded(group));
    return files(prefix.map(p -> folder.resolve(encoded(p))).orElse(folder));
  }

  /// Removes the streams that nothing was written to since `moment`; says how many.
  ///
  /// @throws IOException when one cannot be removed
  public int prune(Instant moment) throws IOException {
    int removed = 0;
    for (var file : files(root)) {
      if (writtenAt(file).isBefore(moment)) {
        Files.delete(file);
        removed++;
      }
    }
    return removed;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder, DEPTH)) {
      return paths
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(LogFolder::writtenAt))
          .toList();
    }
  }

  /// What is gone meanwhile was written long ago.
  private static Instant writtenAt(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException _) {
      return Instant.EPOCH;
    }
  }

  /// `name` as the name of one file, whatever it consists of: no name leads out of the folder, and
  /// no two names are one.
  static String encoded(String name) {
    var text = new StringBuilder();
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || (c == '.' && !text.isEmpty());
      text.append(plain ? Character.toString(c) : "%%%02X".formatted((int) c));
    }
    if (text.isEmpty()) {
      return "%";
    }
    return text.length() <= LONGEST_NAME
        ? text.toString()
        : text.substring(0, LONGEST_NAME - 20) + "%" + Integer.toHexString(name.hashCode());
  }
}
