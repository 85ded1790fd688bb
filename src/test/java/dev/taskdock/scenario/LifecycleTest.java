package dev.taskdock.scenario;

import dev.taskdock.golden.GoldenSuite;
import dev.taskdock.simulation.ScriptedImage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The lives of tasks on the simulated engine. [LifecycleIT] plays the same texts on a real one.
final class LifecycleTest {
  @TestFactory
  Stream<DynamicTest> a_task_lives_as_its_text_says() {
    return GoldenSuite.tests("lifecycle", golden -> played(Lifecycle.of(golden)));
  }

  private static String played(Lifecycle life) {
    var course = new Course();
    var live = new AtomicReference<World.Live>();
    var world = World.of(life.definition()).after(Duration.ZERO, live::set).watchedBy(course);
    life.behaviours()
        .forEach((name, behaviour) -> world.container(name, ScriptedImage.of(behaviour)));
    life.stopAfter()
        .ifPresent(after ->
            world.watchedBy(
                new Once(
                    course::isRunning,
                    () -> live.get().timeline().after(after, () -> live.get().stop()))));
    world.play();
    return course.text();
  }
}
