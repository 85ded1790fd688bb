package dev.taskdock.cli;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.SUCCESS;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.app.FoundTask;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What another terminal says a container waits for.
final class TaskDescriptionTest {
  private static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void an_image_is_waited_for_since_the_last_dependency_was_met() {
    var waits =
        waits(
            new ContainerState.Stopped(
                Optional.of("i1"),
                Optional.of(T0),
                OptionalInt.of(0),
                Optional.empty(),
                T0.plusSeconds(7)));

    assertThat(waits)
        .isEqualTo(Map.of("image", new ImageReference("app:1"), "since", T0.plusSeconds(7)));
  }

  @Test
  void a_dependency_is_waited_for_since_the_beginning_also_once_it_runs() {
    var before = waits(new ContainerState.Created("i1"));
    var after = waits(new ContainerState.Running("i1", T0.plusSeconds(30), Health.UNKNOWN));

    assertThat(before).containsEntry("container", name("init")).containsEntry("since", T0);
    assertThat(after).containsEntry("container", name("init")).containsEntry("since", T0);
  }

  private static Map<String, Object> waits(ContainerState init) {
    var states = new LinkedHashMap<ContainerName, ContainerState>();
    states.put(name("app"), new ContainerState.Absent());
    states.put(name("init"), init);
    states.put(name("db"), new ContainerState.Running("d1", T0.plusSeconds(2), Health.HEALTHY));
    var wanted =
        WantedTask.of(
            task(
                "web",
                container("app").from("app:1").dependsOn("init", SUCCESS).dependsOn("db", HEALTHY),
                container("init").nonEssential(),
                container("db").checked()));
    var found =
        new FoundTask(
            new Task(
                taskId(1), new Sandbox.Ready("h", "10.0.0.2", List.of()), states, Map.of(), T0),
            wanted,
            "shop",
            "run",
            "web.json",
            List.of(),
            Optional.empty(),
            Map.of());
    var hold = Held.of(TaskDescription.holds(found), taskId(1), name("app")).orElseThrow();
    return Held.shape(hold, Held.since(hold, found.task(), wanted));
  }
}
