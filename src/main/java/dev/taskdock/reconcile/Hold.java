package dev.taskdock.reconcile;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;

/// A container that cannot go on yet, and why.
public record Hold(TaskId task, ContainerName container, Waiting waiting) {}
