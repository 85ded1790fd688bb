package dev.taskdock.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineContract;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Recorder;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.state.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The simulated engine, held to what the real one owes us.
final class SimulatedEngineTest extends EngineContract {
  private static final Invocation OF_IMAGE = Invocation.OF_IMAGE;
  private static final Networking ON_BRIDGE = new Networking.Attached("bridge", List.of());

  private final SimulatedEngine engine = new SimulatedEngine(_ -> ScriptedImage.SERVICE);
  private final AtomicInteger programs = new AtomicInteger();

  @Override
  protected Engine engine() {
    return engine;
  }

  @Override
  protected Program program(dev.taskdock.engine.Behaviour behaviour) {
    var image = new ImageReference("program:" + programs.incrementAndGet());
    engine.holds(image, quick(behaviour(behaviour)));
    return new Program(image, OF_IMAGE);
  }

  @AfterEach
  void itIsClosed() {
    engine.close();
  }

  @Test
  void an_image_is_held_once_it_was_pulled() {
    var image = new ImageReference("registry.example.com/app:1");
    engine.offers(image, quick(Behaviour.SERVES));

    engine.pull(image, Optional.empty(), Optional.empty(), _ -> {});

    assertThat(engine.image(image)).isPresent();
  }

  @Test
  void an_image_that_is_not_offered_cannot_be_pulled() {
    var image = new ImageReference("registry.example.com/app:2");

    assertRefused(
        EngineFailure.ImageNotFound.class,
        () -> engine.pull(image, Optional.empty(), Optional.empty(), _ -> {}));
  }

  @Test
  void a_probe_changes_its_mind_as_the_script_says() {
    follow();
    var image = new ImageReference("checked");
    engine.holds(image, quick(Behaviour.SERVES.turns(Health.HEALTHY, Duration.ofMillis(10))));

    String id = run(checked(spec("checked", new Program(image, OF_IMAGE), ON_BRIDGE)));

    recorder.awaitEvent("health", EngineEvent.HealthChanged.class::isInstance);
    assertThat(engine.inspect(id).health()).hasValue(ProbeStatus.HEALTHY);
  }

  @Test
  void memory_is_said_to_be_the_reason_before_the_death() {
    follow();
    var image = new ImageReference("hungry");
    engine.holds(image, quick(Behaviour.SERVES.runsOutOfMemory(Duration.ZERO)));

    String id = run(spec("hungry", new Program(image, OF_IMAGE), ON_BRIDGE));

    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(137);
    assertThat(recorder.eventsOf(id))
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Started", "OutOfMemory", "Died");
    awaitStatus(id, Status.EXITED);
    assertThat(engine.inspect(id).oomKilled()).isTrue();
  }

  @Test
  void a_lost_engine_says_so_once_and_answers_no_more() {
    var lost = new SimulatedEngine(_ -> ScriptedImage.SERVICE);
    var other = new Recorder(this::aMomentPasses);
    try (var _ = lost.events(labels, other.events(), other.losses())) {
      lost.lose();

      other.await("the loss", () -> !other.allLosses().isEmpty());
    }

    assertThat(other.allLosses()).hasSize(1);
    assertRefused(EngineFailure.Unreachable.class, lost::facts);
  }

  private static ContainerSpec checked(ContainerSpec spec) {
    var probe =
        new Probe(
            List.of("CMD", "true"), Duration.ofSeconds(5), Duration.ofSeconds(2), 3, Duration.ZERO);
    return new ContainerSpec(
        spec.name(),
        spec.image(),
        spec.platform(),
        spec.labels(),
        spec.invocation(),
        spec.environment(),
        spec.networking(),
        spec.limits(),
        Optional.of(probe),
        spec.surroundings());
  }

  private static ScriptedImage quick(Behaviour behaviour) {
    return ScriptedImage.of(behaviour)
        .pulledIn(Duration.ZERO)
        .createdIn(Duration.ZERO)
        .startedIn(Duration.ZERO);
  }

  private static Behaviour behaviour(dev.taskdock.engine.Behaviour behaviour) {
    return switch (behaviour) {
      case dev.taskdock.engine.Behaviour.Exits(var code, var after) ->
          after.isZero()
              ? Behaviour.SERVES.exitsBeforeStartReturns(code)
              : Behaviour.SERVES.exits(code, after);
      case dev.taskdock.engine.Behaviour.Prints(var lines) ->
          Behaviour.SERVES.prints(lines).exits(0, Duration.ZERO);
      case dev.taskdock.engine.Behaviour.PrintsBytes(var bytes) ->
          Behaviour.SERVES.printsBytes(bytes).exitsBeforeStartReturns(0);
      case dev.taskdock.engine.Behaviour.EndsOnTerm(var code) ->
          Behaviour.SERVES.onTermExits(code, Duration.ZERO).prints(List.of("ready"));
      case dev.taskdock.engine.Behaviour.IgnoresTerm _ ->
          Behaviour.SERVES.ignoresTerm().prints(List.of("ready"));
    };
  }
}
