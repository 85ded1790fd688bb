package dev.taskdock.scenario;

import dev.taskdock.control.Loop;
import dev.taskdock.control.Roster;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Fixtures;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.reconcile.Action;
import dev.taskdock.simulation.AtRest;
import dev.taskdock.simulation.Faults;
import dev.taskdock.simulation.Script;
import dev.taskdock.simulation.ScriptedImage;
import dev.taskdock.simulation.SimulatedBalancer;
import dev.taskdock.simulation.SimulatedPerformer;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Desired;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import dev.taskdock.state.Observed;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.TargetHealth;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.Tempo;
import dev.taskdock.state.WantedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tasks, what their images do and what happens to them, before any of it has happened.
final class World {
  private final Map<TaskId, WantedTask> tasks = new TreeMap<>();
  private final Map<ImageReference, ScriptedImage> images = new HashMap<>();
  private final Map<ContainerName, ScriptedImage> containers = new HashMap<>();
  private final Map<ImageReference, Map<Duration, TargetHealth>> targets = new HashMap<>();
  private final Map<ServiceName, Service> services = new TreeMap<>();
  private final List<Intervention> interventions = new ArrayList<>();
  private Faults faults = Faults.NONE;
  private Function<HookCall, HookAnswer> hooks = _ -> new HookAnswer.Succeeded();
  private Tempo tempo = Tempo.AWS;
  private boolean keep;
  private boolean lawfulServices;
  private Consumer<Snapshot> watcher = _ -> {};

  /// The first turns of a story may not be more than this: a loop that spins is a failure.
  private static final int MOST_TURNS = 20_000;

  private record Intervention(Duration after, Consumer<Live> what) {}

  /// What can be done to a world while it is played.
  record Live(SimulatedTimeline timeline, Loop loop, SimulatedPerformer performer, Story story) {
    /// The first by its id of the tasks that run, which there must be.
    TaskId serviceTask() {
      return runningServiceTask().orElseThrow();
    }

    Optional<TaskId> runningServiceTask() {
      return story.last().desired().tasks().entrySet().stream()
          .filter(e -> e.getValue().stop().isEmpty())
          .map(Map.Entry::getKey)
          .filter(id -> story.status(id) == TaskStatus.RUNNING)
          .findFirst();
    }

    void stop() {
      var request = StopRequest.byUser(timeline.now());
      loop.want(desired -> desired.stopping(request));
    }

    void stop(TaskId task) {
      var request = StopRequest.byUser(timeline.now());
      loop.want(desired -> desired.stopping(task, request));
    }

    void request(ServiceRequest request) {
      loop.request(request);
    }

    void kill() {
      var request = StopRequest.byUser(timeline.now()).forced();
      loop.want(desired -> desired.stopping(request));
    }
  }

  /// One task of a definition, all of whose images serve.
  static World of(TaskDefinition definition) {
    return new World().with(definition);
  }

  /// One more task, beside the others.
  World with(TaskDefinition definition) {
    tasks.put(Fixtures.taskId(tasks.size() + 1), WantedTask.of(definition));
    return this;
  }

  /// Services alone.
  static World of(Service... services) {
    var world = new World();
    for (var service : services) {
      world.services.put(service.name(), service);
    }
    return world;
  }

  /// What becomes of the targets of an image, so long after they were registered.
  World target(String image, Duration after, TargetHealth health) {
    targets.computeIfAbsent(new ImageReference(image), _ -> new TreeMap<>()).put(after, health);
    return this;
  }

  /// Something is asked of the services after a while.
  World asks(Duration after, ServiceRequest request) {
    return after(after, live -> live.request(request));
  }

  World image(String name, ScriptedImage image) {
    images.put(new ImageReference(name), image);
    return this;
  }

  World container(String name, ScriptedImage image) {
    containers.put(new ContainerName(name), image);
    return this;
  }

  /// What lifecycle hooks answer.
  World hooks(Function<HookCall, HookAnswer> other) {
    hooks = other;
    return this;
  }

  World faults(Faults other) {
    faults = other;
    return this;
  }

  /// Every turn is held to the laws of services.
  World lawfulServices() {
    lawfulServices = true;
    return this;
  }

  /// The scheduler's time runs at another pace.
  World tempo(Tempo other) {
    tempo = other;
    return this;
  }

  World keep() {
    keep = true;
    return this;
  }

  World after(Duration delay, Consumer<Live> what) {
    interventions.add(new Intervention(delay, what));
    return this;
  }

  World watchedBy(Consumer<Snapshot> other) {
    watcher = watcher.andThen(other);
    return this;
  }

  /// All tasks are asked to stop after a while.
  World stopAt(Duration moment) {
    return after(moment, Live::stop);
  }

  /// The engine refuses all actions of a kind.
  World refuses(Class<? extends Action> kind, String words) {
    return faults(
        new Faults() {
          @Override
          public Optional<String> failure(Action action) {
            return kind.isInstance(action) ? Optional.of(words) : Optional.empty();
          }

          @Override
          public Duration delay() {
            return Duration.ZERO;
          }
        });
  }

  /// Plays a while, for a world that goes on for ever.
  Story playFor(Duration length) {
    return after(
            length,
            _ -> {
              throw new AtRest();
            })
        .play();
  }

  /// Plays until it is over, or until nothing more would happen.
  Story play() {
    var timeline = new SimulatedTimeline();
    var roster = new Roster();
    var performer =
        new SimulatedPerformer(timeline, new Script(images, containers, hooks), faults, roster);
    var story = new Story(timeline, MOST_TURNS);
    if (lawfulServices) {
      watchedBy(new ServiceLaws(timeline));
    }
    var loop =
        new Loop(
            timeline,
            performer,
            watcher.andThen(story).andThen(new SimulatedBalancer(timeline, targets)),
            roster,
            new Desired(tasks, services, tempo, keep),
            Observed.nothing(1));
    var live = new Live(timeline, loop, performer, story);
    interventions.forEach(i -> timeline.after(i.after(), () -> i.what().accept(live)));
    try {
      var _ = loop.run();
      story.over();
    } catch (AtRest _) {
      // What is to run runs.
    } catch (InterruptedException e) {
      throw new IllegalStateException("a simulation never waits", e);
    }
    return story;
  }
}
