package dev.taskdock.simulation;

import dev.taskdock.reconcile.Action;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What goes wrong at the engine, beyond what the script says of images.
public interface Faults {
  /// Everything works, at once.
  Faults NONE = new None();

  /// The engine's words where it refuses an action.
  Optional<String> failure(Action action);

  /// How much longer something takes: an answer, or until an event is heard of.
  Duration delay();

  /// Nothing goes wrong.
  record None() implements Faults {
    @Override
    public Optional<String> failure(Action action) {
      return Optional.empty();
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }
  }

  /// A share of all actions fails, and everything takes longer, by chance.
  ///
  /// @param random the same seed gives the same faults
  /// @param share of actions that fail, 0–1
  /// @param longest delay
  record Seeded(RandomGenerator random, double share, Duration longest) implements Faults {
    @Override
    public Optional<String> failure(Action action) {
      return random.nextDouble() < share
          ? Optional.of("no luck with " + action.activity().verb())
          : Optional.empty();
    }

    @Override
    public Duration delay() {
      return Duration.ofMillis(random.nextLong(longest.toMillis() + 1));
    }
  }
}
