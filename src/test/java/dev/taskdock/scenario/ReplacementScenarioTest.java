package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.checked;
import static dev.taskdock.scenario.Webs.web;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.StopReplica;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.Service;
import dev.taskdock.model.TaskId;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.StopCode;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is lost or unhealthy is replaced.
final class ReplacementScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final TargetHealth.Unhealthy WRONG_CODE =
      new TargetHealth.Unhealthy(
          "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]");

  @Test
  void a_task_whose_essential_container_exits_is_replaced() {
    var world =
        World.of(web(2)).image("one", ScriptedImage.of(SERVES.exits(0, Duration.ofMinutes(10))));

    var story = ServiceStory.of(world, Duration.ofMinutes(15));

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
    assertThat(story.stops()).hasSize(4);
    assertThat(ends(story))
        .allMatch(e -> e.code() == StopCode.ESSENTIAL_CONTAINER_EXITED)
        .hasSize(2);
  }

  @Test
  void a_task_whose_namespace_is_lost_is_replaced() {
    var world = World.of(web(2)).after(LATER, ReplacementScenarioTest::loseFirst);

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
    assertThat(ends(story))
        .singleElement()
        .extracting(TaskStop::code)
        .isEqualTo(StopCode.INFRASTRUCTURE_HEALTH);
    assertThat(story.times("steady state")).isEqualTo(2);
  }

  @Test
  void a_task_that_a_user_stops_is_replaced_and_keeps_the_reason() {
    var world =
        World.of(web(1))
            .after(
                LATER,
                live -> live.request(new StopReplica(live.serviceTask(), Optional.of("to see"))));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
    assertThat(ends(story))
        .singleElement()
        .satisfies(end -> {
          assertThat(end.code()).isEqualTo(StopCode.USER_INITIATED);
          assertThat(end.reason()).isEqualTo("to see");
        });
    assertThat(story.times("has stopped")).isZero();
  }

  @Test
  void a_task_that_fails_its_container_health_checks_is_replaced_first_and_then_stopped() {
    var world =
        World.of(Service.of(WEB, checked("one"), 1))
            .image(
                "one",
                ScriptedImage.of(
                    SERVES
                        .turns(Health.HEALTHY, Duration.ofSeconds(5))
                        .turns(Health.UNHEALTHY, Duration.ofMinutes(30))));

    var story = ServiceStory.of(world, Duration.ofMinutes(40));

    var first = story.stops().keySet().iterator().next();
    var unhealthy = story.at(first, Milestone.UNHEALTHY).orElseThrow();
    assertThat(story.when(s -> ServiceStory.live(s, "one") == 2)).isEqualTo(unhealthy);
    assertThat(story.at(first, Milestone.LEAVING).orElseThrow())
        .isBetween(unhealthy.plusSeconds(5), unhealthy.plusSeconds(10));
    assertThat(ends(story).findFirst().orElseThrow().reason())
        .isEqualTo("Task failed container health checks");
    assertThat(story.times("(service web) (task 1) failed container health checks.")).isEqualTo(1);
  }

  @Test
  void a_task_that_fails_at_the_load_balancer_is_replaced() {
    var world =
        World.of(Webs.balanced(1))
            .target("one", Duration.ofSeconds(2), new TargetHealth.Healthy())
            .target("one", Duration.ofMinutes(30), WRONG_CODE);

    var story = ServiceStory.of(world, Duration.ofMinutes(40));

    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
    assertThat(ends(story).findFirst().orElseThrow().reason())
        .isEqualTo("Task failed ELB health checks in (target-group web-tg)");
    assertThat(story.messages())
        .contains(
            "(service web) (task 1) (port 80) is unhealthy in (target-group web-tg) due to (reason"
                + " Health checks failed with these codes: [503]).");
  }

  @Test
  void within_the_grace_period_health_checks_do_not_matter() {
    var service = Service.of(WEB, checked("one"), 1).withGracePeriod(Duration.ofMinutes(2));
    var world =
        World.of(service)
            .image("one", ScriptedImage.of(SERVES.turns(Health.UNHEALTHY, Duration.ofSeconds(10))));

    var story = ServiceStory.of(world, Duration.ofMinutes(3));

    var first = story.stops().keySet().iterator().next();
    assertThat(story.at(first, Milestone.UNHEALTHY))
        .hasValue(story.at(first, Milestone.RUNNING).orElseThrow().plusMinutes(2));
  }

  @Test
  void a_task_that_recovers_within_the_grace_period_stays() {
    var service = Service.of(WEB, checked("one"), 1).withGracePeriod(Duration.ofMinutes(2));
    var world =
        World.of(service)
            .image(
                "one",
                ScriptedImage.of(
                    SERVES
                        .turns(Health.UNHEALTHY, Duration.ofSeconds(10))
                        .turns(Health.HEALTHY, Duration.ofSeconds(100))));

    var story = ServiceStory.of(world);

    assertThat(story.stops()).hasSize(1);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void where_there_is_no_room_unhealthy_tasks_go_one_by_one() {
    var service = Webs.balanced(3).with(DeploymentConfiguration.rolling(0, 100));
    var world =
        World.of(service)
            .target("one", Duration.ofSeconds(2), new TargetHealth.Healthy())
            .target("one", Duration.ofMinutes(30), WRONG_CODE);

    var story = ServiceStory.of(world, Duration.ofMinutes(35));

    assertThat(story.snapshots().mapToLong(ServiceStory::live).max()).hasValue(3);
    assertThat(
            story.turns().stream()
                .filter(t -> t.at().compareTo(Duration.ofMinutes(10)) > 0)
                .mapToLong(t -> ServiceStory.running(t.snapshot(), "one"))
                .min())
        .hasValue(2);
    assertThat(story.state().steady()).isTrue();
  }

  private static Stream<TaskStop> ends(ServiceStory story) {
    return story.stops().values().stream().flatMap(Optional::stream);
  }

  private static void loseFirst(World.Live live) {
    TaskId task = live.serviceTask();
    live.performer().loseNamespace(task);
  }
}
