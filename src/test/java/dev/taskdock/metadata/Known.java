package dev.taskdock.metadata;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.metadata.TaskView.Attachment;
import dev.taskdock.metadata.TaskView.ContainerView;
import dev.taskdock.metadata.TaskView.Pulls;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.Locality;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Logging;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.model.TaskSize;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Health;
import dev.taskdock.state.Restarts;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.StartedBy;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Tasks that documents are made of: a shop of two containers, `web` and `log`.
final class Known implements Tasks {
  static final Instant T0 = Instant.parse("2026-01-02T03:04:05Z");
  static final String CREDENTIALS = "11111111-2222-3333-4444-555555555555";
  static final String ROLE = "arn:aws:iam::123456789012:role/shop";

  static final TaskOptions WITH_ROLE =
      new TaskOptions(
          Optional.of(ROLE), Optional.empty(), false, 20, false, Map.of("team", "shop"));

  private final Map<TaskId, TaskView> views = new HashMap<>();
  private final Map<TaskId, Instant> protectedTasks = new HashMap<>();

  Known with(TaskView view) {
    views.put(view.task().id(), view);
    return this;
  }

  /// A task of which everything is known; its `web` is healthy, its `log` has ended.
  static TaskView running(TaskId id, TaskOptions options) {
    var definition = definition(options);
    var states = new HashMap<ContainerName, ContainerState>();
    states.put(name("web"), new ContainerState.Running("e-web", T0.plusSeconds(6), Health.HEALTHY));
    states.put(
        name("log"),
        new ContainerState.Stopped(
            Optional.of("e-log"),
            Optional.of(T0),
            OptionalInt.of(3),
            Optional.empty(),
            T0.plusSeconds(9)));
    return new TaskView(
        WantedTask.of(definition),
        new Task(
            id,
            new Sandbox.Ready("holder", "10.0.1.23", List.of()),
            states,
            Map.of(name("web"), new Restarts(2, false)),
            T0),
        new Locality("eu-west-1", "000000000000", "local"),
        new Pulls(Optional.of(T0), Optional.of(T0.plusSeconds(4))),
        Optional.of(
            new Attachment(
                "10.0.1.23",
                Optional.of("02:42:0a:00:01:17"),
                "10.0.1.0/24",
                "10.0.1.1",
                "10.0.0.2")),
        Map.of(
            name("web"), view(Optional.of(probe(0, "ok\n")), Optional.empty()),
            name("log"), view(Optional.empty(), Optional.of(T0.plusSeconds(9)))));
  }

  /// The same as a task of the service `shop-web`.
  static TaskView ofService(TaskId id, TaskOptions options) {
    var view = running(id, options);
    var revision = new ServiceRevision(view.wanted().definition(), List.of());
    return new TaskView(
        view.wanted()
            .startedBy(
                Optional.of(
                    new StartedBy(
                        new ServiceName("shop-web"),
                        new DeploymentId("ecs-svc/1000000000000000001"),
                        revision))),
        view.task(),
        view.locality(),
        view.pulls(),
        view.attachment(),
        view.containers());
  }

  /// The same before anything of it is there.
  static TaskView begun(TaskId id) {
    var wanted = WantedTask.of(definition(TaskOptions.DEFAULT));
    return new TaskView(
        wanted, Task.of(id, wanted, T0), Locality.NOWHERE, Pulls.NONE, Optional.empty(), Map.of());
  }

  static ContainerDetail.ProbeResult probe(int code, String output) {
    return new ContainerDetail.ProbeResult(T0.plusSeconds(11), code, output);
  }

  @Override
  public Optional<TaskView> task(TaskId id) {
    return Optional.ofNullable(views.get(id));
  }

  @Override
  public Optional<TaskView> at(String address) {
    return views.values().stream()
        .filter(v -> v.attachment().filter(a -> a.address().equals(address)).isPresent())
        .findFirst();
  }

  @Override
  public Optional<TaskView> credentialed(String credentialsId) {
    return credentialsId.equals(CREDENTIALS) ? task(taskId(1)) : Optional.empty();
  }

  @Override
  public Optional<Usage> usage(TaskId task, ContainerName container) {
    return task.equals(taskId(1))
        ? Optional.of(new Usage(Optional.empty(), "{\"read\":\"" + T0 + "\"}"))
        : Optional.empty();
  }

  @Override
  public void follow(TaskId task, ContainerName container) {}

  @Override
  public Optional<Instant> protectedUntil(TaskId task) {
    return Optional.ofNullable(protectedTasks.get(task));
  }

  @Override
  public boolean protect(TaskId task, Optional<Instant> until) {
    until.ifPresentOrElse(
        moment -> protectedTasks.put(task, moment), () -> protectedTasks.remove(task));
    return true;
  }

  private static ContainerView view(
      Optional<ContainerDetail.ProbeResult> probe, Optional<Instant> finishedAt) {
    var detail =
        new ContainerDetail(
            T0.plusSeconds(5),
            Optional.of(T0.plusSeconds(6)),
            finishedAt,
            Optional.empty(),
            OptionalLong.of(3 << 20),
            probe);
    return new ContainerView(
        Optional.of("sha256:0123"),
        Optional.of(detail),
        probe.map(ContainerDetail.ProbeResult::at));
  }

  private static TaskDefinition definition(TaskOptions options) {
    var log =
        new LogConfiguration(
            "awslogs",
            Map.of(
                "awslogs-group", "/ecs/shop",
                "awslogs-region", "eu-west-1",
                "awslogs-stream-prefix", "ecs"),
            List.of());
    var shop =
        Fixtures.task(
                "shop",
                container("web")
                    .from("nginx:1.27")
                    .checked()
                    .restarts(Duration.ofSeconds(60))
                    .options(labelled())
                    .logging(new Logging(Optional.of(log), Optional.empty())),
                container("log").nonEssential())
            .withSize(Optional.of(new TaskSize(new CpuUnits(512), new Mebibytes(1024))));
    return new TaskDefinition(
        shop.family(), 7, shop.size(), shop.platform(), shop.containers(), List.of(), options);
  }

  private static ContainerOptions labelled() {
    var none = ContainerOptions.DEFAULT;
    return new ContainerOptions(
        none.capabilities(),
        none.init(),
        none.ulimits(),
        none.systemControls(),
        none.interactive(),
        none.pseudoTerminal(),
        Map.of("tier", "front"),
        none.credentials());
  }
}
