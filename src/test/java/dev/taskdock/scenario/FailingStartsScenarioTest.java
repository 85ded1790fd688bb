package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.revision;
import static dev.taskdock.scenario.Webs.web;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.Throttle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Tasks that never run are started again less and less often.
final class FailingStartsScenarioTest {
  private static final Duration LATER = Duration.ofHours(2);

  @Test
  void the_pause_doubles_up_to_twenty_seven_minutes() {
    var world = World.of(web(1)).image("one", ScriptedImage.SERVICE.cannotBeStarted("no"));

    var story = ServiceStory.of(world, Duration.ofHours(8));

    var pauses = pauses(story);
    assertThat(pauses.subList(1, 6)).isSorted();
    assertThat(pauses.getFirst()).isLessThan(Duration.ofSeconds(5));
    assertThat(pauses.getLast())
        .isBetween(Duration.ofMinutes(27), Duration.ofMinutes(27).plusSeconds(10));
    assertThat(story.stops().values().stream().flatMap(Optional::stream))
        .allMatch(stop -> stop.code() == StopCode.TASK_FAILED_TO_START);
  }

  @Test
  void it_is_told_once_that_tasks_cannot_be_started() {
    var world = World.of(web(1)).image("one", ScriptedImage.SERVICE.cannotBeStarted("no"));

    var story = ServiceStory.of(world, LATER);

    assertThat(story.times("is unable to consistently start tasks successfully.")).isEqualTo(1);
  }

  @Test
  void another_deployment_is_tried_at_once() {
    var world =
        World.of(web(1))
            .image("one", ScriptedImage.SERVICE.cannotBeStarted("no"))
            .asks(LATER, new Deploy(WEB, Optional.of(revision("two"))));

    var story = ServiceStory.of(world);

    assertThat(story.when(s -> ServiceStory.live(s, "two") == 1)).isEqualTo(LATER);
    assertThat(story.state().throttle()).isEqualTo(Throttle.NONE);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void an_image_that_could_not_be_had_is_tried_again_with_each_task() {
    var world = World.of(web(1)).image("one", ScriptedImage.SERVICE.cannotBePulled("not found"));

    var story = ServiceStory.of(world, Duration.ofMinutes(1));

    var pulls =
        story
            .snapshots()
            .flatMap(s -> s.plan().actions().stream())
            .filter(Action.PullImage.class::isInstance)
            .count();
    assertThat(pulls).isEqualTo(story.stops().size()).isGreaterThan(2);
  }

  @Test
  void a_task_that_ran_and_ended_is_replaced_without_a_pause() {
    var world =
        World.of(web(1)).image("one", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(5))));

    var story = ServiceStory.of(world, Duration.ofMinutes(5));

    assertThat(pauses(story)).allMatch(pause -> pause.compareTo(Duration.ofSeconds(10)) < 0);
    assertThat(story.state().throttle()).isEqualTo(Throttle.NONE);
  }

  /// Between two launches.
  private static List<Duration> pauses(ServiceStory story) {
    var launches = new TreeSet<Instant>();
    story
        .snapshots()
        .flatMap(s -> s.observed().services().state(WEB).stream())
        .flatMap(s -> s.tasks().values().stream())
        .map(ServiceTask::launchedAt)
        .forEach(launches::add);
    var pauses = new ArrayList<Duration>();
    var before = launches.first();
    for (var launch : launches.tailSet(before, false)) {
      pauses.add(Duration.between(before, launch));
      before = launch;
    }
    return pauses;
  }
}
