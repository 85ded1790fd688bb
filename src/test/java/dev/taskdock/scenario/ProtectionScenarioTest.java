package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.revision;
import static dev.taskdock.scenario.Webs.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.control.ServiceRequest.Down;
import dev.taskdock.control.ServiceRequest.Protect;
import dev.taskdock.control.ServiceRequest.Scale;
import dev.taskdock.control.ServiceRequest.StopReplica;
import dev.taskdock.model.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Tasks that ask to be spared when their service scales in or deploys.
final class ProtectionScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final Duration PROTECTED = LATER.minusMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicReference<Optional<TaskId>> spared = new AtomicReference<>(Optional.empty());

  @Test
  void scaling_in_spares_a_protected_task_until_its_protection_ends() {
    var world = protectedFor(HOUR, World.of(web(3))).asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.at(HOUR.minusSeconds(1)), "one")).isEqualTo(1);
    assertThat(story.at(HOUR.minusSeconds(1)).desired().task(spared()).stop()).isEmpty();
    assertThat(ServiceStory.running(story.last(), "one")).isZero();
    assertThat(story.times("was unable to scale in due to (reason 1 tasks under protection)"))
        .isEqualTo(1);
    assertThat(story.messages())
        .anyMatch(m -> m.startsWith("(service web, taskSet ecs-svc/") && m.contains("scale in"));
  }

  @Test
  void others_go_in_its_place() {
    var world = protectedFor(HOUR, World.of(web(3))).asks(LATER, new Scale(WEB, 1));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.at(LATER.multipliedBy(3)), "one")).isEqualTo(1);
    assertThat(story.last().desired().task(spared()).stop()).isEmpty();
    assertThat(story.times("under protection")).isZero();
  }

  @Test
  void a_deployment_waits_for_a_protected_task_beside_its_new_ones() {
    var world =
        protectedFor(HOUR, World.of(web(2)))
            .asks(LATER, new Deploy(WEB, Optional.of(revision("two"))));

    var story = ServiceStory.of(world);

    var before = story.at(HOUR.minusSeconds(1));
    assertThat(ServiceStory.running(before, "two")).isEqualTo(2);
    assertThat(ServiceStory.running(before, "one")).isEqualTo(1);
    assertThat(ServiceStory.running(story.last(), "one")).isZero();
    assertThat(story.stateAt(HOUR.minusSeconds(1)).orElseThrow().deployments()).hasSize(2);
    assertThat(story.times("deployment completed")).isEqualTo(2);
  }

  @Test
  void a_task_that_releases_itself_goes_at_once() {
    var world =
        protectedFor(HOUR, World.of(web(1)))
            .asks(LATER, new Scale(WEB, 0))
            .after(
                LATER.multipliedBy(2),
                live -> live.request(new Protect(spared(), Optional.empty())));

    var story = ServiceStory.of(world);

    assertThat(ServiceStory.running(story.at(LATER.multipliedBy(2).minusSeconds(1)), "one"))
        .isEqualTo(1);
    assertThat(ServiceStory.running(story.at(LATER.multipliedBy(3)), "one")).isZero();
  }

  @Test
  void a_user_may_stop_a_protected_task() {
    var world =
        protectedFor(HOUR, World.of(web(1)))
            .after(LATER, live -> live.request(new StopReplica(spared(), Optional.empty())));

    var story = ServiceStory.of(world);

    assertThat(story.at(LATER.multipliedBy(2)).desired().task(spared()).stop()).isPresent();
  }

  @Test
  void nothing_is_spared_when_the_service_is_deleted() {
    var world = protectedFor(HOUR, World.of(web(2))).asks(LATER, new Down());

    var story = ServiceStory.of(world);

    assertThat(story.at(LATER.multipliedBy(2)).desired().tasks()).isEmpty();
  }

  private TaskId spared() {
    return spared.get().orElseThrow();
  }

  /// One task of a world is protected from a minute before it is asked for something.
  private World protectedFor(Duration until, World world) {
    return world.after(
        PROTECTED,
        live -> {
          spared.set(Optional.of(live.serviceTask()));
          var end = live.timeline().now().minus(PROTECTED).plus(until);
          live.request(new Protect(live.serviceTask(), Optional.of(end)));
        });
  }
}
