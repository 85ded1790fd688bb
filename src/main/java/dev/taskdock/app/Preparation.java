package dev.taskdock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run needs, takes a while to come, and needs nothing of its definition: begun while that
/// is still being read.
public final class Preparation implements AutoCloseable {
  private final String run;
  private final boolean resumed;
  private final Optional<Ahead<Reaper>> reaper;
  private final Ahead<List<String>> subnets = Ahead.of(Laptop::subnets);
  private boolean taken;

  private Preparation(String run, boolean resumed, Optional<List<String>> sweep, Duration grace) {
    this.run = run;
    this.resumed = resumed;
    this.reaper = sweep.map(command -> Ahead.of(() -> reaper(command, grace)));
  }

  /// Begins.
  ///
  /// @param watched whether what is left of the run is removed however this process ends
  public static Preparation begin(boolean watched) {
    var run = Identity.run();
    var sweep = List.of("sweep", "--run", run);
    return new Preparation(run, false, Optional.of(sweep).filter(_ -> watched), Duration.ZERO);
  }

  /// Begins a run of services, which outlives its process for a while: whoever looks after the
  /// project by then takes it over.
  ///
  /// @param unattended the run to take over, where there is one
  /// @param grace how long what runs is kept after the end of this process
  public static Preparation ofServices(
      String project, Optional<String> unattended, Duration grace) {
    var run = unattended.orElseGet(Identity::run);
    var sweep = List.of("sweep", "--run", run, "--unless-up", project);
    return new Preparation(run, unattended.isPresent(), Optional.of(sweep), grace);
  }

  /// Whether there are tasks of this run already.
  boolean isResumed() {
    return resumed;
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

  private static Reaper reaper(List<String> sweep, Duration grace) {
    try {
      return Reaper.watching(sweep, grace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
