package dev.taskdock.logs;

import dev.taskdock.engine.LogSink.Stream;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskId;

/// Whose output it is.
public record LogSource(TaskId task, ContainerName container, Stream stream) {}
