package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentCircuitBreaker;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import dev.taskdock.state.TargetHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A world of services made by chance: the same seed makes the same one.
///
/// In its first half hour all kinds of things go wrong; after that a revision that works is
/// deployed, so that everything must become steady.
final class RandomServices {
  static final Duration TROUBLE = Duration.ofMinutes(30);
  private static final String GOOD = "good";

  private final Random random;
  private final List<Service> services = new ArrayList<>();
  private final World world;
  private boolean goesDown;

  private RandomServices(long seed) {
    this.random = new Random(seed);
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      services.add(service("s" + i));
    }
    this.world = World.of(services.toArray(Service[]::new));
    for (int i = 0; i < 5; i++) {
      world.image("image" + i, image());
      targets("image" + i);
    }
    world.image(GOOD, ScriptedImage.of(Behaviour.SERVES.turns(Health.HEALTHY, seconds(10))));
    services.forEach(this::interventions);
    end();
  }

  static RandomServices of(long seed) {
    return new RandomServices(seed);
  }

  World world() {
    return world;
  }

  List<Service> services() {
    return List.copyOf(services);
  }

  boolean goesDown() {
    return goesDown;
  }

  private Service service(String name) {
    return new Service(
        new ServiceName(name),
        revision("image" + random.nextInt(5)),
        random.nextInt(6),
        configuration(),
        chance(0.3) ? seconds(60) : Duration.ZERO);
  }

  private DeploymentConfiguration configuration() {
    int minimum = random.nextInt(101);
    // Bounds that allow nothing are told and stay so; they have scenarios of their own.
    int maximum = 200 + random.nextInt(100);
    var breaker = DeploymentCircuitBreaker.of(chance(0.5), chance(0.5));
    return DeploymentConfiguration.rolling(minimum, maximum).with(breaker);
  }

  private ServiceRevision revision(String image) {
    var app = container("app").from(image).port(80);
    if (chance(0.4)) {
      app.checked();
    }
    var to = new ServiceLoadBalancer(new ContainerName("app"), 80, Webs.GROUP, seconds(60));
    return new ServiceRevision(task("web", app), chance(0.5) ? List.of(to) : List.of());
  }

  private ScriptedImage image() {
    var image = ScriptedImage.of(behaviour()).pulledIn(seconds(10)).startedIn(seconds(5));
    return switch (random.nextInt(10)) {
      case 0 -> image.cannotBePulled("not found");
      case 1 -> image.cannotBeStarted("exec: not found");
      default -> image;
    };
  }

  private Behaviour behaviour() {
    var behaviour = Behaviour.SERVES.turns(Health.HEALTHY, seconds(20));
    if (chance(0.3)) {
      behaviour = behaviour.exits(random.nextInt(2), Duration.ofSeconds(20).plus(seconds(600)));
    }
    if (chance(0.3)) {
      behaviour = behaviour.turns(Health.UNHEALTHY, Duration.ofSeconds(20).plus(seconds(600)));
    }
    return chance(0.2) ? behaviour.ignoresTerm() : behaviour.onTermExits(0, seconds(20));
  }

  private void targets(String image) {
    if (chance(0.8)) {
      world.target(image, seconds(20), new TargetHealth.Healthy());
    }
    if (chance(0.4)) {
      world.target(
          image,
          Duration.ofSeconds(20).plus(seconds(600)),
          new TargetHealth.Unhealthy("Target.Timeout", "Request timed out"));
    }
  }

  private void interventions(Service service) {
    for (int i = random.nextInt(5); i > 0; i--) {
      world.asks(seconds(1500), request(service));
    }
    if (chance(0.3)) {
      world.after(
          seconds(1500),
          live ->
              live.runningServiceTask()
                  .ifPresent(
                      id -> live.request(new ServiceRequest.StopReplica(id, Optional.empty()))));
    }
    if (chance(0.3)) {
      world.after(
          seconds(1500),
          live -> live.runningServiceTask().ifPresent(live.performer()::loseNamespace));
    }
  }

  private ServiceRequest request(Service service) {
    return chance(0.5)
        ? new ServiceRequest.Scale(service.name(), random.nextInt(8))
        : new ServiceRequest.Deploy(
            service.name(), Optional.of(revision("image" + random.nextInt(5))));
  }

  private void end() {
    goesDown = chance(0.4);
    if (goesDown) {
      world.asks(TROUBLE, new ServiceRequest.Down());
    } else {
      services.forEach(service ->
          world.asks(
              TROUBLE, new ServiceRequest.Deploy(service.name(), Optional.of(revision(GOOD)))));
    }
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }

  private Duration seconds(int most) {
    return Duration.ofMillis(random.nextInt(most * 1000 + 1));
  }
}
