package dev.taskdock.state;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TaskId;

/// A port of a task, registered in a target group.
public record Target(TargetGroupName group, TaskId task, int port) {}
