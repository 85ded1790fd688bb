package dev.taskdock.scenario;

import static dev.taskdock.scenario.Webs.WEB;
import static dev.taskdock.scenario.Webs.balanced;
import static dev.taskdock.scenario.Webs.revision;
import static dev.taskdock.scenario.Webs.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.ServiceRequest.Deploy;
import dev.taskdock.control.ServiceRequest.Put;
import dev.taskdock.control.ServiceRequest.Scale;
import dev.taskdock.model.DeploymentCircuitBreaker;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.reconcile.Action;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which changes of a service start a deployment.
final class DeploymentStartScenarioTest {
  private static final Duration LATER = Duration.ofMinutes(5);

  @ParameterizedTest
  @MethodSource("changesOfRevision")
  void a_change_of_what_is_brought_out_starts_one(ServiceRequest request) {
    var story = ServiceStory.of(World.of(web(1)).asks(LATER, request));

    assertThat(story.times("deployment completed")).isEqualTo(2);
    assertThat(story.stops()).hasSize(2);
  }

  static Stream<ServiceRequest> changesOfRevision() {
    return Stream.of(
        new Deploy(WEB, Optional.of(revision("two"))),
        new Deploy(WEB, Optional.empty()),
        new Deploy(WEB, Optional.of(balanced("one"))),
        new Put(web(1).with(revision("two"))));
  }

  @ParameterizedTest
  @MethodSource("changesOfTheRest")
  void a_change_of_the_rest_starts_none(ServiceRequest request) {
    var story = ServiceStory.of(World.of(web(1)).asks(LATER, request));

    assertThat(story.times("deployment completed")).isEqualTo(1);
    assertThat(story.state().steady()).isTrue();
  }

  static Stream<ServiceRequest> changesOfTheRest() {
    return Stream.of(
        new Scale(WEB, 3),
        new Put(web(1)),
        new Put(web(1).withGracePeriod(Duration.ofMinutes(1))),
        new Put(web(1).with(DeploymentConfiguration.rolling(0, 100))),
        new Put(
            web(1)
                .with(
                    DeploymentConfiguration.DEFAULT.with(
                        DeploymentCircuitBreaker.of(true, true)))));
  }

  @Test
  void a_forced_deployment_looks_its_images_up_anew() {
    var world = World.of(web(2)).asks(LATER, new Deploy(WEB, Optional.empty()));

    var story = ServiceStory.of(world);

    assertThat(
            story
                .snapshots()
                .flatMap(s -> s.plan().actions().stream())
                .filter(Action.PullImage.class::isInstance))
        .hasSize(2);
  }
}
