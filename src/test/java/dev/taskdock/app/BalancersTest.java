package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.taskdock.control.LiveTimeline;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentId;
import dev.taskdock.model.Family;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.reconcile.Plan;
import dev.taskdock.state.ContainerState;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Health;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.Observed;
import dev.taskdock.state.Sandbox;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.ServiceTask;
import dev.taskdock.state.Services;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.Task;
import dev.taskdock.state.Throttle;
import dev.taskdock.state.WantedTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Load balancers that follow the tasks of services, without an engine.
final class BalancersTest {
  private static final ServiceName WEB = new ServiceName("web");
  private static final TargetGroupName GROUP = new TargetGroupName("app");
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final LiveTimeline timeline = new LiveTimeline(Clock.systemUTC());
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private HttpServer target;
  private int port;

  BalancersTest() throws IOException {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void aTarget() throws IOException {
    target.createContext(
        "/",
        exchange -> {
          var body = "hello".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    target.start();
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  @AfterEach
  void itIsStopped() {
    target.stop(0);
  }

  /// What the next target turns out to be; the 503 of before may be told first.
  private TargetHealth nextHealth() throws InterruptedException {
    while (true) {
      var events = timeline.next(Optional.of(Instant.now().plusSeconds(30)));
      assertThat(events).isNotEmpty();
      for (var event : events) {
        if (event instanceof Event.TargetHealthChanged changed) {
          return changed.health();
        }
      }
    }
  }

  @Test
  void a_task_that_is_registered_is_checked_and_asked_and_one_that_is_gone_is_not()
      throws Exception {
    try (var balancers = Balancers.open(front(port), timeline, notes::add)) {
      assertThat(get(port).statusCode()).isEqualTo(503);

      balancers.turned(snapshot(true));

      assertThat(nextHealth()).isEqualTo(new TargetHealth.Healthy());
      assertThat(get(port).body()).isEqualTo("hello");
      assertThat(notes).anyMatch(n -> n.endsWith("of app is healthy"));

      balancers.turned(snapshot(false));

      assertThat(get(port).statusCode()).isEqualTo(503);
    }
  }

  @Test
  void what_goes_wrong_with_requests_is_an_event_of_the_service_that_registers_in_the_group()
      throws Exception {
    try (var balancers = Balancers.open(front(port), timeline, notes::add)) {
      balancers.turned(snapshot(true));
      var _ = timeline.next(Optional.of(Instant.now().plusSeconds(30)));
      target.stop(0);

      assertThat(get(port).statusCode()).isEqualTo(502);
      assertThat(get(port).statusCode()).isEqualTo(502);

      assertThat(timeline.next(Optional.of(Instant.now().plusSeconds(30))))
          .singleElement()
          .isInstanceOfSatisfying(
              Event.RequestsFailed.class,
              e -> {
                assertThat(e.groups()).containsExactly(GROUP);
                assertThat(e.sentence())
                    .startsWith("502 from target 127.0.0.1:")
                    .contains(" of app: the target refused the connection: let it listen");
              });
      assertThat(notes).noneMatch(n -> n.startsWith("502"));
    }
  }

  @Test
  void a_group_without_targets_is_an_event_of_its_service_too() throws Exception {
    try (var balancers = Balancers.open(front(port), timeline, notes::add)) {
      balancers.turned(snapshot(false));

      assertThat(get(port).statusCode()).isEqualTo(503);

      assertThat(timeline.next(Optional.of(Instant.now().plusSeconds(30))))
          .singleElement()
          .isInstanceOfSatisfying(
              Event.RequestsFailed.class,
              e -> {
                assertThat(e.groups()).containsExactly(GROUP);
                assertThat(e.sentence()).isEqualTo("503: no target is registered in app");
              });
    }
  }

  @Test
  void a_port_that_is_taken_is_moved_and_that_is_said() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ = Balancers.open(front(taken.getLocalPort()), timeline, notes::add)) {
      assertThat(notes)
          .anyMatch(n ->
              n.startsWith(
                  "web: port " + taken.getLocalPort() + " cannot be bound here (it is in use); "));
      assertThat(notes).anyMatch(n -> n.startsWith("web  http://127.0.0.1:"));
    }
  }

  @Test
  void requests_are_counted_from_when_somebody_asks() throws Exception {
    try (var balancers = Balancers.open(front(port), timeline, notes::add)) {
      balancers.turned(snapshot(true));
      var _ = timeline.next(Optional.of(Instant.now().plusSeconds(30)));
      assertThat(balancers.requests(GROUP)).isZero();
      get(port);
      get(port);
      assertThat(balancers.requests(GROUP)).isEqualTo(2);
      assertThat(balancers.requests(GROUP)).isZero();
    }
  }

  private static HttpResponse<String> get(int port) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
          BodyHandlers.ofString());
    }
  }

  private static Workload.Front front(int port) {
    var listener =
        new Listener(
            port,
            Optional.empty(),
            List.of(),
            RuleActions.of(Forward.to(GROUP)),
            ListenerAttributes.DEFAULT);
    return new Workload.Front(
        List.of(
            new LoadBalancer(
                new LoadBalancerName("web"), List.of(listener), LoadBalancerAttributes.DEFAULT)),
        List.of(
            new TargetGroup(
                GROUP,
                false,
                ProtocolVersion.HTTP1,
                80,
                TargetHealthCheck.standard(ProtocolVersion.HTTP1),
                TargetGroupAttributes.DEFAULT)));
  }

  /// A service of one task that runs, or of none.
  private Snapshot snapshot(boolean runs) {
    var app = new ContainerName("app");
    var definition =
        new TaskDefinition(
            new Family("web"),
            1,
            Optional.empty(),
            RuntimePlatform.X86_64,
            List.of(ContainerDefinition.of(app, ImageReference.parse("app:1").orElseThrow())),
            List.of(),
            TaskOptions.DEFAULT);
    var to =
        new ServiceLoadBalancer(app, target.getAddress().getPort(), GROUP, Duration.ofSeconds(5));
    var service = Service.of(WEB, new ServiceRevision(definition, List.of(to)), 1);
    var deployment =
        Deployment.of(new DeploymentId("ecs-svc/1000000000000000001"), service.revision(), T0);
    var launched =
        new ServiceTask(WantedTask.of(definition), deployment.id(), T0).with(Milestone.RUNNING, T0);
    var task =
        new Task(
            taskId(1),
            new Sandbox.Ready("holder", "127.0.0.1", List.of()),
            Map.of(app, new ContainerState.Running("app", T0, Health.UNKNOWN)),
            Map.of(),
            T0);
    var state =
        new ServiceState(
            WEB,
            service.revision(),
            List.of(deployment),
            Optional.empty(),
            runs ? Map.of(taskId(1), launched) : Map.of(),
            Throttle.NONE,
            false,
            List.of());
    var services =
        new Services(Map.of(WEB, state), Map.of(), Map.of(), Services.beginning(1).identifiers());
    var observed =
        new Observed(
            runs ? Map.of(taskId(1), task) : Map.of(),
            Map.of(),
            Set.of(),
            Optional.empty(),
            services);
    return new Snapshot(
        Desired.NOTHING.with(service).with(services), observed, List.of(), Plan.NOTHING);
  }
}
