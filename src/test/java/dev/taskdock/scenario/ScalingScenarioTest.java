package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.scenario.Webs.DELAY;
import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.balanced;
import static dev.taskdock.scenario.Webs.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Down;
import dev.taskdock.control.ServiceRequest.Kill;
import dev.taskdock.control.ServiceRequest.Put;
import dev.taskdock.control.ServiceRequest.Scale;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.StopCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// More tasks, fewer tasks, none.
final class ScalingScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void a_service_grows_and_shrinks_without_a_deployment() {
    var world =
        World.of(web(1))
            .asks(LATER, new Scale(WEB, 10))
            .asks(LATER.multipliedBy(2), new Scale(WEB, 1));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.at(LATER.multipliedBy(2).minusSeconds(1)), "one"))
        .isEqualTo(10);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
    assertThat(story.messages().stream().filter(m -> m.contains("has started 9 tasks"))).hasSize(1);
    assertThat(story.messages().stream().filter(m -> m.contains("has stopped 9 running tasks")))
        .hasSize(1);
    assertThat(story.times("deployment completed")).isEqualTo(1);
    assertThat(story.times("steady state")).isEqualTo(3);
  }

  @Test
  void what_is_surplus_says_who_stopped_it() {
    var world = World.of(web(2)).asks(LATER, new Scale(WEB, 1));

    var story = ServiceStory.of(world);

    var end = story.stops().values().stream().flatMap(Optional::stream).findFirst().orElseThrow();
    assertThat(end.code()).isEqualTo(StopCode.SERVICE_SCHEDULER_INITIATED);
    assertThat(end.reason())
        .isEqualTo(
            "Scaling activity initiated by (deployment " + story.state().primary().id() + ")");
  }

  @Test
  void tasks_on_their_way_go_before_those_that_serve() {
    var world =
        World.of(web(1))
            .asks(LATER, new Scale(WEB, 3))
            .asks(LATER.plusSeconds(1), new Scale(WEB, 1));

    var story = ServiceStory.of(world);

    assertThat(story.stops().values().stream().filter(Optional::isEmpty)).hasSize(1);
    assertThat(
            story.turns().stream()
                .filter(t -> t.at().compareTo(LATER) > 0)
                .mapToLong(t -> ServiceStory.running(t.snapshot(), "one"))
                .min())
        .hasValue(1);
  }

  @Test
  void down_leaves_nothing() {
    var world = World.of(web(3)).asks(LATER, new Down());

    var story = ServiceStory.of(world);

    assertThat(story.isOver()).isTrue();
    assertThat(story.last().observed().tasks()).isEmpty();
    assertThat(story.last().observed().services().states()).isEmpty();
    assertThat(story.last().observed().services().targets()).isEmpty();
  }

  @Test
  void down_drains_what_serves() {
    var world = World.of(balanced(3)).asks(LATER, new Down());

    var story = ServiceStory.of(world);

    assertThat(story.isOver()).isTrue();
    assertThat(story.turns().getLast().at()).isGreaterThan(LATER.plus(DELAY));
  }

  @Test
  void kill_waits_for_nothing() {
    var deaf = ScriptedImage.of(Behaviour.SERVES.ignoresTerm());
    var world =
        World.of(balanced(3))
            .image("one", deaf)
            .asks(LATER, new Down())
            .asks(LATER.plusSeconds(5), new Kill());

    var story = ServiceStory.of(world);

    assertThat(story.isOver()).isTrue();
    assertThat(story.turns().getLast().at()).isLessThan(LATER.plusSeconds(7));
  }

  @Test
  void a_service_may_be_added_while_others_run() {
    var other = Service.of(new ServiceName("other"), Webs.revision("two"), 2);
    var world = World.of(web(1)).asks(LATER, new Put(other));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(2);
  }

  @Test
  void a_task_of_its_own_runs_beside_services() {
    var world = World.of(web(1)).with(task("job", container("job")));

    var story = ServiceStory.of(world);

    assertThat(story.last().observed().tasks()).hasSize(2);
  }
}
