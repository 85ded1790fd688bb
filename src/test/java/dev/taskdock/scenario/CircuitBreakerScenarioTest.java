package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.balanced;
import static dev.taskdock.scenario.Webs.checked;
import static dev.taskdock.scenario.Webs.revision;
import static dev.taskdock.scenario.Webs.web;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.model.DeploymentCircuitBreaker;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Health;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.TargetHealth;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A deployment whose tasks keep failing is called off.
final class CircuitBreakerScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final DeploymentCircuitBreaker ON = DeploymentCircuitBreaker.of(true, false);
  private static final DeploymentCircuitBreaker BACK = DeploymentCircuitBreaker.of(true, true);
  private static final TargetHealth TIMED_OUT =
      new TargetHealth.Unhealthy("Target.Timeout", "Request timed out");

  @Test
  void a_deployment_fails_when_as_many_tasks_as_the_threshold_never_ran() {
    var world = broken(World.of(guarded(web(1), ON)));

    var story = ServiceStory.of(world);

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Failed.class);
    assertThat(story.state().primary().failures().count()).isEqualTo(3);
    assertThat(story.state().primary().rolloutStateReason())
        .isEqualTo("ECS deployment circuit breaker: tasks failed to start.");
    assertThat(story.stops()).hasSize(3);
    assertThat(story.messages().getLast())
        .isEqualTo(
            "(service web) (deployment ecs-svc/4) deployment failed: tasks failed to start.");
  }

  @Test
  void what_was_completed_before_comes_back_under_an_id_of_its_own() {
    var world =
        World.of(guarded(web(2), BACK))
            .asks(LATER, new Deploy(WEB, Optional.of(revision("two"))))
            .image("two", ScriptedImage.SERVICE.cannotBeStarted("exec: not found"));

    var story = ServiceStory.of(world);

    var first = story.stateAt(LATER.minusSeconds(1)).orElseThrow().primary();
    var back = story.state().primary();
    assertThat(back.revision()).isEqualTo(revision("one"));
    assertThat(back.id()).isNotEqualTo(first.id());
    assertThat(back.rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
    assertThat(ServiceStory.live(story.last())).isEqualTo(2);
    assertThat(story.state().deployments()).hasSize(1);
    assertThat(story.stops().values()).filteredOn(Optional::isEmpty).hasSize(2);
    assertThat(story.times("rolling back to deployment ecs-svc/")).isEqualTo(1);
  }

  @Test
  void while_it_comes_back_its_state_says_from_where() {
    var world =
        World.of(guarded(web(1), BACK))
            .asks(LATER, new Deploy(WEB, Optional.of(revision("two"))))
            .image("two", ScriptedImage.SERVICE.cannotBePulled("not found"));

    var story = ServiceStory.of(world);

    var first = story.stateAt(LATER.minusSeconds(1)).orElseThrow().primary();
    var failed = story.stateAt(story.told("deployment failed")).orElseThrow();
    assertThat(failed.primary().rolloutStateReason())
        .isEqualTo(
            "ECS deployment circuit breaker: rolling back to deploymentId " + first.id() + ".");
    assertThat(failed.deployments().get(1).rollout().word()).isEqualTo("FAILED");
  }

  @Test
  void a_failed_deployment_without_anything_to_come_back_to_stays_where_it_is() {
    var world = broken(World.of(guarded(web(1), BACK)));

    var story = ServiceStory.of(world);

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Failed.class);
    assertThat(ServiceStory.live(story.last())).isZero();
  }

  @Test
  void without_a_rollback_the_old_tasks_stay() {
    var world =
        World.of(guarded(web(2), ON))
            .asks(LATER, new Deploy(WEB, Optional.of(revision("two"))))
            .image("two", ScriptedImage.SERVICE.cannotBeStarted("exec: not found"));

    var story = ServiceStory.of(world);

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Failed.class);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
  }

  @Test
  void without_a_breaker_a_deployment_never_fails() {
    var world = broken(World.of(web(1)));

    var story = ServiceStory.of(world, Duration.ofHours(3));

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.InProgress.class);
    assertThat(story.stops().size()).isGreaterThan(10);
  }

  @Test
  void tasks_that_run_and_fail_their_container_health_checks_count() {
    var world =
        World.of(guarded(Service.of(WEB, checked("one"), 1), ON))
            .image("one", ScriptedImage.of(SERVES.turns(Health.UNHEALTHY, Duration.ofSeconds(10))));

    var story = ServiceStory.of(world);

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Failed.class);
    assertThat(story.times("failed container health checks.")).isEqualTo(3);
  }

  @Test
  void tasks_that_run_and_fail_at_the_load_balancer_bring_the_old_ones_back() {
    var world =
        World.of(guarded(Webs.balanced(2), BACK))
            .asks(LATER, new Deploy(WEB, Optional.of(balanced("two"))))
            .target("two", Duration.ofSeconds(10), TIMED_OUT);

    var story = ServiceStory.of(world);

    assertThat(story.state().primary().revision()).isEqualTo(balanced("one"));
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(2);
    assertThat(ServiceStory.live(story.last())).isEqualTo(2);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void tasks_that_exit_after_they_ran_do_not_count() {
    var world =
        World.of(guarded(web(1), ON))
            .image("one", ScriptedImage.of(SERVES.exits(1, Duration.ofSeconds(5))));

    var story = ServiceStory.of(world, Duration.ofMinutes(10));

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.InProgress.class);
    assertThat(story.state().primary().failures().count()).isZero();
  }

  @Test
  void a_healthy_task_makes_up_for_those_that_failed() {
    var world =
        World.of(guarded(Service.of(WEB, checked("one"), 2), ON))
            .image(
                "one",
                ScriptedImage.of(
                    SERVES
                        .turns(Health.UNHEALTHY, Duration.ofSeconds(10))
                        .turns(Health.HEALTHY, Duration.ofSeconds(11))));

    var story = ServiceStory.of(world, Duration.ofMinutes(5));

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(story.state().primary().failures().count()).isZero();
  }

  @Test
  void another_deployment_of_the_revision_that_failed_starts_from_nothing() {
    ServiceRevision two = revision("two");
    var world =
        World.of(guarded(web(1), BACK))
            .asks(LATER, new Deploy(WEB, Optional.of(two)))
            .asks(LATER.multipliedBy(2), new Deploy(WEB, Optional.empty()))
            .image("two", ScriptedImage.SERVICE.cannotBeStarted("exec: not found"));

    var story = ServiceStory.of(world);

    assertThat(story.times("deployment failed")).isEqualTo(2);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
  }

  private static Service guarded(Service service, DeploymentCircuitBreaker breaker) {
    return service.with(service.deployment().with(breaker));
  }

  private static World broken(World world) {
    return world.image("one", ScriptedImage.SERVICE.cannotBeStarted("exec: not found"));
  }
}
