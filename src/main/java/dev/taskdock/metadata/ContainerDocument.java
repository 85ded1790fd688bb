package dev.taskdock.metadata;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The metadata of one container, members in the agent's order.
///
/// Source: the agent's `tmds/handlers/v2/response.go` and `v4/state/response.go`.
final class ContainerDocument {
  /// What the agent tells of a container that reserves no CPU.
  private static final int SMALLEST_SHARE = 2;

  private ContainerDocument() {}

  /// The document of one container.
  static Map<String, Object> of(TaskView view, ContainerDefinition container, Version version) {
    boolean v4 = version == Version.V4;
    var known = view.view(container);
    var state = view.state(container);
    var document = new LinkedHashMap<String, Object>();
    document.put("DockerId", view.runtimeId(container));
    document.put("Name", container.name());
    document.put("DockerName", container.name());
    document.put("Image", container.image());
    document.put("ImageID", known.imageId().orElse(""));
    document.put("Labels", labels(view, container));
    document.put("DesiredStatus", state.isStopped() ? "STOPPED" : view.desiredStatus());
    document.put("KnownStatus", view.knownStatus(container));
    document.put("ExitCode", exitCode(state));
    document.put("Limits", limits(container));
    document.put("CreatedAt", known.detail().map(ContainerDetail::createdAt));
    document.put("StartedAt", known.detail().flatMap(ContainerDetail::startedAt));
    document.put("FinishedAt", known.detail().flatMap(ContainerDetail::finishedAt));
    document.put("Type", "NORMAL");
    document.put("Health", container.healthCheck().map(_ -> health(state, known)));
    if (v4) {
      container.logging().configuration().ifPresent(log -> putLog(document, view, container, log));
      document.put("ContainerARN", arn(view, container));
    }
    document.put("Networks", view.attachment().map(a -> List.of(network(view, a, v4))));
    if (v4) {
      var restarts = view.task().restarts(container.name()).count();
      document.put("RestartCount", container.lifecycle().restart().map(_ -> restarts));
    }
    return document;
  }

  private static Map<String, String> labels(TaskView view, ContainerDefinition container) {
    var labels = new LinkedHashMap<>(container.options().labels());
    labels.putAll(view.locality().labels(view.task().id(), view.definition(), container.name()));
    return labels;
  }

  private static Optional<Integer> exitCode(ContainerState state) {
    return switch (state) {
      case ContainerState.Stopped(_, _, var code, _, _) when code.isPresent() ->
          Optional.of(code.getAsInt());
      case ContainerState.Absent _,
          ContainerState.Created _,
          ContainerState.Running _,
          ContainerState.Stopped _ ->
          Optional.empty();
    };
  }

  private static Map<String, Object> limits(ContainerDefinition container) {
    var resources = container.resources();
    var limits = new LinkedHashMap<String, Object>();
    limits.put("CPU", Math.max(SMALLEST_SHARE, resources.cpu().map(CpuUnits::units).orElse(0)));
    limits.put("Memory", resources.memory().map(Mebibytes::count));
    return limits;
  }

  private static Map<String, Object> health(ContainerState state, TaskView.ContainerView known) {
    var last = known.detail().flatMap(ContainerDetail::lastProbe);
    var health = new LinkedHashMap<String, Object>();
    health.put("status", healthOf(state));
    health.put("statusSince", known.healthSince());
    health.put("exitCode", last.map(ContainerDetail.ProbeResult::exitCode).filter(c -> c != 0));
    health.put("output", last.map(ContainerDetail.ProbeResult::output).filter(o -> !o.isEmpty()));
    return health;
  }

  private static Health healthOf(ContainerState state) {
    return switch (state) {
      case ContainerState.Running(_, _, var health) -> health;
      case ContainerState.Absent _, ContainerState.Created _, ContainerState.Stopped _ ->
          Health.UNKNOWN;
    };
  }

  /// The driver's options as they were resolved: a stream stands where its prefix was.
  private static void putLog(
      Map<String, Object> document,
      TaskView view,
      ContainerDefinition container,
      LogConfiguration log) {
    var options = new LinkedHashMap<>(log.options());
    var prefix = options.remove("awslogs-stream-prefix");
    if (prefix != null) {
      options.put("awslogs-stream", prefix + "/" + container.name() + "/" + view.task().id());
    }
    document.put("LogDriver", log.driver());
    document.put("LogOptions", options);
  }

  private static String arn(TaskView view, ContainerDefinition container) {
    var seed = view.runtimeId(container).toString().getBytes(StandardCharsets.UTF_8);
    return view.locality().containerArn(view.task().id(), UUID.nameUUIDFromBytes(seed).toString());
  }

  private static Map<String, Object> network(
      TaskView view, TaskView.Attachment attachment, boolean v4) {
    var network = new LinkedHashMap<String, Object>();
    network.put("NetworkMode", "awsvpc");
    network.put("IPv4Addresses", List.of(attachment.address()));
    if (v4) {
      var prefix = attachment.subnet().substring(attachment.subnet().indexOf('/'));
      network.put("AttachmentIndex", 0);
      network.put("MACAddress", attachment.mac());
      network.put("IPv4SubnetCIDRBlock", attachment.subnet());
      network.put("DomainNameServers", List.of(attachment.resolver()));
      network.put("DomainNameSearchList", List.of(view.locality().privateDomain()));
      network.put("PrivateDNSName", view.locality().privateName(attachment.address()));
      network.put("SubnetGatewayIpv4Address", attachment.gateway() + prefix);
    }
    return network;
  }
}
