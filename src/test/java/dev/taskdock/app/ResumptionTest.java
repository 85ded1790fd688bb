package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.Labels;
import dev.taskdock.launch.Belonging;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.Family;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.reconcile.ServiceScheduler;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Registration;
import dev.taskdock.state.RolloutState;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.TrafficShift;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Services that are gone on with after their taskdock was killed.
final class ResumptionTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = T0.plusSeconds(600);
  private static final ServiceName WEB = new ServiceName("web");
  private static final DeploymentId OLD = new DeploymentId("ecs-svc/1000000000000000001");
  private static final DeploymentId NEW = new DeploymentId("ecs-svc/1000000000000000002");

  @Test
  void what_runs_of_what_is_asked_for_goes_on_under_its_own_deployment() {
    var service = service("app:1", 2);
    var found = found(task(1, OLD, service, T0), task(2, OLD, service, T0.plusSeconds(1)));

    var resumption = Resumption.of(found, List.of(service), NOW);

    var state = state(resumption);
    assertThat(state.primary().id()).isEqualTo(OLD);
    assertThat(state.asked()).isEqualTo(service.revision());
    assertThat(resumption.observed(1).tasks().keySet())
        .containsExactlyInAnyOrder(taskId(1), taskId(2));
    var turn = turn(resumption, service);
    assertThat(turn.tasks().keySet()).containsExactlyInAnyOrder(taskId(1), taskId(2));
    assertThat(turn.deployments()).hasSize(1);
    assertThat(Registration.of(resumption.observed(1)).map(Registration::address))
        .containsExactlyInAnyOrder("10.128.0.1", "10.128.0.2");
  }

  @Test
  void what_runs_of_another_revision_serves_on_and_is_replaced() {
    var before = service("app:1", 1);
    var service = service("app:2", 1);

    var resumption = Resumption.of(found(task(1, OLD, before, T0)), List.of(service), NOW);

    var state = state(resumption);
    assertThat(state.primary().rollout()).isInstanceOf(RolloutState.Adopted.class);
    assertThat(Registration.of(resumption.observed(1))).hasSize(1);
    var turn = turn(resumption, service);
    assertThat(turn.deployments()).hasSize(2);
    assertThat(turn.primary().revision().definition()).isEqualTo(service.revision().definition());
    assertThat(turn.tasks()).hasSize(2);
  }

  @Test
  void the_newest_of_two_deployments_is_the_one_that_stays() {
    var before = service("app:1", 1);
    var service = service("app:2", 1);
    var found = found(task(1, OLD, before, T0), task(2, NEW, service, T0.plusSeconds(60)));

    var state = state(Resumption.of(found, List.of(service), NOW));

    assertThat(state.deployments().stream().map(d -> d.id())).containsExactly(NEW, OLD);
    assertThat(state.deployments().getLast().rollout()).isInstanceOf(RolloutState.Adopted.class);
    assertThat(state.primary().shift()).isEmpty();
  }

  @Test
  void a_shift_of_traffic_begins_anew_with_all_of_it_on_the_older_one() {
    var blueGreen =
        DeploymentConfiguration.DEFAULT.with(
            new DeploymentStrategy.BlueGreen(Duration.ofMinutes(5)));
    var before = service("app:1", 1).with(blueGreen);
    var service = service("app:2", 1).with(blueGreen);
    var green =
        service.with(
            service
                .revision()
                .with(
                    service.revision().loadBalancers().stream()
                        .map(ServiceLoadBalancer::swapped)
                        .toList()));
    var found = found(task(1, OLD, before, T0), task(2, NEW, green, T0.plusSeconds(60)));

    var state = state(Resumption.of(found, List.of(service), NOW));

    assertThat(state.primary().revision().loadBalancers())
        .isEqualTo(green.revision().loadBalancers());
    assertThat(state.primary().shift().map(TrafficShift::stage))
        .contains(TrafficShift.Stage.SCALE_UP);
  }

  @Test
  void what_was_being_started_or_belongs_to_no_service_is_not_taken_over() {
    var service = service("app:1", 2);
    var started = task(1, OLD, service, T0).getFirst();
    var alone = new ArrayList<>(task(2, OLD, service, T0));
    alone.replaceAll(
        s -> snapshot(s.id(), without(s.labels(), Labels.SERVICE), s.status(), "10.128.0.2", T0));

    var resumption = Resumption.of(found(List.of(started), alone), List.of(service), NOW);

    assertThat(resumption.adopted()).isEmpty();
    assertThat(resumption.refused()).hasSize(2);
  }

  @Test
  void a_service_that_is_wanted_no_more_is_ended() {
    var service = service("app:1", 1);

    var resumption = Resumption.of(found(task(1, OLD, service, T0)), List.of(), NOW);
    var turn = ServiceScheduler.decide(Desired.NOTHING, resumption.observed(1), NOW).observed();

    assertThat(turn.services().tasks())
        .singleElement()
        .matches(e -> e.getKey().equals(taskId(1)) && e.getValue().wanted().stop().isPresent());
  }

  private static ServiceState state(Resumption resumption) {
    return resumption.observed(1).services().state(WEB).orElseThrow();
  }

  private static ServiceState turn(Resumption resumption, Service service) {
    return ServiceScheduler.decide(Desired.NOTHING.with(service), resumption.observed(1), NOW)
        .observed()
        .services()
        .state(WEB)
        .orElseThrow();
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private static List<FoundTask> found(List<ContainerSnapshot>... tasks) {
    return Adoption.of(Arrays.stream(tasks).flatMap(List::stream).toList());
  }

  private static Service service(String image, int desired) {
    var app =
        ContainerDefinition.of(new ContainerName("app"), ImageReference.parse(image).orElseThrow());
    var definition =
        new TaskDefinition(
            new Family("web"),
            1,
            Optional.empty(),
            RuntimePlatform.X86_64,
            List.of(app),
            List.of(),
            TaskOptions.DEFAULT);
    var group =
        new ServiceLoadBalancer(
            new ContainerName("app"),
            80,
            new TargetGroupName("blue"),
            Duration.ofMinutes(5),
            Optional.of(new TargetGroupName("green")));
    return Service.of(WEB, new ServiceRevision(definition, List.of(group)), desired);
  }

  /// The holder, then the container.
  private static List<ContainerSnapshot> task(
      int number, DeploymentId deployment, Service service, Instant at) {
    var labels = new HashMap<>(Belonging.of(WEB, deployment, service.revision()).labels());
    labels.put(Labels.TASK, taskId(number).id());
    labels.put(Labels.CONTAINERS, "app!");
    var holder = snapshot("holder-" + number, labels, Status.RUNNING, "10.128.0." + number, at);
    labels.put(Labels.CONTAINER, "app");
    return List.of(holder, snapshot("app-" + number, labels, Status.RUNNING, "", at));
  }

  private static Map<String, String> without(Map<String, String> labels, String one) {
    var fewer = new HashMap<>(labels);
    fewer.remove(one);
    return fewer;
  }

  private static ContainerSnapshot snapshot(
      String id, Map<String, String> labels, Status status, String address, Instant at) {
    return new ContainerSnapshot(
        id,
        id,
        "app:1",
        labels,
        status,
        OptionalInt.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        at,
        Optional.of(at),
        Optional.empty(),
        Optional.of(address).filter(a -> !a.isEmpty()),
        List.of());
  }
}
