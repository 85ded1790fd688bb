package dev.taskdock.app;

import dev.taskdock.logs.Awslogs;
import dev.taskdock.logs.EventLog;
import dev.taskdock.logs.LogFolder;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Keeps what containers that log to CloudWatch print, in files that stay when their tasks are
/// gone.
final class KeptLogs implements AutoCloseable {
  private final LogFolder folder;
  private final Function<TaskId, TaskDefinition> definitions;
  private final Consumer<String> notes;
  private final Map<Source, Optional<EventLog>> logs = new ConcurrentHashMap<>();

  private record Source(TaskId task, ContainerName container) {}

  /// @param notes hears what could not be kept
  KeptLogs(LogFolder folder, Function<TaskId, TaskDefinition> definitions, Consumer<String> notes) {
    this.folder = folder;
    this.definitions = definitions;
    this.notes = notes;
  }

  /// Whose output would go to a service that gets nothing from here, in one sentence; empty where
  /// there is none such.
  static Optional<String> withheld(TaskDefinition definition) {
    var names =
        definition.containers().stream()
            .filter(c ->
                c.logging().configuration().filter(l -> l.driver().equals("splunk")).isPresent())
            .map(c -> c.name().name())
            .collect(Collectors.joining(", "));
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of("output meant for splunk is kept locally only: " + names);
  }

  /// A line that a container printed; one whose output goes elsewhere is passed over.
  void take(LogLine line) {
    logs.computeIfAbsent(new Source(line.source().task(), line.source().container()), this::open)
        .ifPresent(log -> log.take(line));
  }

  private Optional<EventLog> open(Source source) {
    return definitions
        .apply(source.task())
        .containerNamed(source.container())
        .logging()
        .configuration()
        .flatMap(Awslogs::of)
        .map(options ->
            new EventLog(
                folder.stream(options.group(), options.prefix(), source.container(), source.task()),
                options.beginning(),
                options.buffer()));
  }

  /// Waits until all is written, and tells what is not.
  @Override
  public void close() {
    logs.forEach((source, log) -> log.ifPresent(l -> tell(source, l.end())));
  }

  private void tell(Source source, EventLog.Result result) {
    if (result.dropped() > 0) {
      notes.accept(
          "%s: %d lines are not in its log: its max-buffer-size was full"
              .formatted(source.container(), result.dropped()));
    }
    result
        .failure()
        .ifPresent(why -> notes.accept(source.container() + ": its log is not kept: " + why));
  }
}
