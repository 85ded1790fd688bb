package dev.taskdock.engine;

import java.time.Duration;
import java.util.List;

/// What a container of the contract does, in words that a real engine and a scripted one can
/// follow.
public sealed interface Behaviour {
  /// Runs for a while and exits.
  record Exits(int code, Duration after) implements Behaviour {}

  /// Prints lines and exits with 0.
  record Prints(List<String> lines) implements Behaviour {
    public Prints {
      lines = List.copyOf(lines);
    }
  }

  /// Prints bytes, one for each character, and exits with 0.
  record PrintsBytes(String bytes) implements Behaviour {}

  /// Runs until it is killed, and ends at once on SIGTERM with this code; prints `ready` as soon as
  /// it would.
  record EndsOnTerm(int code) implements Behaviour {}

  /// Runs until it is killed, whatever SIGTERM says; prints `ready` as soon as it would not care.
  record IgnoresTerm() implements Behaviour {}

  /// Exits with 0 at once.
  Behaviour DONE = new Exits(0, Duration.ZERO);

  /// Runs for longer than any test.
  Behaviour SLEEPS = new IgnoresTerm();
}
