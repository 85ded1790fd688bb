package dev.taskdock.control;

import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a user may ask of services while they run, see [Loop#request].
public sealed interface ServiceRequest {
  /// CreateService, or UpdateService of all there is to it: a deployment starts where the revision
  /// is another.
  record Put(Service service) implements ServiceRequest {}

  /// UpdateService with another `desiredCount`.
  record Scale(ServiceName service, int desiredCount) implements ServiceRequest {}

  /// The same by auto scaling.
  ///
  /// @param desiredCount empty where only the bounds have changed
  /// @param activities what is told of it
  record AutoScale(ServiceName service, OptionalInt desiredCount, List<String> activities)
      implements ServiceRequest {
    public AutoScale {
      activities = List.copyOf(activities);
    }
  }

  /// UpdateService with another revision; with the same one, and `forceNewDeployment`, where none
  /// is given.
  record Deploy(ServiceName service, Optional<ServiceRevision> revision)
      implements ServiceRequest {}

  /// StopTask of one task of a service, which is replaced then.
  ///
  /// @param reason the text that becomes `stoppedReason`; ECS's own where none is given
  record StopReplica(TaskId task, Optional<String> reason) implements ServiceRequest {}

  /// UpdateTaskProtection of one task of a service, by itself.
  ///
  /// @param until when that ends, empty to end it now
  record Protect(TaskId task, Optional<Instant> until) implements ServiceRequest {}

  /// SetAlarmState of CloudWatch.
  record SetAlarm(String alarm, boolean inAlarm) implements ServiceRequest {}

  /// ContinueServiceDeployment: whether a deployment that pauses goes on, or is rolled back. One
  /// that pauses no more is left as it is.
  ///
  /// @param hookId the [dev.taskdock.state.HookRun#executionId]
  record Continue(String hookId, boolean rollsBack) implements ServiceRequest {}

  /// DeleteService of all services: their tasks are stopped as by a scaling to none, and drained
  /// before that.
  record Down() implements ServiceRequest {}

  /// The same without waiting for anything: what still runs is killed.
  record Kill() implements ServiceRequest {}
}
