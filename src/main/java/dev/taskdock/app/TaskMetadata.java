package dev.taskdock.app;

import dev.taskdock.control.Snapshot;
import dev.taskdock.engine.Engine;
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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// The metadata and the credentials of one run's tasks, from the first namespace to the last end.
///
/// They are served at the address that the laptop has on the run's own network, which nothing
/// outside this machine is sent to. Where that address is not ours (an engine with a kernel of its
/// own, or taskdock in a container), nobody answers, no variable leads there, and that is said
/// once.
final class TaskMetadata implements AutoCloseable {
  private final LiveTasks tasks;
  private final Locality locality;
  private final Function<TaskId, TaskDefinition> definitions;
  private final BooleanSupplier ownAddress;
  private final Consumer<String> note;
  private final Ahead<MetadataServer> server;
  private Optional<TaskEndpoint> endpoint = Optional.empty();
  private boolean asked;

  /// @param ownAddress whether the engine's networks are the laptop's too
  TaskMetadata(
      Engine engine,
      Locality locality,
      Function<TaskId, TaskDefinition> definitions,
      TaskCredentials credentials,
      BooleanSupplier ownAddress,
      Consumer<String> note) {
    this.tasks = new LiveTasks(engine, locality, Clock.systemUTC());
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

  private Optional<TaskEndpoint> opened(String address) {
    if (!ownAddress.getAsBoolean()) {
      note.accept("tasks get no metadata: the engine's networks are not on this machine");
      return Optional.empty();
    }
    try {
      int port = server.get().listen(InetAddress.getByName(address));
      return Optional.of(new TaskEndpoint(address, port));
    } catch (IOException e) {
      note.accept("tasks get no metadata: cannot listen on " + address + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
