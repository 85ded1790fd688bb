package dev.taskdock.engine;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/// A command to run in a running container.
///
/// @param terminal whether the command gets a terminal; then both streams are one
/// @param input what it reads, empty for nothing
/// @param user whom it runs as, empty for the container's own
public record ExecSpec(
    List<String> command,
    boolean terminal,
    Optional<String> user,
    Optional<InputStream> input,
    OutputStream output,
    OutputStream errors) {
  public ExecSpec {
    command = List.copyOf(command);
  }
}
