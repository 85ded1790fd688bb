package dev.taskdock.launch;

import dev.taskdock.engine.Mount;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How output gets from a container to the task's router: the engine sends it, in the forward
/// protocol, to a socket in a volume that the router alone has.
///
/// Source: the agent's `firelens_unix.go` and `task.go`.
public final class Firelens {
  /// The engine's log driver that speaks the forward protocol.
  static final String ENGINE_DRIVER = "fluentd";

  /// Where the router makes its socket.
  static final String SOCKET_FOLDER = "/var/run";

  /// Its name there.
  static final String SOCKET = "fluent.sock";

  private Firelens() {}

  /// The volume with the router's socket; none where the task has no router.
  ///
  /// The engine reaches the socket under the volume's own path, of which the kernel takes 107
  /// bytes; so its name is short, whatever the project's is.
  public static Optional<VolumeSpec> socket(Owner owner, TaskId task, TaskDefinition definition) {
    return definition
        .router()
        .map(_ -> Volumes.volume(socketVolume(task), owner, task, definition));
  }

  /// The volume around the router's configuration, which can be written also where the rest of its
  /// files cannot.
  static Optional<VolumeSpec> configuration(Owner owner, TaskId task, TaskDefinition definition) {
    return definition
        .router()
        .map(_ -> Volumes.volume(configurationVolume(task), owner, task, definition));
  }

  /// What the router has of them: the socket's folder, and that of its configuration with all that
  /// its image has there.
  static List<Mount> mounts(TaskId task, ContainerDefinition container) {
    return container.logging().router().stream()
        .flatMap(router ->
            Stream.of(
                new Mount(
                    new Mount.Source.OfVolume(socketVolume(task), false), SOCKET_FOLDER, false),
                new Mount(
                    new Mount.Source.OfVolume(configurationVolume(task), true),
                    RouterFile.folder(router.type()),
                    false)))
        .toList();
  }

  /// What a container runs: a router is root's unless it says otherwise.
  static Invocation invocation(ContainerDefinition container) {
    var own = container.invocation();
    return container.logging().router().isEmpty() || own.user().isPresent()
        ? own
        : new Invocation(own.entryPoint(), own.command(), own.workingDirectory(), Optional.of("0"));
  }

  /// The variables that come with it: whoever logs to the router may also write to it, and Fluentd
  /// has to be told that it is root.
  static Map<String, String> variables(ContainerDefinition container) {
    var variables = new LinkedHashMap<String, String>();
    if (container.logging().isRouted()) {
      variables.put("FLUENT_HOST", "127.0.0.1");
      variables.put("FLUENT_PORT", "24224");
    }
    container
        .logging()
        .router()
        .ifPresent(router -> {
          switch (router.type()) {
            case FLUENTD -> variables.put("FLUENT_UID", "0");
            case FLUENTBIT -> {}
          }
        });
    return variables;
  }

  /// What the engine's driver is told.
  ///
  /// @param socketFolder where the engine's host has the volume
  static Map<String, String> engineOptions(
      TaskId task, ContainerDefinition container, String socketFolder) {
    var options = new LinkedHashMap<String, String>();
    options.put("tag", tagPrefix(container) + "-" + task);
    options.put("fluentd-address", "unix://" + socketFolder + "/" + SOCKET);
    options.put("fluentd-async", "true");
    options.put("fluentd-sub-second-precision", "true");
    container
        .logging()
        .configuration()
        .map(LogConfiguration::options)
        .map(given -> given.get(RouterFile.BUFFER_LIMIT))
        .ifPresent(limit -> options.put("fluentd-buffer-limit", limit));
    return options;
  }

  /// What the tags of all records of a container begin with.
  static String tagPrefix(ContainerDefinition container) {
    return container.name() + "-firelens";
  }

  private static String socketVolume(TaskId task) {
    return "taskdock-" + task.abbreviated() + "-router";
  }

  private static String configurationVolume(TaskId task) {
    return socketVolume(task) + "-configuration";
  }
}
