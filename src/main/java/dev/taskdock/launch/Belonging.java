package dev.taskdock.launch;

import dev.taskdock.engine.Labels;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroupName;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the labels of a task say of the service that launched it, so that a taskdock that is
/// started after a crash takes the task over for what it is.
///
/// A target group is written with the container and port that it leads to, its deregistration delay
/// in seconds and its alternate, the groups with a space between them:
///
/// ```
/// nginx:80:web-blue:300:web-green
/// ```
///
/// @param fingerprint of the revision, see [Fingerprint]
public record Belonging(
    ServiceName service,
    DeploymentId deployment,
    String fingerprint,
    List<ServiceLoadBalancer> loadBalancers) {
  private static final Pattern GROUP =
      Pattern.compile("([A-Za-z0-9_-]+):(\\d{1,5}):([^: ]+):(\\d{1,4}):([^: ]*)");

  public Belonging {
    loadBalancers = List.copyOf(loadBalancers);
  }

  /// That of a task which a deployment launches.
  ///
  /// @param revision with the target groups that the deployment's own tasks are registered in
  public static Belonging of(
      ServiceName service, DeploymentId deployment, ServiceRevision revision) {
    return new Belonging(service, deployment, Fingerprint.of(revision), revision.loadBalancers());
  }

  /// The labels that say so.
  public Map<String, String> labels() {
    var labels = new LinkedHashMap<String, String>();
    labels.put(Labels.SERVICE, service.name());
    labels.put(Labels.DEPLOYMENT, deployment.toString());
    labels.put(Labels.REVISION, fingerprint);
    labels.put(
        Labels.TARGETS,
        loadBalancers.stream().map(Belonging::text).collect(Collectors.joining(" ")));
    return labels;
  }

  /// What labels say, empty where they are none of a service's task.
  public static Optional<Belonging> of(Map<String, String> labels) {
    var service = labels.getOrDefault(Labels.SERVICE, "");
    var deployment = labels.getOrDefault(Labels.DEPLOYMENT, "");
    return ServiceName.isValid(service) && DeploymentId.isValid(deployment)
        ? Optional.of(
            new Belonging(
                new ServiceName(service),
                new DeploymentId(deployment),
                labels.getOrDefault(Labels.REVISION, ""),
                Arrays.stream(labels.getOrDefault(Labels.TARGETS, "").split(" "))
                    .map(GROUP::matcher)
                    .filter(Matcher::matches)
                    .filter(group -> ContainerName.isValid(group.group(1)))
                    .filter(group -> TargetGroupName.isValid(group.group(3)))
                    .map(Belonging::group)
                    .toList()))
        : Optional.empty();
  }

  private static String text(ServiceLoadBalancer to) {
    return "%s:%d:%s:%d:%s"
        .formatted(
            to.container(),
            to.port(),
            to.targetGroup(),
            to.deregistrationDelay().toSeconds(),
            to.alternate().map(TargetGroupName::toString).orElse(""));
  }

  private static ServiceLoadBalancer group(Matcher text) {
    return new ServiceLoadBalancer(
        new ContainerName(text.group(1)),
        Integer.parseInt(text.group(2)),
        new TargetGroupName(text.group(3)),
        Duration.ofSeconds(Integer.parseInt(text.group(4))),
        Optional.of(text.group(5)).filter(TargetGroupName::isValid).map(TargetGroupName::new));
  }
}
