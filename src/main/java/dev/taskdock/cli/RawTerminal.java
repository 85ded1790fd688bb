package dev.taskdock.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The user's terminal handed through key by key, put back as it was on close.
///
/// By `stty`, which every system with a shell has.
final class RawTerminal implements AutoCloseable {
  /// Changes nothing.
  static final RawTerminal NONE = new RawTerminal("");

  private final String before;

  private RawTerminal(String before) {
    this.before = before;
  }

  /// Switches line editing and echo off.
  static RawTerminal enter() throws IOException {
    var before = stty("-g");
    stty("raw", "-echo");
    return new RawTerminal(before);
  }

  @Override
  public void close() throws IOException {
    if (!before.isEmpty()) {
      stty(before);
    }
  }

  private static String stty(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.INHERIT)
            .redirectError(Redirect.DISCARD)
            .start();
    // Its output ends when it ends, so there is nothing more to wait for.
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
