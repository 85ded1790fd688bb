package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.GROUP;
import static dev.taskdock.scenario.Webs.OTHER_GROUP;
import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.twoGroups;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.control.ServiceRequest.SetAlarm;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.DeploymentAlarms;
import dev.taskdock.model.DeploymentCircuitBreaker;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.Tempo;
import dev.taskdock.state.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Blue/green, linear and canary: all of the new beside all of the old, then the traffic.
final class ShiftScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final Duration BAKE = Duration.ofMinutes(10);
  private static final ServiceLoadBalancer DECLARED = twoGroups("one").loadBalancers().getFirst();

  private static final DeploymentAlarms ALARMS =
      new DeploymentAlarms(Set.of("too-many-errors"), true, true);

  private record Step(Duration at, double percent) {}

  @Test
  void blue_green_moves_all_traffic_at_once_and_bakes_before_the_old_goes() {
    var story = deployed(new DeploymentStrategy.BlueGreen(BAKE));

    var shifted = steps(story).getLast().at();
    assertThat(steps(story)).extracting(Step::percent).containsExactly(0.0, 100.0);
    assertThat(story.when(s -> s.desired().tasks().size() == 6)).isEqualTo(LATER);
    assertThat(story.when(s -> ServiceStory.running(s, "two") == 3)).isLessThan(shifted);
    assertThat(ServiceStory.running(story.at(shifted.plus(BAKE).minusSeconds(1)), "one"))
        .isEqualTo(3);
    assertThat(ServiceStory.live(story.at(shifted.plus(BAKE)), "one")).isZero();
    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void linear_moves_it_in_equal_steps() {
    var story = deployed(new DeploymentStrategy.Linear(30, Duration.ofMinutes(6), BAKE));

    assertThat(steps(story))
        .extracting(Step::percent)
        .containsExactly(0.0, 30.0, 60.0, 90.0, 100.0);
    assertThat(between(steps(story), 1, 2)).isEqualTo(Duration.ofMinutes(6));
    assertThat(between(steps(story), 3, 4)).isEqualTo(Duration.ofMinutes(6));
  }

  @Test
  void a_canary_gets_a_small_share_first() {
    var story = deployed(new DeploymentStrategy.Canary(5, Duration.ofMinutes(10), BAKE));

    assertThat(steps(story)).extracting(Step::percent).containsExactly(0.0, 5.0, 100.0);
    assertThat(between(steps(story), 1, 2)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void deployments_take_turns_in_the_two_target_groups() {
    var world =
        world(new DeploymentStrategy.BlueGreen(Duration.ZERO))
            .asks(LATER, deploy("two"))
            .asks(LATER.multipliedBy(2), deploy("three"));

    var story = ServiceStory.of(world);

    assertThat(serving(story.at(LATER.minusSeconds(1)))).isEqualTo(GROUP.value());
    assertThat(serving(story.at(LATER.multipliedBy(2).minusSeconds(1))))
        .isEqualTo(OTHER_GROUP.value());
    assertThat(serving(story.last())).isEqualTo(GROUP.value());
    assertThat(ServiceStory.running(story.last(), "three")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last())).isEqualTo(3);
  }

  @Test
  void the_test_listener_leads_to_the_new_once_all_of_it_is_healthy() {
    var story = deployed(new DeploymentStrategy.Canary(5, Duration.ofMinutes(10), BAKE));

    var tested = story.when(s -> traffic(s).filter(t -> t.test().equals(OTHER_GROUP)).isPresent());
    assertThat(tested).isEqualTo(steps(story).get(1).at());
  }

  @Test
  void what_cannot_be_started_gets_no_traffic_and_the_old_stays() {
    var strategy = new DeploymentStrategy.BlueGreen(BAKE);
    var world =
        World.of(
                service(
                    DeploymentConfiguration.DEFAULT
                        .with(strategy)
                        .with(DeploymentCircuitBreaker.of(true, true))))
            .image("two", ScriptedImage.SERVICE.cannotBeStarted("no"))
            .asks(LATER, deploy("two"));

    var story = ServiceStory.of(world);

    assertThat(story.times("rolling back to deployment")).isEqualTo(1);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last())).isEqualTo(3);
    assertThat(serving(story.last())).isEqualTo(GROUP.value());
    assertThat(story.snapshots().map(ShiftScenarioTest::serving)).containsOnly(GROUP.value());
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void a_deployment_that_is_superseded_in_its_shift_gives_the_traffic_back() {
    var world =
        world(new DeploymentStrategy.Canary(5, Duration.ofMinutes(10), BAKE))
            .asks(LATER, deploy("two"))
            .asks(LATER.plusMinutes(3), deploy("three"));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.live(story.at(LATER.plusMinutes(3)), "two")).isZero();
    assertThat(ServiceStory.running(story.at(LATER.plusMinutes(4)), "one")).isEqualTo(3);
    assertThat(ServiceStory.running(story.last(), "three")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last())).isEqualTo(3);
  }

  @Test
  void an_alarm_in_the_bake_time_gives_the_traffic_back_at_once() {
    var alarmed =
        world(new DeploymentStrategy.BlueGreen(BAKE), ALARMS)
            .asks(LATER, deploy("two"))
            .asks(LATER.plusMinutes(5), new SetAlarm("too-many-errors", true));

    var story = ServiceStory.of(alarmed);

    assertThat(serving(story.at(LATER.plusMinutes(5).minusSeconds(1))))
        .isEqualTo(OTHER_GROUP.value());
    assertThat(serving(story.at(LATER.plusMinutes(5)))).isEqualTo(GROUP.value());
    assertThat(story.told("deployment failed: alarm detected.")).isEqualTo(LATER.plusMinutes(5));
    assertThat(story.times("rolling back to deployment")).isEqualTo(1);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last())).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void an_alarm_that_was_raised_before_or_is_not_watched_calls_nothing_off() {
    var raised =
        world(new DeploymentStrategy.BlueGreen(BAKE), ALARMS)
            .asks(LATER.minusSeconds(1), new SetAlarm("too-many-errors", true))
            .asks(LATER, deploy("two"))
            .asks(LATER.plusMinutes(5), new SetAlarm("another", true));

    var story = ServiceStory.of(raised);

    assertThat(story.times("deployment failed")).isZero();
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
  }

  @Test
  void the_stages_are_told() {
    var story = deployed(new DeploymentStrategy.Canary(5, Duration.ofMinutes(10), BAKE));

    assertThat(story.messages())
        .containsSubsequence(
            "(service web) (deployment ecs-svc/8) is in lifecycle stage PRODUCTION_TRAFFIC_SHIFT"
                + " with 5.0 percent of the production traffic.",
            "(service web) (deployment ecs-svc/8) is in lifecycle stage BAKE_TIME with 100.0"
                + " percent of the production traffic.",
            "(service web) (deployment ecs-svc/8) is in lifecycle stage CLEAN_UP with 100.0"
                + " percent of the production traffic.",
            "(service web) (deployment ecs-svc/8) deployment completed.");
  }

  @Test
  void time_that_runs_faster_bakes_for_a_shorter_while() {
    var story =
        ServiceStory.of(
            world(new DeploymentStrategy.BlueGreen(BAKE))
                .tempo(Tempo.AWS.times(10))
                .asks(LATER, deploy("two")));

    var shifted = steps(story).getLast().at();
    assertThat(ServiceStory.live(story.at(shifted.plus(BAKE.dividedBy(10))), "one")).isZero();
    assertThat(ServiceStory.live(story.at(shifted.plus(BAKE.dividedBy(10)).minusSeconds(1)), "one"))
        .isEqualTo(3);
  }

  private static World world(DeploymentStrategy strategy, DeploymentAlarms alarms) {
    return World.of(service(DeploymentConfiguration.DEFAULT.with(strategy).with(alarms)));
  }

  private static ServiceStory deployed(DeploymentStrategy strategy) {
    return ServiceStory.of(world(strategy).asks(LATER, deploy("two")));
  }

  private static World world(DeploymentStrategy strategy) {
    return World.of(service(DeploymentConfiguration.DEFAULT.with(strategy)));
  }

  private static Service service(DeploymentConfiguration configuration) {
    return Service.of(WEB, twoGroups("one"), 3).with(configuration);
  }

  private static Deploy deploy(String image) {
    return new Deploy(WEB, Optional.of(twoGroups(image)));
  }

  private static Optional<Traffic> traffic(Snapshot snapshot) {
    return snapshot.observed().services().state(WEB).flatMap(state -> Traffic.of(state, DECLARED));
  }

  /// The group that gets most.
  private static String serving(Snapshot snapshot) {
    var traffic = traffic(snapshot).orElseThrow();
    return (traffic.percent() > 50 ? traffic.alternate() : traffic.production()).value();
  }

  /// The shares of the second deployment, each with when it began.
  private static List<Step> steps(ServiceStory story) {
    var steps = new ArrayList<Step>();
    for (var turn : story.turns()) {
      double percent = traffic(turn.snapshot()).orElseThrow().percent();
      boolean isNew = steps.isEmpty() || steps.getLast().percent() != percent;
      if (turn.at().compareTo(LATER) >= 0 && isNew) {
        steps.add(new Step(turn.at(), percent));
      }
    }
    return steps;
  }

  private static Duration between(List<Step> steps, int from, int to) {
    return steps.get(to).at().minus(steps.get(from).at());
  }
}
