package dev.taskdock.cli;

import dev.taskdock.app.ConnectStatus;
import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.Run;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Source;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.problem.Problems;
import dev.taskdock.state.ServiceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What other terminals may ask of running services: one JSON object with an `Action` of ECS, and
/// its parameters; answered by one or more JSON objects. One with `error` is a refusal.
final class Controls implements ControlSocket.Handler {
  private final Run run;
  private final Reload reload;
  private volatile Optional<Snapshot> latest = Optional.empty();
  private final Object lock = new Object();
  private long turns;

  /// Reads the files of a project anew.
  @FunctionalInterface
  interface Reload {
    /// The services as their files have them now.
    ///
    /// @param images as `--image` takes them
    /// @throws Refused when they cannot be used
    List<Service> services(List<String> images) throws Refused;
  }

  /// Files that cannot be used, and why.
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  Controls(Run run, Reload reload) {
    this.run = run;
    this.reload = reload;
  }

  /// Learns how things are.
  void turned(Snapshot snapshot) {
    synchronized (lock) {
      latest = Optional.of(snapshot);
      turns++;
      lock.notifyAll();
    }
  }

  @Override
  public void answer(String request, Consumer<String> reply) throws InterruptedException {
    var problems = new Problems();
    var fields =
        JsonReader.read(new Source("<request>", request), problems)
            .flatMap(root -> Fields.ofRoot(root, new Findings(problems)));
    var action = fields.flatMap(f -> f.text("Action")).orElse("");
    if (fields.isEmpty()) {
      refuse(reply, "not a request: " + request);
      return;
    }
    var asked = fields.get();
    switch (action) {
      case "DescribeServices" -> services(asked, reply);
      case "UpdateService" -> update(asked, reply);
      case "Deploy" -> deploy(asked, reply);
      case "DescribeNames" ->
          run.names()
              .ifPresentOrElse(
                  n -> reply.accept(JsonWriter.line(Map.of("port", n.port(), "names", n.names()))),
                  () -> refuse(reply, "no names are served: nothing declares a VPC or namespaces"));
      case "DescribeServiceConnect" ->
          reply.accept(
              JsonWriter.line(
                  Map.of(
                      "endpoints", run.connections().stream().map(Controls::connection).toList())));
      case "DiscoverInstances" -> discover(asked, reply);
      case "Reach" -> reach(asked, reply);
      case "SetAlarmState" -> alarm(asked, reply);
      case "ContinueServiceDeployment" -> goOn(asked, reply);
      case "StopTask" -> stopTask(asked, reply);
      case "DeleteServices" -> delete(asked);
      default ->
          FrontAnswers.answer(action, asked, run.frontDesk())
              .ifPresentOrElse(reply, () -> refuse(reply, "unknown action " + action));
    }
  }

  private static Map<String, Object> connection(ConnectStatus status) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("client", status.client());
    shape.put("name", status.name());
    shape.put("namespace", status.namespace());
    shape.put("service", status.server());
    shape.put("discoveryName", status.discoveryName());
    shape.put("protocol", status.protocol());
    shape.put("tasks", status.tasks());
    shape.put("count", status.count());
    status.reason().ifPresent(why -> shape.put("reason", why));
    shape.put("metrics", status.metrics());
    return shape;
  }

  private void discover(Fields asked, Consumer<String> reply) {
    var namespace = asked.text("NamespaceName").orElse("");
    var service = asked.text("ServiceName").orElse("");
    var having = new LinkedHashMap<String, String>();
    asked
        .object("QueryParameters")
        .ifPresent(q ->
            q.members().forEach(m -> q.textAt(m).ifPresent(text -> having.put(m.name(), text))));
    var health = asked.text("HealthStatus").filter(DiscoverCommand.HEALTH::contains).orElse("ALL");
    run.discover(namespace, service, health, (int) asked.whole("MaxResults").orElse(100), having)
        .ifPresentOrElse(
            found ->
                found
                    .refused()
                    .ifPresentOrElse(
                        why -> refuse(reply, why),
                        () ->
                            reply.accept(
                                JsonWriter.line(DiscoverCommand.shape(namespace, service, found)))),
            () -> refuse(reply, "NamespaceNotFound: nothing declares namespaces"));
  }

  private void services(Fields asked, Consumer<String> reply) throws InterruptedException {
    var only = asked.text("service");
    if (!asked.flag("events").orElse(false)) {
      latest
          .map(ServiceShape::all)
          .ifPresent(all -> reply.accept(JsonWriter.line(Map.of("services", all))));
      return;
    }
    boolean follow = asked.flag("follow").orElse(false);
    var last = new HashMap<ServiceName, ServiceEvent>();
    do {
      long known = turns();
      latest.ifPresent(s -> events(s, only, last, reply));
      if (follow) {
        awaitTurnAfter(known);
      }
    } while (follow);
  }

  private static void events(
      Snapshot snapshot,
      Optional<String> only,
      Map<ServiceName, ServiceEvent> last,
      Consumer<String> reply) {
    snapshot
        .observed()
        .services()
        .states()
        .forEach((name, state) -> {
          if (only.filter(o -> !o.equals(name.name())).isPresent()) {
            return;
          }
          var seen = Optional.ofNullable(last.get(name));
          var fresh =
              new ArrayList<>(
                  state.events().stream()
                      .takeWhile(e -> seen.filter(e::equals).isEmpty())
                      .toList());
          fresh
              .reversed()
              .forEach(event -> reply.accept(JsonWriter.line(ServiceShape.event(event))));
          state.events().stream().findFirst().ifPresent(event -> last.put(name, event));
        });
  }

  private void update(Fields asked, Consumer<String> reply) {
    var service = service(asked, reply);
    if (service.isEmpty()) {
      return;
    }
    var count = asked.whole("desiredCount");
    if (count.isPresent()) {
      if (count.getAsLong() < 0 || count.getAsLong() > 5000) {
        refuse(reply, "desiredCount is 0 to 5000");
        return;
      }
      run.request(new ServiceRequest.Scale(service.get(), (int) count.getAsLong()));
    }
    if (asked.flag("forceNewDeployment").orElse(false)) {
      run.request(new ServiceRequest.Deploy(service.get(), Optional.empty()));
    }
    reply.accept(JsonWriter.line(Map.of("service", service.get().name())));
  }

  /// Services whose files have changed are deployed; one that is named is deployed anyway.
  private void deploy(Fields asked, Consumer<String> reply) {
    var only = asked.has("service") ? service(asked, reply) : Optional.<ServiceName>empty();
    if (asked.has("service") && only.isEmpty()) {
      return;
    }
    try {
      var deployed = new ArrayList<String>();
      for (var service : reload.services(asked.texts("images", "app=mine:dev"))) {
        var known =
            latest.flatMap(s -> Optional.ofNullable(s.desired().services().get(service.name())));
        if (only.filter(o -> !o.equals(service.name())).isPresent()) {
          continue;
        }
        if (known.isEmpty() || isAnother(service, known.get())) {
          run.request(
              new ServiceRequest.Put(
                  service.withDesiredCount(
                      known.map(Service::desiredCount).orElse(service.desiredCount()))));
          deployed.add(service.name().name());
        } else if (only.isPresent()) {
          run.request(new ServiceRequest.Deploy(service.name(), Optional.empty()));
          deployed.add(service.name().name());
        }
      }
      reply.accept(JsonWriter.line(Map.of("deployed", deployed)));
    } catch (Refused e) {
      refuse(reply, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isAnother(Service service, Service known) {
    var revision = known.revision();
    return !service.revision().definition().equals(revision.definition())
        || !service.revision().loadBalancers().equals(revision.loadBalancers())
        || !service.revision().network().equals(revision.network())
        || !service.revision().registry().equals(revision.registry())
        || !service.revision().connect().equals(revision.connect());
  }

  private void reach(Fields asked, Consumer<String> reply) {
    var packet = ReachCommand.packet(asked.text("port").orElse(""));
    var reach =
        packet.flatMap(
            p -> run.reach(asked.text("from").orElse(""), asked.text("to").orElse(""), p));
    reach.ifPresentOrElse(
        r -> reply.accept(JsonWriter.line(ReachCommand.shape(r))),
        () ->
            refuse(
                reply,
                "no such ends: name services, tasks, load balancers, addresses or laptop, in a"
                    + " project that declares securityGroups"));
  }

  private void alarm(Fields asked, Consumer<String> reply) {
    var name = asked.text("AlarmName").orElse("");
    run.request(
        new ServiceRequest.SetAlarm(
            name, asked.text("StateValue").filter("ALARM"::equals).isPresent()));
    boolean watched =
        latest.stream()
            .flatMap(s -> s.desired().services().values().stream())
            .anyMatch(s -> s.deployment().alarms().watches(name));
    reply.accept(JsonWriter.line(Map.of("watched", watched)));
  }

  /// Answered once the hook waits no more.
  private void goOn(Fields asked, Consumer<String> reply) throws InterruptedException {
    var name = asked.text("hookId").orElse("");
    var choice = latest.map(s -> PausedHooks.choose(s, name));
    if (choice.isEmpty() || choice.get().found().isEmpty()) {
      refuse(reply, choice.map(PausedHooks.Choice::refusal).orElse("no service is up yet"));
      return;
    }
    var hook = choice.get().found().get();
    boolean rollsBack = asked.text("action").filter("ROLLBACK"::equals).isPresent();
    run.request(new ServiceRequest.Continue(hook, rollsBack));
    await(s -> !PausedHooks.isAwaited(s, hook));
    reply.accept(JsonWriter.line(Map.of("hookId", hook)));
  }

  /// Answered once the task has stopped.
  private void stopTask(Fields asked, Consumer<String> reply) throws InterruptedException {
    var id = asked.text("task").filter(TaskId::isValid).map(TaskId::new);
    if (id.isEmpty() || !isOurs(id.get())) {
      refuse(reply, "no task of a service: " + asked.text("task").orElse(""));
      return;
    }
    run.request(new ServiceRequest.StopReplica(id.get(), asked.text("reason")));
    await(s ->
        Optional.ofNullable(s.observed().tasks().get(id.get()))
            .filter(task -> !task.hasEnded())
            .isEmpty());
    reply.accept(JsonWriter.line(Map.of("task", id.get().id())));
  }

  /// Answered by the end of the conversation.
  private void delete(Fields asked) throws InterruptedException {
    if (asked.flag("force").orElse(false)) {
      run.kill();
    } else {
      run.stop();
    }
    await(_ -> false);
  }

  private boolean isOurs(TaskId id) {
    return latest
        .filter(s -> s.observed().services().tasks().anyMatch(e -> e.getKey().equals(id)))
        .isPresent();
  }

  private Optional<ServiceName> service(Fields asked, Consumer<String> reply) {
    var names =
        latest.map(s -> s.desired().services().keySet()).map(List::copyOf).orElse(List.of());
    var name = asked.text("service").orElse("");
    var found = names.stream().filter(n -> n.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      refuse(
          reply,
          "no service "
              + name
              + "; there are: "
              + String.join(", ", names.stream().map(ServiceName::name).toList()));
    }
    return found;
  }

  private void await(Predicate<Snapshot> condition) throws InterruptedException {
    for (long known = turns(); latest.filter(condition).isEmpty(); known = turns()) {
      awaitTurnAfter(known);
    }
  }

  private long turns() {
    synchronized (lock) {
      return turns;
    }
  }

  private void awaitTurnAfter(long known) throws InterruptedException {
    synchronized (lock) {
      while (turns == known) {
        lock.wait();
      }
    }
  }

  private static void refuse(Consumer<String> reply, String why) {
    reply.accept(JsonWriter.line(Map.of("error", why)));
  }
}
