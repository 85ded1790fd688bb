package dev.taskdock.model;

import java.util.List;
import java.util.Optional;

/// What a container runs, where it differs from its image.
///
/// An empty `entryPoint` or `command` means "as the image says"; an `entryPoint` alone discards the
/// image's own command, as the engine does.
public record Invocation(
    List<String> entryPoint,
    List<String> command,
    Optional<String> workingDirectory,
    Optional<String> user) {
  /// As the image says.
  public static final Invocation OF_IMAGE =
      new Invocation(List.of(), List.of(), Optional.empty(), Optional.empty());

  public Invocation {
    entryPoint = List.copyOf(entryPoint);
    command = List.copyOf(command);
  }

  /// The same with another command.
  public Invocation withCommand(List<String> other) {
    return new Invocation(entryPoint, other, workingDirectory, user);
  }
}
