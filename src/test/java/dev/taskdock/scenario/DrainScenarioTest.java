package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.DELAY;
import static dev.taskdock.scenario.Webs.GROUP;
import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.balanced;
import static dev.taskdock.scenario.Webs.web;
import static dev.taskdock.simulation.Behaviour.SERVES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Scale;
import dev.taskdock.control.ServiceRequest.StopReplica;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.reconcile.Waiting;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.state.Event;
import dev.taskdock.state.Registration;
import dev.taskdock.state.Target;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The way out of a task that a load balancer knows.
final class DrainScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @Test
  void no_container_is_asked_to_stop_before_its_targets_have_drained() {
    var world = World.of(balanced(1)).asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(stopAsked(story)).isEqualTo(LATER.plus(DELAY));
    assertThat(statuses(story, onlyTask(story)))
        .containsSubsequence(
            TaskStatus.RUNNING,
            TaskStatus.DEACTIVATING,
            TaskStatus.STOPPING,
            TaskStatus.DEPROVISIONING,
            TaskStatus.STOPPED);
  }

  @Test
  void it_is_told_in_the_order_in_which_it_happens() {
    var world = World.of(balanced(2)).asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(story.messages())
        .containsExactly(
            "(service web) has started 2 tasks: (task 1) (task 2).",
            "(service web) registered 2 targets in (target-group web-tg)",
            "(service web) (deployment ecs-svc/3) deployment completed.",
            "(service web) has reached a steady state.",
            "(service web) deregistered 2 targets in (target-group web-tg)",
            "(service web, taskSet ecs-svc/3) has begun draining connections on 2 tasks.",
            "(service web) has stopped 2 running tasks: (task 2) (task 1).",
            "(service web) has reached a steady state.");
  }

  @Test
  void a_draining_target_is_registered_as_such_and_then_not_any_more() {
    var world = World.of(balanced(1)).asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(healths(story)).containsExactly("initial", "healthy", "draining");
    assertThat(Registration.of(story.at(LATER.plus(DELAY)).observed())).isEmpty();
  }

  @Test
  void what_drains_says_what_it_waits_for() {
    var world = World.of(balanced(1)).asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(story.at(LATER.plusSeconds(1)).plan().holds())
        .singleElement()
        .extracting(hold -> hold.waiting())
        .isInstanceOf(Waiting.ForDrain.class);
  }

  @Test
  void a_load_balancer_may_say_earlier_that_nothing_is_under_way() {
    var world =
        World.of(balanced(1))
            .asks(LATER, new Scale(WEB, 0))
            .after(
                LATER.plusSeconds(3),
                live -> {
                  var target =
                      new Target(
                          GROUP,
                          live.story()
                              .last()
                              .observed()
                              .services()
                              .tasks()
                              .findFirst()
                              .orElseThrow()
                              .getKey(),
                          80);
                  live.timeline()
                      .post(
                          new Event.TargetHealthChanged(
                              target, new TargetHealth.Unused(), live.timeline().now()));
                });

    var story = ServiceStory.of(world);

    assertThat(stopAsked(story)).isEqualTo(LATER.plusSeconds(3));
  }

  @Test
  void a_task_that_a_user_stops_drains_too() {
    var world =
        World.of(balanced(1))
            .after(
                LATER, live -> live.request(new StopReplica(live.serviceTask(), Optional.empty())));

    var story = ServiceStory.of(world);

    assertThat(stopAsked(story)).isEqualTo(LATER.plus(DELAY));
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(1);
  }

  @Test
  void a_task_whose_container_ends_while_it_drains_waits_no_longer() {
    var world =
        World.of(balanced(1))
            .image("one", ScriptedImage.of(SERVES.exits(0, LATER.plusSeconds(10))))
            .asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(story.turns().getLast().at()).isLessThan(LATER.plus(DELAY));
    assertThat(story.times("has stopped 1 running tasks")).isEqualTo(1);
  }

  @Test
  void a_task_of_no_target_group_is_stopped_at_once() {
    var world = World.of(web(1)).asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(stopAsked(story)).isEqualTo(LATER);
    assertThat(statuses(story, onlyTask(story))).doesNotContain(TaskStatus.DEACTIVATING);
  }

  @Test
  void a_task_that_never_ran_has_nothing_to_drain() {
    var world =
        World.of(balanced(1))
            .image("one", ScriptedImage.SERVICE.startedIn(Duration.ofMinutes(10)))
            .asks(LATER, new Scale(WEB, 0));

    var story = ServiceStory.of(world);

    assertThat(story.times("deregistered")).isZero();
    assertThat(story.times("registered")).isZero();
  }

  private static TaskId onlyTask(ServiceStory story) {
    return story.stops().keySet().iterator().next();
  }

  private static Duration stopAsked(ServiceStory story) {
    return story.when(
        s -> s.plan().actions().stream().anyMatch(Action.StopContainer.class::isInstance));
  }

  private static List<TaskStatus> statuses(ServiceStory story, TaskId task) {
    var statuses = new ArrayList<TaskStatus>();
    story
        .snapshots()
        .filter(s -> s.desired().tasks().containsKey(task))
        .map(s -> ServiceStory.status(s, task))
        .filter(status -> statuses.isEmpty() || statuses.getLast() != status)
        .forEach(statuses::add);
    return statuses;
  }

  private static List<String> healths(ServiceStory story) {
    return story
        .snapshots()
        .flatMap(s -> Registration.of(s.observed()))
        .map(r -> r.health().word())
        .distinct()
        .toList();
  }
}
