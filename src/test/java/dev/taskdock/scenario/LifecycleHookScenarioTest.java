package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.GROUP;
import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.twoGroups;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest.Continue;
import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.control.ServiceRequest.Down;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.model.Service;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import dev.taskdock.state.HookRun;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.Tempo;
import dev.taskdock.state.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Lifecycle hooks: at which stages they are asked, and what their answers do.
final class LifecycleHookScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);
  private static final Duration BAKE = Duration.ofMinutes(10);
  private static final DeploymentStrategy BLUE_GREEN = new DeploymentStrategy.BlueGreen(BAKE);
  private static final DeploymentStrategy CANARY =
      new DeploymentStrategy.Canary(5, Duration.ofMinutes(10), BAKE);

  private final List<HookCall> calls = new ArrayList<>();

  @Test
  void a_hook_is_asked_at_every_stage_in_their_order() {
    var story =
        deployed(
            BLUE_GREEN,
            hook(EnumSet.allOf(LifecycleStage.class)),
            LifecycleHookScenarioTest::succeeds);

    assertThat(stagesOf("second"))
        .containsExactly(
            LifecycleStage.PRE_SCALE_UP,
            LifecycleStage.POST_SCALE_UP,
            LifecycleStage.TEST_TRAFFIC_SHIFT,
            LifecycleStage.POST_TEST_TRAFFIC_SHIFT,
            LifecycleStage.PRE_PRODUCTION_TRAFFIC_SHIFT,
            LifecycleStage.PRODUCTION_TRAFFIC_SHIFT,
            LifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT);
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void the_first_deployment_of_a_service_is_asked_about_too() {
    var story =
        ServiceStory.of(
            World.of(service(BLUE_GREEN, hook(Set.of(LifecycleStage.PRE_SCALE_UP))))
                .hooks(answering(LifecycleHookScenarioTest::succeeds)));

    assertThat(calls).extracting(HookCall::stage).containsExactly(LifecycleStage.PRE_SCALE_UP);
    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(serving(story.last())).isEqualTo(GROUP.value());
  }

  @Test
  void each_step_of_a_canary_is_asked_about_before_and_with_it() {
    var story =
        deployed(
            CANARY,
            hook(
                Set.of(
                    LifecycleStage.PRE_PRODUCTION_TRAFFIC_SHIFT,
                    LifecycleStage.PRODUCTION_TRAFFIC_SHIFT)),
            LifecycleHookScenarioTest::succeeds);

    var second = ofDeployment("second");
    assertThat(second)
        .extracting(c -> c.stage() + " " + c.weights().production().values())
        .containsExactly(
            "PRE_PRODUCTION_TRAFFIC_SHIFT [0.0, 100.0]",
            "PRODUCTION_TRAFFIC_SHIFT [5.0, 95.0]",
            "PRE_PRODUCTION_TRAFFIC_SHIFT [5.0, 95.0]",
            "PRODUCTION_TRAFFIC_SHIFT [100.0, 0.0]");
    assertThat(second.getFirst().weights().production().keySet())
        .containsExactly(
            second.getFirst().deployment(), ofDeployment("first").getFirst().deployment());
    assertThat(second).extracting(HookCall::executionId).doesNotHaveDuplicates();
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void nothing_is_started_before_a_hook_at_pre_scale_up_has_passed() {
    var story =
        deployed(
            BLUE_GREEN,
            hook(Set.of(LifecycleStage.PRE_SCALE_UP)),
            inProgress(4, Duration.ofSeconds(60)));

    assertThat(ServiceStory.live(story.at(LATER.plusMinutes(3)), "two")).isZero();
    assertThat(ServiceStory.running(story.at(LATER.plusMinutes(3)), "one")).isEqualTo(3);
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
  }

  @Test
  void one_that_fails_rolls_back_without_a_circuit_breaker() {
    var story =
        deployed(
            BLUE_GREEN,
            hook(Set.of(LifecycleStage.POST_TEST_TRAFFIC_SHIFT)),
            call -> isSecond(call) ? new HookAnswer.Failed("answered FAILED") : succeeded());

    assertThat(story.messages())
        .containsSubsequence(
            "(service web) (deployment ecs-svc/8) is in lifecycle stage POST_TEST_TRAFFIC_SHIFT"
                + " with 0.0 percent of the production traffic.",
            "(service web) (deployment ecs-svc/8) lifecycle hook check answered FAILED at"
                + " POST_TEST_TRAFFIC_SHIFT.",
            "(service web) (deployment ecs-svc/8) deployment failed: lifecycle hook failed.",
            "(service web) rolling back to deployment ecs-svc/4.");
    assertThat(story.snapshots().map(LifecycleHookScenarioTest::serving))
        .containsOnly(GROUP.value());
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last())).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void the_hooks_that_move_traffic_are_asked_again_while_it_goes_back() {
    var stages =
        Set.of(
            LifecycleStage.TEST_TRAFFIC_SHIFT,
            LifecycleStage.PRODUCTION_TRAFFIC_SHIFT,
            LifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT);
    var story =
        deployed(
            BLUE_GREEN,
            hook(stages),
            call ->
                isSecond(call) && call.stage() == LifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT
                    ? new HookAnswer.Failed("answered FAILED")
                    : succeeded());

    assertThat(ofDeployment("second"))
        .extracting(
            c -> c.stage() + " " + c.weights().test().values() + c.weights().production().values())
        .containsExactly(
            "TEST_TRAFFIC_SHIFT [100.0, 0.0][]",
            "PRODUCTION_TRAFFIC_SHIFT [][100.0, 0.0]",
            "POST_PRODUCTION_TRAFFIC_SHIFT [][]",
            "PRODUCTION_TRAFFIC_SHIFT [][0.0, 100.0]",
            "TEST_TRAFFIC_SHIFT [0.0, 100.0][]");
    assertThat(serving(story.last())).isEqualTo(GROUP.value());
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void a_hook_that_fails_while_traffic_goes_back_changes_nothing() {
    var story =
        deployed(
            BLUE_GREEN,
            hook(Set.of(LifecycleStage.PRODUCTION_TRAFFIC_SHIFT)),
            call -> isSecond(call) ? new HookAnswer.Failed("answered FAILED") : succeeded());

    assertThat(story.times("deployment failed")).isEqualTo(1);
    assertThat(ofDeployment("second")).hasSize(2);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void one_in_progress_is_asked_again_after_its_delay_with_the_details_it_gave() {
    var hook =
        new LifecycleHook(
            new LifecycleHook.Target.Function(
                "arn:aws:lambda:eu-west-1:123456789012:function:check:live",
                Optional.of("{\"round\":0}")),
            Set.of(LifecycleStage.POST_SCALE_UP),
            Duration.ofHours(1),
            false);

    var story = deployed(BLUE_GREEN, hook, inProgress(3, Duration.ofSeconds(20)));

    var second = ofDeployment("second");
    assertThat(second)
        .extracting(c -> c.details().orElse(""))
        .containsExactly("{\"round\":0}", "{\"round\":1}", "{\"round\":2}", "{\"round\":3}");
    assertThat(second)
        .extracting(HookCall::executionId)
        .containsOnly(second.getFirst().executionId());
    assertThat(between(story, "POST_SCALE_UP with", "answered SUCCEEDED at POST_SCALE_UP"))
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
  }

  @Test
  void time_that_runs_faster_asks_again_sooner() {
    var world =
        World.of(service(BLUE_GREEN, hook(Set.of(LifecycleStage.POST_SCALE_UP))))
            .tempo(Tempo.AWS.times(10))
            .hooks(answering(inProgress(3, Duration.ofSeconds(20))))
            .asks(LATER, deploy("two"));

    var story = ServiceStory.of(world);

    assertThat(between(story, "POST_SCALE_UP with", "answered SUCCEEDED at POST_SCALE_UP"))
        .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(7));
  }

  @Test
  void one_that_never_ends_is_given_up_after_its_time_out() {
    var story =
        deployed(
            BLUE_GREEN, timedOut(false), inProgress(Integer.MAX_VALUE, Duration.ofSeconds(30)));

    assertThat(
            between(
                story, "POST_SCALE_UP with", "did not answer within 5 minutes at POST_SCALE_UP"))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(story.messages())
        .anyMatch(m -> m.endsWith("within 5 minutes at POST_SCALE_UP: ROLLBACK."));
    assertThat(story.times("rolling back to deployment")).isEqualTo(1);
    assertThat(ofDeployment("second")).hasSize(10);
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
  }

  @Test
  void one_whose_time_out_says_continue_is_passed() {
    var story =
        deployed(BLUE_GREEN, timedOut(true), inProgress(Integer.MAX_VALUE, Duration.ofSeconds(30)));

    assertThat(story.messages())
        .anyMatch(m -> m.endsWith("within 5 minutes at POST_SCALE_UP: CONTINUE."));
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void a_first_deployment_that_fails_has_nothing_to_go_back_to() {
    var story =
        ServiceStory.of(
            World.of(service(BLUE_GREEN, hook(Set.of(LifecycleStage.POST_SCALE_UP))))
                .hooks(answering(_ -> new HookAnswer.Failed("answered FAILED"))));

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Failed.class);
    assertThat(story.times("rolling back")).isZero();
    assertThat(story.state().steady()).isFalse();
    assertThat(calls).hasSize(1);
  }

  @Test
  void a_deployment_that_is_superseded_is_not_asked_about_any_more() {
    var world =
        World.of(service(BLUE_GREEN, hook(Set.of(LifecycleStage.POST_SCALE_UP))))
            .hooks(
                answering(call -> isSecond(call) ? again(1, Duration.ofSeconds(30)) : succeeded()))
            .asks(LATER, deploy("two"))
            .asks(LATER.plusMinutes(5), deploy("three"));

    var story = ServiceStory.of(world);

    assertThat(ofDeployment("second")).hasSizeBetween(5, 10);
    assertThat(story.messages()).noneMatch(m -> m.contains("ecs-svc/8) lifecycle hook"));
    assertThat(ServiceStory.running(story.last(), "three")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last())).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void what_has_more_than_one_older_revision_is_reconciled_first() {
    var world =
        World.of(service(BLUE_GREEN, hook(Set.of(LifecycleStage.RECONCILE_SERVICE))))
            .hooks(answering(LifecycleHookScenarioTest::succeeds))
            .asks(LATER, deploy("two"))
            .asks(LATER.plusMinutes(1), deploy("three"));

    var story = ServiceStory.of(world);

    assertThat(calls).hasSize(1);
    assertThat(story.messages())
        .anyMatch(m -> m.contains("is in lifecycle stage RECONCILE_SERVICE"));
    assertThat(ServiceStory.running(story.last(), "three")).isEqualTo(3);
  }

  @Test
  void a_service_that_goes_is_not_asked_about_any_more() {
    var world =
        World.of(service(BLUE_GREEN, hook(Set.of(LifecycleStage.POST_SCALE_UP))))
            .hooks(answering(_ -> again(1, Duration.ofSeconds(30))))
            .asks(LATER, new Down());

    var story = ServiceStory.of(world);

    assertThat(story.isOver()).isTrue();
    assertThat(calls).isNotEmpty();
    ServiceLaws.nothingIsLeft(story.last().observed());
  }

  @Test
  void a_hook_without_a_stand_in_is_passed_and_that_is_told() {
    var story =
        deployed(
            BLUE_GREEN,
            hook(Set.of(LifecycleStage.POST_SCALE_UP)),
            _ -> new HookAnswer.Succeeded(Optional.of("has no stand-in")));

    assertThat(story.messages())
        .contains(
            "(service web) (deployment ecs-svc/8) lifecycle hook check has no stand-in: it counts"
                + " as SUCCEEDED at POST_SCALE_UP.");
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
  }

  @Test
  void a_deployment_pauses_until_it_is_continued() {
    var story = paused(pause(LifecycleStage.POST_TEST_TRAFFIC_SHIFT), goesOn(LATER.plusHours(3)));

    assertThat(ServiceStory.running(story.at(LATER.plusHours(2)), "one")).isEqualTo(3);
    assertThat(ServiceStory.running(story.at(LATER.plusHours(2)), "two")).isEqualTo(3);
    assertThat(serving(story.at(LATER.plusHours(2)))).isEqualTo(GROUP.value());
    assertThat(story.messages())
        .anyMatch(m ->
            m.matches(
                "\\(service web\\) \\(deployment ecs-svc/8\\) lifecycle hook ecs-pause-[0-9a-f-]{36} is"
                    + " AWAITING_ACTION at POST_TEST_TRAFFIC_SHIFT: taskdock continue web"))
        .anyMatch(m -> m.endsWith(" got CONTINUE at POST_TEST_TRAFFIC_SHIFT."));
    assertThat(serving(story.last())).isNotEqualTo(GROUP.value());
    assertThat(ServiceStory.live(story.last(), "one")).isZero();
    assertThat(story.state().steady()).isTrue();
    assertThat(calls).isEmpty();
  }

  @Test
  void a_paused_deployment_that_is_rolled_back_leaves_the_older_one() {
    var story =
        paused(
            pause(LifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT),
            world -> decides(world, LATER.plusHours(3), true));

    assertThat(serving(story.at(LATER.plusHours(2)))).isNotEqualTo(GROUP.value());
    assertThat(story.messages())
        .anyMatch(m -> m.endsWith(" got ROLLBACK at POST_PRODUCTION_TRAFFIC_SHIFT."))
        .contains("(service web) rolling back to deployment ecs-svc/4.");
    assertThat(serving(story.last())).isEqualTo(GROUP.value());
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last(), "two")).isZero();
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void a_pause_that_nobody_ends_is_given_up_after_a_day() {
    var story = paused(pause(LifecycleStage.POST_SCALE_UP), world -> world);

    assertThat(
            between(
                story, "POST_SCALE_UP with", "got no action within 1440 minutes at POST_SCALE_UP"))
        .isEqualTo(Duration.ofDays(1));
    assertThat(story.messages()).anyMatch(m -> m.endsWith("at POST_SCALE_UP: ROLLBACK."));
    assertThat(ServiceStory.running(story.last(), "one")).isEqualTo(3);
    assertThat(ServiceStory.live(story.last(), "two")).isZero();
  }

  @Test
  void a_pause_whose_time_out_says_continue_is_passed() {
    var hook = pause(LifecycleStage.POST_SCALE_UP).timingOut(Duration.ofMinutes(10), true);

    var story = paused(hook, world -> world);

    assertThat(story.messages())
        .anyMatch(m -> m.endsWith("got no action within 10 minutes at POST_SCALE_UP: CONTINUE."));
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
  }

  @Test
  void all_hooks_of_a_stage_have_to_pass_whatever_they_are() {
    var service =
        Service.of(WEB, twoGroups("one"), 3)
            .with(
                DeploymentConfiguration.DEFAULT
                    .with(BLUE_GREEN)
                    .withHooks(
                        List.of(
                            hook(Set.of(LifecycleStage.POST_SCALE_UP)),
                            pause(LifecycleStage.POST_SCALE_UP))));
    var world =
        goesOn(LATER.plusHours(1))
            .apply(
                goesOn(Duration.ofMinutes(3))
                    .apply(World.of(service).hooks(answering(LifecycleHookScenarioTest::succeeds))))
            .asks(LATER, deploy("two"));

    var story = ServiceStory.of(world);

    assertThat(between(story, "check answered SUCCEEDED", "got CONTINUE"))
        .isGreaterThan(Duration.ofMinutes(50));
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void each_step_of_a_canary_pauses_under_an_id_of_its_own() {
    var ids = new ArrayList<String>();
    var service = service(CANARY, pause(LifecycleStage.PRE_PRODUCTION_TRAFFIC_SHIFT));
    var world = World.of(service).asks(LATER, deploy("two"));
    for (int hour = 0; hour < 3; hour++) {
      world.after(
          LATER.plusHours(hour).minusMinutes(1),
          live -> {
            var waiting = waiting(live.story().last());
            ids.addAll(waiting);
            waiting.forEach(id -> live.request(new Continue(id, false)));
          });
    }

    var story = ServiceStory.of(world);

    assertThat(ids).hasSize(3).doesNotHaveDuplicates().allMatch(id -> id.startsWith("ecs-pause-"));
    assertThat(ServiceStory.running(story.last(), "two")).isEqualTo(3);
    assertThat(story.state().steady()).isTrue();
  }

  @Test
  void to_continue_what_pauses_no_more_changes_nothing() {
    var story =
        ServiceStory.of(
            World.of(service(BLUE_GREEN, pause(LifecycleStage.PRE_SCALE_UP)))
                .after(
                    Duration.ofMinutes(1),
                    live -> {
                      var id = waiting(live.story().last()).getFirst();
                      live.request(new Continue(id, false));
                      live.request(new Continue(id, true));
                    }));

    assertThat(story.state().primary().rollout()).isInstanceOf(RolloutState.Completed.class);
    assertThat(story.times("ROLLBACK")).isZero();
  }

  /// A service whose first deployment was continued after three minutes, and one more after that.
  private static ServiceStory paused(LifecycleHook hook, UnaryOperator<World> then) {
    var world = goesOn(Duration.ofMinutes(3)).apply(World.of(service(BLUE_GREEN, hook)));
    return ServiceStory.of(then.apply(world.asks(LATER, deploy("two"))));
  }

  private static UnaryOperator<World> goesOn(Duration after) {
    return world -> decides(world, after, false);
  }

  private static World decides(World world, Duration after, boolean rollsBack) {
    return world.after(
        after,
        live -> live.request(new Continue(waiting(live.story().last()).getFirst(), rollsBack)));
  }

  /// The hooks that wait for somebody.
  private static List<String> waiting(Snapshot snapshot) {
    return snapshot.observed().services().state(WEB).orElseThrow().primary().hooks().stream()
        .filter(HookRun::isAwaited)
        .map(HookRun::executionId)
        .toList();
  }

  private static LifecycleHook pause(LifecycleStage stage) {
    return LifecycleHook.pause(Set.of(stage));
  }

  private ServiceStory deployed(
      DeploymentStrategy strategy, LifecycleHook hook, Function<HookCall, HookAnswer> answers) {
    return ServiceStory.of(
        World.of(service(strategy, hook)).hooks(answering(answers)).asks(LATER, deploy("two")));
  }

  private Function<HookCall, HookAnswer> answering(Function<HookCall, HookAnswer> answers) {
    return call -> {
      calls.add(call);
      return answers.apply(call);
    };
  }

  /// Succeeds after so many calls that it is in progress.
  private Function<HookCall, HookAnswer> inProgress(int rounds, Duration delay) {
    return call -> {
      int round =
          (int) calls.stream().filter(c -> c.executionId().equals(call.executionId())).count();
      return isSecond(call) && round <= rounds ? again(round, delay) : succeeded();
    };
  }

  private static HookAnswer again(int round, Duration delay) {
    return new HookAnswer.InProgress(delay, Optional.of("{\"round\":%d}".formatted(round)));
  }

  private boolean isSecond(HookCall call) {
    return ofDeployment("second").contains(call);
  }

  /// The calls about the first or the second deployment that was asked about.
  private List<HookCall> ofDeployment(String which) {
    var deployments = calls.stream().map(HookCall::deployment).distinct().toList();
    int index = which.equals("first") ? 0 : 1;
    return index < deployments.size()
        ? calls.stream().filter(c -> c.deployment().equals(deployments.get(index))).toList()
        : List.of();
  }

  private List<LifecycleStage> stagesOf(String which) {
    return ofDeployment(which).stream().map(HookCall::stage).toList();
  }

  private static HookAnswer succeeds(HookCall call) {
    assertThat(call.target()).isEqualTo("check");
    return succeeded();
  }

  private static HookAnswer succeeded() {
    return new HookAnswer.Succeeded();
  }

  private static LifecycleHook hook(Set<LifecycleStage> stages) {
    return LifecycleHook.function("check", stages);
  }

  private static LifecycleHook timedOut(boolean goesOn) {
    return LifecycleHook.function("check", Set.of(LifecycleStage.POST_SCALE_UP))
        .timingOut(Duration.ofMinutes(5), goesOn);
  }

  private static Service service(DeploymentStrategy strategy, LifecycleHook hook) {
    return Service.of(WEB, twoGroups("one"), 3)
        .with(DeploymentConfiguration.DEFAULT.with(strategy).withHooks(List.of(hook)));
  }

  private static Deploy deploy(String image) {
    return new Deploy(WEB, Optional.of(twoGroups(image)));
  }

  private static String serving(Snapshot snapshot) {
    var declared = twoGroups("one").loadBalancers().getFirst();
    var traffic =
        snapshot
            .observed()
            .services()
            .state(WEB)
            .flatMap(s -> Traffic.of(s, declared))
            .orElseThrow();
    return (traffic.percent() > 50 ? traffic.alternate() : traffic.production()).value();
  }

  /// From the last time that one message was told to the last time of another.
  private static Duration between(ServiceStory story, String from, String to) {
    return Duration.between(lastTold(story, from), lastTold(story, to));
  }

  private static java.time.Instant lastTold(ServiceStory story, String message) {
    return story.state().events().stream()
        .filter(e -> e.message().contains(message))
        .findFirst()
        .orElseThrow()
        .createdAt();
  }
}
