package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;

import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroupName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Services called `web`, whose revisions differ in their image: `one`, `two`, …
final class Webs {
  static final ServiceName WEB = new ServiceName("web");
  static final TargetGroupName GROUP = new TargetGroupName("web-tg");
  static final TargetGroupName OTHER_GROUP = new TargetGroupName("web-alternate");
  static final Duration DELAY = Duration.ofSeconds(30);

  private Webs() {}

  /// A service that nobody checks.
  static Service web(int desiredCount) {
    return Service.of(WEB, revision("one"), desiredCount);
  }

  /// A service behind a load balancer.
  static Service balanced(int desiredCount) {
    return Service.of(WEB, balanced("one"), desiredCount);
  }

  static ServiceRevision revision(String image) {
    return new ServiceRevision(task("web", app(image)), List.of());
  }

  /// A revision whose container has a health check.
  static ServiceRevision checked(String image) {
    return new ServiceRevision(task("web", app(image).checked()), List.of());
  }

  /// A revision whose tasks are registered in a target group.
  static ServiceRevision balanced(String image) {
    var to = new ServiceLoadBalancer(new ContainerName("app"), 80, GROUP, DELAY);
    return new ServiceRevision(task("web", app(image)), List.of(to));
  }

  /// A revision whose tasks are registered in one of two target groups.
  static ServiceRevision twoGroups(String image) {
    var to =
        new ServiceLoadBalancer(
            new ContainerName("app"), 80, GROUP, DELAY, Optional.of(OTHER_GROUP));
    return new ServiceRevision(task("web", app(image)), List.of(to));
  }

  private static ContainerFixture app(String image) {
    return container("app").from(image).port(80);
  }
}
