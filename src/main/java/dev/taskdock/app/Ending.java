package dev.taskdock.app;

import dev.taskdock.control.EngineEvents;
import dev.taskdock.control.EnginePerformer;
import dev.taskdock.control.HolderImage;
import dev.taskdock.control.HookTargets;
import dev.taskdock.control.LiveTimeline;
import dev.taskdock.control.Loop;
import dev.taskdock.control.Provisioner;
import dev.taskdock.control.SandboxKeeper;
import dev.taskdock.control.Snapshot;
import dev.taskdock.control.TaskCgroups;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Labels;
import dev.taskdock.launch.Owner;
import dev.taskdock.launch.Publishing;
import dev.taskdock.launch.Terms;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Desired;
import dev.taskdock.state.Event;
import dev.taskdock.state.Observed;
import dev.taskdock.state.StopRequest;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Stops tasks that were found by their labels: the same loop, with nothing wanted any more.
///
/// A process of taskdock that still owns a task is told first, so that it knows the reason. Both
/// then do the same, which does no harm.
final class Ending {
  private final Engine engine;
  private final Consumer<Snapshot> watcher;

  Ending(Engine engine, Consumer<Snapshot> watcher) {
    this.engine = engine;
    this.watcher = watcher;
  }

  /// Stops tasks, removes what is left of them, and the networks that are empty then.
  ///
  /// @param force whether to kill instead of waiting for the stop time-outs
  Observed end(List<FoundTask> found, boolean force) throws InterruptedException {
    found.forEach(f -> f.holder().ifPresent(h -> tellOwner(h.id())));
    var timeline = new LiveTimeline(Clock.systemUTC());
    var now = StopRequest.byUser(timeline.now());
    var desired = new Desired(wanted(found), false).stopping(force ? now.forced() : now);
    var known = new Observed(tasks(found), Map.of(), Set.of(), Optional.empty());
    var sandboxes =
        new SandboxKeeper(engine, timeline, new Owner("", "", "", false), setting(), _ -> {});
    var performer =
        new EnginePerformer(
            engine,
            timeline,
            (image, _, _) -> {
              throw nothingStarts(image);
            },
            sandboxes,
            Provisioner.NONE,
            id -> {
              throw nothingStarts(id);
            },
            HookTargets.NONE,
            EnginePerformer.Listener.NONE);
    try (var _ =
        engine.events(
            Map.of(Labels.TASK, ""),
            new EngineEvents(engine, timeline, _ -> {}),
            lost ->
                timeline.post(new Event.EngineLost(lost.failure().message(), timeline.now())))) {
      // What ended between the listing and now is heard of by looking once more.
      lookAgain(found, timeline::post, timeline::now);
      var observed = new Loop(timeline, performer, watcher, desired, known).run();
      removeNetworks(found);
      return observed;
    }
  }

  private void lookAgain(List<FoundTask> found, Consumer<Event> post, Supplier<Instant> now) {
    for (var task : found) {
      task.containers()
          .forEach((name, snapshot) -> {
            if (isGone(snapshot.id())) {
              post.accept(
                  new Event.ContainerExited(
                      task.task().id(), name, snapshot.exitCode(), Optional.empty(), now.get()));
            }
          });
    }
  }

  private boolean isGone(String id) {
    try {
      return engine.inspect(id).status() == ContainerSnapshot.Status.EXITED;
    } catch (EngineException e) {
      return e.failure() instanceof EngineFailure.NoSuchContainer;
    }
  }

  private void tellOwner(String holder) {
    try {
      engine.signal(holder, EngineEvents.STOP_SIGNAL);
    } catch (EngineException _) {
      // A holder that is gone has no owner to be told.
    }
  }

  private void removeNetworks(List<FoundTask> found) {
    var runs = new TreeSet<String>();
    found.forEach(f -> runs.add(f.run()));
    for (var run : runs) {
      if (engine.containers(Map.of(Labels.RUN, run)).isEmpty()) {
        Sweep.networks(engine, Map.of(Labels.RUN, run));
      }
    }
  }

  private static SandboxKeeper.Setting setting() {
    return new SandboxKeeper.Setting(
        new NoHolder(),
        () -> new Publishing(false, List.of()),
        () -> Terms.NONE,
        cgroups(),
        List::of,
        List::of,
        _ -> false,
        _ -> Optional.empty(),
        _ -> Map.of());
  }

  /// Removes what there is, and makes none.
  private static TaskCgroups cgroups() {
    return new KernelCgroups(() -> {
      throw nothingStarts("control groups");
    });
  }

  private static IllegalStateException nothingStarts(Object what) {
    return new IllegalStateException("nothing is started while tasks are stopped: " + what);
  }

  private static Map<TaskId, WantedTask> wanted(List<FoundTask> found) {
    var wanted = new TreeMap<TaskId, WantedTask>();
    found.forEach(f -> wanted.put(f.task().id(), f.wanted()));
    return wanted;
  }

  private static Map<TaskId, Task> tasks(List<FoundTask> found) {
    var tasks = new TreeMap<TaskId, Task>();
    found.forEach(f -> tasks.put(f.task().id(), f.task()));
    return tasks;
  }

  private record NoHolder() implements HolderImage {
    @Override
    public ImageReference reference() {
      throw nothingStarts("holder");
    }

    @Override
    public void build() {
      throw nothingStarts("holder");
    }
  }
}
