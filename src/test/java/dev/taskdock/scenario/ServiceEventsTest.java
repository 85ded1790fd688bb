package dev.taskdock.scenario;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.golden.GoldenCase;
import dev.taskdock.golden.GoldenSuite;
import dev.taskdock.model.DeploymentCircuitBreaker;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import dev.taskdock.state.TargetHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What a service tells, as golden cases: a service and what happens to it, one a line, and all of
/// its messages with the second in which each was told.
final class ServiceEventsTest {
  private static final TargetHealth UNHEALTHY =
      new TargetHealth.Unhealthy(
          "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]");

  @TestFactory
  Stream<DynamicTest> a_service_tells_what_it_does() {
    return GoldenSuite.tests("service-events", ServiceEventsTest::messages);
  }

  private static String messages(GoldenCase golden) {
    var service = golden.first("service").orElseThrow();
    var words = service.argument().split(" ", -1);
    Function<String, ServiceRevision> kind =
        switch (words[0]) {
          case "balanced" -> Webs::balanced;
          case "checked" -> Webs::checked;
          default -> Webs::revision;
        };
    var declared = Service.of(Webs.WEB, kind.apply("one"), Integer.parseInt(words[1]));
    var guarded =
        words.length > 2
            ? declared.with(declared.deployment().with(DeploymentCircuitBreaker.of(true, true)))
            : declared;
    var world = World.of(guarded);
    service.body().lines().forEach(line -> happens(world, line.split(" ", -1), kind));
    return String.join("\n", ServiceStory.of(world, Duration.ofHours(1)).timedMessages());
  }

  /// `at SECOND scale COUNT`, `at SECOND deploy IMAGE`, `IMAGE cannot start`, `IMAGE unhealthy
  /// SECOND`.
  private static void happens(World world, String[] words, Function<String, ServiceRevision> kind) {
    switch (words[words.length - 2]) {
      case "scale" ->
          world.asks(
              seconds(words[1]),
              new ServiceRequest.Scale(Webs.WEB, Integer.parseInt(words[words.length - 1])));
      case "deploy" ->
          world.asks(
              seconds(words[1]),
              new ServiceRequest.Deploy(
                  Webs.WEB, Optional.of(kind.apply(words[words.length - 1]))));
      case "cannot" -> world.image(words[0], ScriptedImage.SERVICE.cannotBeStarted("no"));
      case "unhealthy" -> {
        world.target(words[0], Duration.ofSeconds(2), new TargetHealth.Healthy());
        world.target(words[0], seconds(words[2]), UNHEALTHY);
        world.image(
            words[0],
            ScriptedImage.of(
                Behaviour.SERVES
                    .turns(Health.HEALTHY, Duration.ofSeconds(2))
                    .turns(Health.UNHEALTHY, seconds(words[2]))));
      }
      default -> throw new IllegalArgumentException(String.join(" ", words));
    }
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
