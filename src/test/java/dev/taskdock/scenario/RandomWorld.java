package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.taskId;

import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/// A world made by chance: the same seed makes the same one.
final class RandomWorld {
  private final Random random;
  private final World world;
  private boolean losesNamespace;
  private boolean losesEngine;
  private boolean isSlow;
  private boolean restarts;
  private Optional<Duration> stopAt = Optional.empty();

  private RandomWorld(long seed) {
    this.random = new Random(seed);
    int tasks = 1 + random.nextInt(3);
    var first = definition();
    this.world = World.of(first);
    for (int i = 1; i < tasks; i++) {
      world.with(random.nextBoolean() ? first : definition());
    }
    for (int i = 0; i < 8; i++) {
      world.image("image" + i, image());
    }
    faults();
    interventions(tasks);
  }

  static RandomWorld of(long seed) {
    return new RandomWorld(seed);
  }

  World world() {
    return world;
  }

  boolean losesNamespace() {
    return losesNamespace;
  }

  boolean losesEngine() {
    return losesEngine;
  }

  /// Whether events are heard of late.
  boolean isSlow() {
    return isSlow;
  }

  /// When all tasks are asked to stop.
  Optional<Duration> stopAt() {
    return stopAt;
  }

  private TaskDefinition definition() {
    int count = 1 + random.nextInt(5);
    var containers = new ContainerFixture[count];
    for (int i = 0; i < count; i++) {
      containers[i] = container("c" + i).from("image" + random.nextInt(8));
      if (i > 0 && chance(0.4)) {
        containers[i].nonEssential();
      }
      if (chance(0.5)) {
        containers[i].checked();
      }
      if (chance(0.3)) {
        containers[i].startTimeout(seconds(120));
      }
      if (chance(0.2)) {
        restarts = true;
        containers[i].restarts(Duration.ofSeconds(10).plus(seconds(50)), code());
      }
      containers[i].stopTimeout(Duration.ofSeconds(2).plus(seconds(60)));
      for (int j = 0; j < count; j++) {
        if (isAfter(i, j, count) && chance(0.35)) {
          containers[i].dependsOn("c" + j, condition());
        }
      }
    }
    return Fixtures.task("family", containers);
  }

  /// An order that is not that of the file, so that there is no circle.
  private static boolean isAfter(int i, int j, int count) {
    return (i * 3 + 1) % (count + 2) > (j * 3 + 1) % (count + 2);
  }

  private DependencyCondition condition() {
    var all = DependencyCondition.values();
    return all[random.nextInt(all.length)];
  }

  private ScriptedImage image() {
    var image =
        ScriptedImage.of(behaviour())
            .pulledIn(seconds(20))
            .createdIn(seconds(3))
            .startedIn(seconds(5));
    return switch (random.nextInt(20)) {
      case 0 -> image.cannotBePulled("not found");
      case 1 -> image.cannotBeCreated("invalid mount");
      case 2 -> image.cannotBeStarted("exec: not found");
      default -> image;
    };
  }

  private Behaviour behaviour() {
    var behaviour = Behaviour.SERVES;
    if (chance(0.4)) {
      behaviour = behaviour.exits(code(), seconds(100));
    } else if (chance(0.1)) {
      behaviour = behaviour.exitsBeforeStartReturns(code());
    } else if (chance(0.1)) {
      behaviour = behaviour.runsOutOfMemory(seconds(100));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      behaviour = behaviour.turns(chance(0.7) ? Health.HEALTHY : Health.UNHEALTHY, seconds(90));
    }
    if (chance(0.2)) {
      return behaviour.ignoresTerm();
    }
    return chance(0.5) ? behaviour.onTermExits(code(), seconds(20)) : behaviour;
  }

  private void faults() {
    isSlow = chance(0.5);
    world.faults(
        new Faults.Seeded(
            new Random(random.nextLong()),
            chance(0.5) ? 0.05 * random.nextDouble() : 0,
            isSlow ? Duration.ofSeconds(2) : Duration.ZERO));
  }

  private void interventions(int tasks) {
    if (chance(0.6)) {
      var at = seconds(150);
      stopAt = Optional.of(at);
      world.after(at, World.Live::stop);
      if (chance(0.3)) {
        world.after(at.plus(seconds(30)), World.Live::kill);
      }
    } else if (restarts) {
      // What is started again and again comes to no rest.
      stopAt = Optional.of(Duration.ofMinutes(10));
      world.after(stopAt.get(), World.Live::stop);
    }
    if (chance(0.3)) {
      var one = taskId(1 + random.nextInt(tasks));
      world.after(seconds(150), live -> live.stop(one));
    }
    if (chance(0.15)) {
      losesNamespace = true;
      var one = taskId(1 + random.nextInt(tasks));
      world.after(seconds(100), live -> live.performer().loseNamespace(one));
    }
    if (chance(0.03)) {
      losesEngine = true;
      world.after(seconds(100), live -> live.performer().loseEngine());
    }
    if (chance(0.1)) {
      world.keep();
    }
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private int code() {
    return chance(0.6) ? 0 : 1 + random.nextInt(3);
  }

  private Duration seconds(int most) {
    return Duration.ofMillis(random.nextInt(most * 1000 + 1));
  }
}
