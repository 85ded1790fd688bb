package dev.taskdock.launch;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.Locality;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Secret;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The configuration file of a task's router, as ECS generates it.
///
/// Its parts in their order: where records come in, which lines of whom are kept, what is added to
/// a record, a file of the router's image, where the records of each container go.
///
/// Source: the agent's `firelensconfig_unix.go`.
///
/// @param router whose it is
/// @param path where its image looks for it
public record RouterFile(ContainerName router, String path, String text) {
  static final String BUFFER_LIMIT = "log-driver-buffer-limit";

  private static final String INCLUDE = "include-pattern";
  private static final String EXCLUDE = "exclude-pattern";

  /// Options of a container that ECS keeps for itself.
  private static final Set<String> KEPT = Set.of(BUFFER_LIMIT, INCLUDE, EXCLUDE);

  /// What Go's `ParseBool` takes for false.
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  /// What the router may hold back of the engine's records where it has no memory of its own.
  private static final int DEFAULT_BUFFER_MEGABYTES = 25;

  /// That of a task with a router.
  public static Optional<RouterFile> of(Locality locality, TaskId task, TaskDefinition definition) {
    return definition
        .router()
        .flatMap(router ->
            router.logging().router().map(own -> of(locality, task, definition, router, own)));
  }

  private static RouterFile of(
      Locality locality,
      TaskId task,
      TaskDefinition definition,
      ContainerDefinition router,
      FirelensConfiguration own) {
    Syntax text =
        switch (own.type()) {
          case FLUENTBIT -> new FluentBitText();
          case FLUENTD -> new FluentdText();
        };
    write(text, locality, task, definition, router, own);
    var name =
        switch (own.type()) {
          case FLUENTBIT -> "fluent-bit.conf";
          case FLUENTD -> "fluent.conf";
        };
    return new RouterFile(router.name(), folder(own.type()) + "/" + name, text.toString());
  }

  /// Where an image looks for its configuration.
  static String folder(FirelensConfiguration.Type type) {
    return switch (type) {
      case FLUENTBIT -> "/fluent-bit/etc";
      case FLUENTD -> "/fluentd/etc";
    };
  }

  /// A syntax that the parts are written in.
  interface Syntax {
    /// Where records come in.
    ///
    /// @param megabytes how much may be held back of what comes from the engine
    void inputs(String socket, int megabytes);

    /// Only lines of those tagged so that a pattern matches, or that it does not, are kept.
    void keep(String tagPrefix, boolean matching, String pattern);

    /// Every record gets these.
    void add(Map<String, String> fields);

    /// Another file is read here.
    void include(String path);

    /// The health checks that came in end here.
    void discardHealthChecks();

    /// The option that says what kind of destination it is.
    String type();

    /// A value that is a variable of the router.
    String variable(String name);

    /// Where the records of those tagged so go.
    ///
    /// @param options all but the type
    void output(String tagPrefix, String type, Map<String, String> options);
  }

  private static void write(
      Syntax text,
      Locality locality,
      TaskId task,
      TaskDefinition definition,
      ContainerDefinition router,
      FirelensConfiguration own) {
    var senders = definition.containers().stream().filter(c -> c.logging().isRouted()).toList();
    text.inputs(Firelens.SOCKET_FOLDER + "/" + Firelens.SOCKET, megabytes(router));
    for (var sender : senders) {
      keep(text, sender, INCLUDE, true);
      keep(text, sender, EXCLUDE, false);
    }
    if (!FALSE.contains(own.options().getOrDefault("enable-ecs-log-metadata", "true"))) {
      text.add(fields(locality, task, definition));
    }
    Optional.ofNullable(own.options().get("config-file-value")).ifPresent(text::include);
    text.discardHealthChecks();
    for (var sender : senders) {
      output(text, sender, definition.containers().indexOf(sender));
    }
  }

  private static int megabytes(ContainerDefinition router) {
    return router
        .resources()
        .memoryReservation()
        .or(() -> router.resources().memory())
        .map(Mebibytes::count)
        .map(count -> count / 2)
        .orElse(DEFAULT_BUFFER_MEGABYTES);
  }

  private static void keep(
      Syntax text, ContainerDefinition sender, String option, boolean matching) {
    Optional.ofNullable(options(sender).get(option))
        .ifPresent(pattern -> text.keep(Firelens.tagPrefix(sender), matching, pattern));
  }

  private static Map<String, String> fields(
      Locality locality, TaskId task, TaskDefinition definition) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("ecs_cluster", locality.cluster());
    fields.put("ecs_task_arn", locality.taskArn(task));
    fields.put("ecs_task_definition", definition.familyAndRevision());
    return fields;
  }

  /// A container without options leaves it to the router's own file.
  private static void output(Syntax text, ContainerDefinition sender, int index) {
    var options = new LinkedHashMap<String, String>(new TreeMap<>(options(sender)));
    options.keySet().removeAll(KEPT);
    secretOptions(sender).stream()
        .map(Secret::name)
        .sorted()
        .forEach(name -> options.put(name, text.variable(name + "_" + index)));
    if (!options.isEmpty()) {
      var type = options.remove(text.type());
      text.output(Firelens.tagPrefix(sender), type == null ? "" : type, options);
    }
  }

  private static Map<String, String> options(ContainerDefinition sender) {
    return sender.logging().configuration().map(LogConfiguration::options).orElse(Map.of());
  }

  private static List<Secret> secretOptions(ContainerDefinition sender) {
    return sender.logging().configuration().map(LogConfiguration::secretOptions).orElse(List.of());
  }

  /// People keep tokens in options, so the printed form has no text.
  @Override
  public String toString() {
    return router + ":" + path;
  }
}
