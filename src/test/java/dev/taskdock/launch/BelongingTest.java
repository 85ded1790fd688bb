package dev.taskdock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.Environment;
import dev.taskdock.model.Family;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the labels of a task say of its service.
final class BelongingTest {
  private static final DeploymentId DEPLOYMENT = new DeploymentId("ecs-svc/1000000000000000001");

  @Test
  void what_labels_say_is_read_back() {
    var revision =
        revision(Map.of(), group("blue", Optional.of("green")), group("nlb", Optional.empty()));
    var belonging = Belonging.of(new ServiceName("web"), DEPLOYMENT, revision);

    assertThat(Belonging.of(belonging.labels())).contains(belonging);
    assertThat(belonging.loadBalancers()).isEqualTo(revision.loadBalancers());
  }

  @Test
  void labels_that_name_no_service_or_none_of_ours_say_nothing() {
    assertThat(Belonging.of(Map.of())).isEmpty();
    assertThat(
            Belonging.of(
                Map.of("dev.taskdock.service", "web", "dev.taskdock.deployment", "ecs-svc/1")))
        .isEmpty();
  }

  @Test
  void the_order_of_a_map_does_not_count_but_what_is_in_it() {
    var one = new LinkedHashMap<String, String>();
    one.put("A", "1");
    one.put("B", "2");
    var other = new LinkedHashMap<String, String>();
    other.put("B", "2");
    other.put("A", "1");

    assertThat(fingerprint(revision(one))).isEqualTo(fingerprint(revision(other)));
    assertThat(fingerprint(revision(one))).isNotEqualTo(fingerprint(revision(Map.of("A", "1"))));
  }

  @Test
  void whose_group_is_whose_and_how_often_it_was_forced_does_not_count() {
    var group = group("blue", Optional.of("green"));
    var revision = revision(Map.of(), group);

    assertThat(fingerprint(revision.with(List.of(group.swapped()))))
        .isEqualTo(fingerprint(revision));
    assertThat(fingerprint(revision.again())).isEqualTo(fingerprint(revision));
    assertThat(fingerprint(revision(Map.of(), group("red", Optional.of("green")))))
        .isNotEqualTo(fingerprint(revision));
  }

  private static String fingerprint(ServiceRevision revision) {
    return Belonging.of(new ServiceName("web"), DEPLOYMENT, revision).fingerprint();
  }

  private static ServiceLoadBalancer group(String name, Optional<String> alternate) {
    return new ServiceLoadBalancer(
        new ContainerName("app"),
        80,
        new TargetGroupName(name),
        Duration.ofSeconds(30),
        alternate.map(TargetGroupName::new));
  }

  private static ServiceRevision revision(
      Map<String, String> environment, ServiceLoadBalancer... groups) {
    var app =
        ContainerDefinition.of(
                new ContainerName("app"), ImageReference.parse("app:1").orElseThrow())
            .withEnvironment(new Environment(environment));
    return new ServiceRevision(
        new TaskDefinition(
            new Family("web"),
            1,
            Optional.empty(),
            RuntimePlatform.X86_64,
            List.of(app),
            List.of(),
            TaskOptions.DEFAULT),
        List.of(groups));
  }
}
