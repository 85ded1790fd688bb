package dev.taskdock.cli;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.logs.LogLine;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.ServiceEvent;
import dev.taskdock.state.ServiceState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Services: what their tasks do as in any run, and between that the events of the services, in the
/// order in which they happened.
final class ServiceScreen implements RunScreen {
  private final RunScreen tasks;
  private final BiConsumer<ServiceName, ServiceEvent> events;
  private final Map<ServiceName, ServiceEvent> last = new HashMap<>();
  private volatile Consumer<Snapshot> listener = _ -> {};

  /// @param tasks shows the tasks
  /// @param events shows an event of a service
  ServiceScreen(RunScreen tasks, BiConsumer<ServiceName, ServiceEvent> events) {
    this.tasks = tasks;
    this.events = events;
  }

  /// As lines of text.
  ///
  /// @param around shows the tasks, forever or for a while
  static ServiceScreen text(RunScreen around) {
    return new ServiceScreen(around, (_, event) -> around.noted(event.message()));
  }

  /// As JSON.
  static ServiceScreen json(JsonScreen screen) {
    return new ServiceScreen(screen, screen::happened);
  }

  /// Tells `other` of every turn too.
  void heardBy(Consumer<Snapshot> other) {
    listener = other;
  }

  @Override
  public void turned(Snapshot snapshot) {
    listener.accept(snapshot);
    snapshot
        .observed()
        .services()
        .states()
        .forEach((name, state) -> unseen(name, state).reversed().forEach(e -> show(name, e)));
    tasks.turned(snapshot);
  }

  /// Newest first, as the state has them.
  private List<ServiceEvent> unseen(ServiceName name, ServiceState state) {
    var seen = Optional.ofNullable(last.get(name));
    return state.events().stream().takeWhile(e -> seen.filter(e::equals).isEmpty()).toList();
  }

  private void show(ServiceName service, ServiceEvent event) {
    last.put(service, event);
    events.accept(service, event);
  }

  @Override
  public void stopBy(Runnable stop) {
    tasks.stopBy(stop);
  }

  @Override
  public void progressed(String subject, ImageProgress progress) {
    tasks.progressed(subject, progress);
  }

  @Override
  public void printed(LogLine line) {
    tasks.printed(line);
  }

  @Override
  public void ended(
      TaskId task, ContainerName container, OptionalInt code, Optional<String> reason) {
    tasks.ended(task, container, code, reason);
  }

  @Override
  public void listening(TaskId task, Endpoint endpoint) {
    tasks.listening(task, endpoint);
  }

  @Override
  public void silent(TaskId task, Endpoint endpoint, String explanation) {
    tasks.silent(task, endpoint, explanation);
  }

  @Override
  public void portTaken(TaskId task, ContainerName container, String explanation) {
    tasks.portTaken(task, container, explanation);
  }

  @Override
  public void noted(String text) {
    tasks.noted(text);
  }

  @Override
  public void close() {
    tasks.close();
  }
}
