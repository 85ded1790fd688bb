package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.GROUP;
import static dev.taskdock.scenario.Webs.OTHER_GROUP;
import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.balanced;
import static dev.taskdock.scenario.Webs.revision;
import static dev.taskdock.scenario.Webs.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.control.ServiceRequest.Scale;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.state.Event;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.TargetHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A revision takes the place of another, task by task.
final class RollingScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void a_new_service_launches_all_it_wants_and_becomes_steady() {
    var story = ServiceStory.of(World.of(web(3)));

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(story.messages())
        .containsExactly(
            "(service web) has started 3 tasks: (task 1) (task 2) (task 3).",
            "(service web) (deployment ecs-svc/4) deployment completed.",
            "(service web) has reached a steady state.");
  }

  @Test
  void what_goes_wrong_with_requests_is_told_by_the_service_that_registers_in_the_group() {
    var world =
        World.of(balanced(1))
            .after(LATER, live -> failed(live, GROUP, "503: no target"))
            .after(LATER, live -> failed(live, OTHER_GROUP, "503: somebody else's"));

    var story = ServiceStory.of(world);

    assertThat(story.told("503: no target")).isEqualTo(LATER);
    assertThat(story.messages())
        .contains("(service web) 503: no target")
        .noneMatch(message -> message.contains("somebody else's"));
  }

  private static void failed(World.Live live, TargetGroupName group, String sentence) {
    live.timeline().post(new Event.RequestsFailed(Set.of(group), sentence, live.timeline().now()));
  }

  @Test
  void a_task_that_nobody_checks_counts_as_healthy_after_forty_seconds() {
    var story = ServiceStory.of(World.of(web(1)));

    var running = story.when(s -> ServiceStory.running(s, "one") == 1);
    assertThat(story.told("steady state")).isEqualTo(running.plusSeconds(40));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100, 200, 1, 2",
    "1,   0, 100, 0, 1",
    "4,  50, 100, 2, 4",
    "4, 100, 200, 4, 8",
    "4, 100, 150, 4, 6",
    "3,  50, 150, 2, 4",
    "10, 90, 110, 9, 11",
    "5,  20, 120, 1, 6",
  })
  void a_deployment_stays_within_its_bounds(
      int desired, int minimum, int maximum, long fewestRunning, long mostLive) {
    var service = web(desired).with(DeploymentConfiguration.rolling(minimum, maximum));
    var world = World.of(service).asks(LATER, deploy("two"));

    var story = ServiceStory.of(world);

    assertThat(least(story, s -> ServiceStory.running(s, "one") + ServiceStory.running(s, "two")))
        .isEqualTo(fewestRunning);
    assertThat(most(story, ServiceStory::live)).isEqualTo(mostLive);
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(desired);
    assertThat(ServiceStory.live(story.last())).isEqualTo(desired);
    assertThat(story.state().deployments()).hasSize(1);
    assertThat(story.state().primary().rolloutStateReason()).endsWith(" completed.");
    assertThat(story.state().steady()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, 100, 100", "1, 50, 100", "1, 100, 150"})
  void bounds_that_allow_nothing_are_told(int desired, int minimum, int maximum) {
    var service = web(desired).with(DeploymentConfiguration.rolling(minimum, maximum));
    var world = World.of(service).asks(LATER, deploy("two"));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(desired);
    assertThat(ServiceStory.live(story.last(), "two")).isZero();
    assertThat(story.messages().getLast())
        .isEqualTo(
            "(service web) was unable to stop or start tasks during a deployment because of the"
                + " service deployment configuration. Update the minimumHealthyPercent or"
                + " maximumPercent value and try again.");
    assertThat(story.times("was unable")).isEqualTo(1);
  }

  @Test
  void a_service_of_no_tasks_completes_at_once() {
    var story = ServiceStory.of(World.of(web(0)));

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(story.turns().getLast().at()).isEqualTo(Duration.ZERO);
  }

  @Test
  void an_old_task_goes_only_when_the_new_one_is_healthy_at_the_load_balancer() {
    var world =
        World.of(balanced(1))
            .asks(LATER, new Deploy(WEB, Optional.of(balanced("two"))))
            .target("two", Duration.ofSeconds(20), new TargetHealth.Healthy());

    var story = ServiceStory.of(world);

    var running = story.when(s -> ServiceStory.running(s, "two") == 1);
    var leaves =
        story.when(s -> ServiceStory.running(s, "two") == 1 && ServiceStory.live(s, "one") == 0);
    assertThat(leaves).isEqualTo(running.plusSeconds(20));
  }

  @Test
  void a_deployment_that_is_superseded_leaves_nothing_behind() {
    var world =
        World.of(web(4)).asks(LATER, deploy("two")).asks(LATER.plusSeconds(20), deploy("three"));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.last(), "three")).isEqualTo(4);
    assertThat(ServiceStory.live(story.last())).isEqualTo(4);
    assertThat(story.state().deployments()).hasSize(1);
    assertThat(
            story
                .at(LATER.plusSeconds(20))
                .observed()
                .services()
                .state(WEB)
                .orElseThrow()
                .deployments())
        .hasSize(3);
    assertThat(story.times("deployment completed")).isEqualTo(2);
  }

  @Test
  void a_service_may_be_scaled_while_it_is_deployed() {
    var world =
        World.of(web(2)).asks(LATER, deploy("two")).asks(LATER.plusSeconds(5), new Scale(WEB, 5));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(5);
    assertThat(ServiceStory.live(story.last())).isEqualTo(5);
    assertThat(story.state().steady()).isTrue();
  }

  private static Deploy deploy(String image) {
    return new Deploy(WEB, Optional.of(revision(image)));
  }

  /// From when the deployment begins.
  private static long least(ServiceStory story, ToLongFunction<Snapshot> what) {
    return story.turns().stream()
        .filter(t -> t.at().compareTo(LATER) >= 0)
        .mapToLong(t -> what.applyAsLong(t.snapshot()))
        .min()
        .orElseThrow();
  }

  private static long most(ServiceStory story, ToLongFunction<Snapshot> what) {
    return story.snapshots().mapToLong(what).max().orElseThrow();
  }
}
