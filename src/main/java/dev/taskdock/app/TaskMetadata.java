package dev.taskdock.app;

import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.Labels;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.launch.Subnets;
import dev.taskdock.launch.TaskEnvironment;
import dev.taskdock.metadata.MetadataServer;
import dev.taskdock.metadata.TaskCredentials;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.Environment;
import dev.taskdock.model.Locality;
import dev.taskdock.model.RuntimeId;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The metadata and the credentials of one run's tasks, from the first namespace to the last end.
///
/// They are served at the address that the laptop has on the run's own network, which nothing
/// outside this machine is sent to. Where that address is not ours (an engine with a kernel of its
/// own, or taskdock in a container), nobody answers, no variable leads there, and that is said
/// once.
final class TaskMetadata implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");

  private final LiveTasks tasks;
  private final Locality locality;
  private final Function<TaskId, TaskDefinition> definitions;
  private final BooleanSupplier ownAddress;
  private final Consumer<String> note;
  private final Ahead<MetadataServer> server;
  private Optional<TaskEndpoint> endpoint = Optional.empty();
  private boolean asked;
  private int port;

  /// @param requests where what a task asks of its service goes
  /// @param ownAddress whether the engine's networks are the laptop's too
  TaskMetadata(
      Engine engine,
      Locality locality,
      Function<TaskId, TaskDefinition> definitions,
      TaskCredentials credentials,
      Consumer<ServiceRequest> requests,
      BooleanSupplier ownAddress,
      Consumer<String> note) {
    this.tasks = new LiveTasks(engine, locality, Clock.systemUTC(), requests);
    this.locality = locality;
    this.definitions = definitions;
    this.server = Ahead.of(() -> MetadataServer.of(tasks, credentials, Clock.systemUTC()));
    this.ownAddress = ownAddress;
    this.note = note;
  }

  /// Where the tasks on the run's network are answered, which begins with the first of them.
  synchronized Optional<TaskEndpoint> on(String subnet) {
    if (!asked) {
      asked = true;
      tasks.attachedTo(subnet);
      endpoint = opened(Subnets.gateway(subnet));
    }
    return endpoint;
  }

  /// Goes on where the metadata of tasks were served that outlived their taskdock.
  synchronized void resume(List<FoundTask> found) {
    for (var task : found) {
      var labels = task.holder().map(ContainerSnapshot::labels).orElse(Map.of());
      var at = PORT.matcher(labels.getOrDefault(Labels.METADATA, ""));
      if (at.find()) {
        port = Integer.parseInt(at.group(1));
      }
      Optional.ofNullable(labels.get(Labels.CREDENTIALS))
          .ifPresent(id -> tasks.credentialed(task.task().id(), id));
    }
  }

  /// The labels that [#resume] needs.
  Map<String, String> marks(TaskId task, TaskDefinition definition) {
    return definition.options().taskRole().isPresent()
        ? Map.of(Labels.CREDENTIALS, tasks.credentialsId(task))
        : Map.of();
  }

  /// The variables of a container, the platform's among them; `own` are all others.
  Environment variables(TaskId task, ContainerDefinition container, Environment own) {
    var path =
        definitions
            .apply(task)
            .options()
            .taskRole()
            .map(_ -> "/v2/credentials/" + tasks.credentialsId(task));
    return new TaskEnvironment(locality, isAnswered(), path)
        .of(RuntimeId.of(task, container.name()), own);
  }

  /// Learns how the tasks are.
  void turned(Snapshot snapshot) {
    tasks.turned(snapshot);
  }

  @Override
  public synchronized void close() {
    server.get().close();
    tasks.close();
  }

  private synchronized boolean isAnswered() {
    return endpoint.isPresent();
  }

  private TaskEndpoint listening(String address) throws IOException {
    var host = InetAddress.getByName(address);
    try {
      return new TaskEndpoint(address, server.get().listen(host, port));
    } catch (IOException e) {
      if (port == 0) {
        throw e;
      }
      note.accept("tasks from before the crash get no metadata: port " + port + " is taken");
      return new TaskEndpoint(address, server.get().listen(host, 0));
    }
  }

  private Optional<TaskEndpoint> opened(String address) {
    if (!ownAddress.getAsBoolean()) {
      note.accept("tasks get no metadata: the engine's networks are not on this machine");
      return Optional.empty();
    }
    try {
      return Optional.of(listening(address));
    } catch (IOException e) {
      note.accept("tasks get no metadata: cannot listen on " + address + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
