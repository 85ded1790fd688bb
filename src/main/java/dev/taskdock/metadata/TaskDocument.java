package dev.taskdock.metadata;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.model.TaskSize;
import dev.taskdock.state.StartedBy;
import dev.taskdock.state.TaskStop;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// The metadata of one task, members in the agent's order.
///
/// Source: the agent's `tmds/handlers/v2/response.go` and `v4/state/response.go`.
final class TaskDocument {
  private static final double UNITS_OF_A_CPU = 1024;

  /// What Fargate reserves beside the volume that was asked for.
  private static final int RESERVED_BESIDE_MIB = 16;

  private TaskDocument() {}

  /// The document of a task at `now`.
  ///
  /// @param tagged whether it was asked for with tags
  static Map<String, Object> of(TaskView view, Version version, boolean tagged, Instant now) {
    var definition = view.definition();
    var document = new LinkedHashMap<String, Object>();
    document.put("Cluster", view.locality().clusterArn());
    document.put("TaskARN", view.arn());
    document.put("Family", definition.family());
    document.put("Revision", Integer.toString(definition.revision()));
    document.put("DesiredStatus", view.desiredStatus());
    document.put("KnownStatus", view.knownStatus());
    document.put("Limits", definition.size().map(TaskDocument::limits));
    document.put("PullStartedAt", view.pulls().startedAt());
    document.put("PullStoppedAt", view.pulls().stoppedAt());
    document.put("ExecutionStoppedAt", view.stop().map(TaskStop::at));
    document.put("AvailabilityZone", view.locality().zone());
    if (version == Version.V4) {
      document.put("AvailabilityZoneID", view.locality().zoneId());
    }
    document.put("LaunchType", "FARGATE");
    document.put(
        "Containers",
        view.listed().stream().map(c -> ContainerDocument.of(view, c, version)).toList());
    if (tagged && !definition.options().tags().isEmpty()) {
      document.put("TaskTags", definition.options().tags());
    }
    if (version == Version.V4) {
      document.put("ServiceName", view.wanted().startedBy().map(StartedBy::service));
      document.put("ClockDrift", clock(now));
      document.put("EphemeralStorageMetrics", storage(view));
      document.put("FaultInjectionEnabled", definition.options().faultInjection());
    }
    return document;
  }

  private static Map<String, Object> limits(TaskSize size) {
    var limits = new LinkedHashMap<String, Object>();
    limits.put("CPU", size.cpu().units() / UNITS_OF_A_CPU);
    limits.put("Memory", size.memory().count());
    return limits;
  }

  /// The task's clock is the laptop's own, so it never differs from it.
  private static Map<String, Object> clock(Instant now) {
    var clock = new LinkedHashMap<String, Object>();
    clock.put("ClockErrorBound", 0.0);
    clock.put("ReferenceTimestamp", now);
    clock.put("ClockSynchronizationStatus", "SYNCHRONIZED");
    return clock;
  }

  private static Map<String, Object> storage(TaskView view) {
    long written =
        view.containers().values().stream()
            .flatMap(c -> c.detail().stream())
            .map(ContainerDetail::writtenBytes)
            .filter(OptionalLong::isPresent)
            .mapToLong(OptionalLong::getAsLong)
            .sum();
    var storage = new LinkedHashMap<String, Object>();
    storage.put("Utilized", written >> 20);
    storage.put(
        "Reserved", view.definition().options().ephemeralStorageGib() * 1024 + RESERVED_BESIDE_MIB);
    return storage;
  }
}
