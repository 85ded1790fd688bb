package dev.taskdock.secrets;

import dev.taskdock.model.SecretValue;
import java.nio.file.Path;

/// Where a developer keeps the value of a secret.
public sealed interface Kept {
  /// Written out.
  record Here(SecretValue value) implements Kept {}

  /// In a variable of the environment taskdock runs in.
  record InVariable(String name) implements Kept {}

  /// In a file, but for its last line break.
  record InFile(Path path) implements Kept {}

  /// With a program that prints it: its output, but for the last line break.
  ///
  /// @param line for `sh -c`
  /// @param folder where it runs
  record ByCommand(String line, Path folder) implements Kept {}
}
