package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.Subscription;
import dev.taskdock.metadata.Usage;
import dev.taskdock.state.ContainerState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What containers use. A container is followed from the first time somebody asks, to its end: an
/// engine has work with it.
final class Usages implements AutoCloseable {
  /// An engine takes a sample every second: so long the second may take, and then some.
  private static final int SECOND_SAMPLE_SECONDS = 3;

  private final Engine engine;
  private final Map<Life, Follower> followers = new ConcurrentHashMap<>();

  /// One life of a container, which may have several.
  private record Life(String engineId, Instant startedAt) {}

  Usages(Engine engine) {
    this.engine = engine;
  }

  /// The last samples; waits for the second, because there is no rate without it. Where that does
  /// not come in time, the first alone.
  Optional<Usage> of(ContainerState.Running container) {
    return follower(container).flatMap(Follower::usage);
  }

  /// Begins to follow a container, for whoever is about to ask of several.
  void follow(ContainerState.Running container) {
    var _ = follower(container);
  }

  private Optional<Follower> follower(ContainerState.Running container) {
    var life = new Life(container.engineId(), container.startedAt());
    try {
      return Optional.of(followers.computeIfAbsent(life, _ -> following(container.engineId())));
    } catch (EngineException _) {
      // It has ended meanwhile, or the engine went: the loop hears of that.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    followers.values().forEach(Follower::close);
  }

  private Follower following(String engineId) {
    var follower = new Follower();
    follower.subscription = engine.stats(engineId, follower::heard);
    return follower;
  }

  private static final class Follower {
    private final CountDownLatch two = new CountDownLatch(2);
    private volatile Optional<Usage> usage = Optional.empty();
    private volatile Subscription subscription = () -> {};

    void heard(String sample) {
      usage = Optional.of(new Usage(usage.map(Usage::last), sample));
      two.countDown();
    }

    Optional<Usage> usage() {
      try {
        boolean _ = two.await(SECOND_SAMPLE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return usage;
    }

    void close() {
      subscription.close();
    }
  }
}
