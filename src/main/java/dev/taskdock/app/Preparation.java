package dev.taskdock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// What a run needs, takes a while to come, and needs nothing of its definition: begun while that
/// is still being read.
public final class Preparation implements AutoCloseable {
  private final String run = Identity.run();
  private final Optional<Ahead<Reaper>> reaper;
  private final Ahead<List<String>> subnets = Ahead.of(Laptop::subnets);
  private boolean taken;

  private Preparation(boolean watched) {
    this.reaper = watched ? Optional.of(Ahead.of(this::reaper)) : Optional.empty();
  }

  /// Begins.
  ///
  /// @param watched whether what is left of the run is removed however this process ends
  public static Preparation begin(boolean watched) {
    return new Preparation(watched);
  }

  /// The run's id.
  String run() {
    return run;
  }

  /// The subnets that the laptop itself is in, once somebody watches over what is made.
  List<String> subnets() {
    reaper.ifPresent(Ahead::get);
    return subnets.get();
  }

  /// Leaves it to a run to say that all is well.
  void take() {
    taken = true;
  }

  /// Says that nothing is left.
  void dismiss() {
    reaper.map(Ahead::get).ifPresent(Reaper::dismiss);
  }

  @Override
  public void close() {
    if (!taken) {
      dismiss();
    }
  }

  private Reaper reaper() {
    try {
      return Reaper.watching(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
