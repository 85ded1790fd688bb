package dev.taskdock.scenario;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TaskId;
import dev.taskdock.simulation.SimulatedTimeline;
import dev.taskdock.state.Milestone;
import dev.taskdock.state.ServiceEvent;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.TaskStatus;
import dev.taskdock.state.TaskStop;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What came of one service of a world. Moments are counted from the world's beginning.
final class ServiceStory {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}|(?<=ecs-svc/)\\d{19}");

  private final Story story;
  private final ServiceName service;

  ServiceStory(Story story, ServiceName service) {
    this.story = story;
    this.service = service;
  }

  /// The story of the service called `web`.
  static ServiceStory of(World world) {
    return new ServiceStory(world.play(), Webs.WEB);
  }

  /// The same of a world that goes on for ever.
  static ServiceStory of(World world, Duration length) {
    return new ServiceStory(world.playFor(length), Webs.WEB);
  }

  boolean isOver() {
    return story.isOver();
  }

  ServiceState state() {
    return state(story.last()).orElseThrow();
  }

  Optional<ServiceState> stateAt(Duration moment) {
    return state(at(moment));
  }

  Snapshot last() {
    return story.last();
  }

  /// The world as it was after the last turn until then.
  Snapshot at(Duration moment) {
    return story.turns().stream()
        .filter(t -> t.at().compareTo(moment) <= 0)
        .reduce((_, later) -> later)
        .orElseThrow()
        .snapshot();
  }

  /// All that was told, oldest first. Ids are numbered in the order in which they are told.
  List<String> messages() {
    var numbers = new HashMap<String, Integer>();
    return events().map(e -> numbered(e.message(), numbers)).toList();
  }

  /// The same, each with the second in which it was told.
  List<String> timedMessages() {
    var numbers = new HashMap<String, Integer>();
    return events()
        .map(e ->
            "%4d %s"
                .formatted(
                    Duration.between(SimulatedTimeline.BEGINNING, e.createdAt()).toSeconds(),
                    numbered(e.message(), numbers)))
        .toList();
  }

  private Stream<ServiceEvent> events() {
    var events = new LinkedHashMap<String, ServiceEvent>();
    snapshots()
        .flatMap(s -> state(s).stream())
        .flatMap(s -> s.events().reversed().stream())
        .forEach(e -> events.putIfAbsent(e.id(), e));
    return events.values().stream();
  }

  /// How often a message was told.
  long times(String message) {
    return messages().stream().filter(m -> m.contains(message)).count();
  }

  /// When the first turn was that something holds of.
  Duration when(Predicate<Snapshot> condition) {
    return story.turns().stream()
        .filter(t -> condition.test(t.snapshot()))
        .map(Story.Turn::at)
        .findFirst()
        .orElseThrow(() -> new AssertionError("never:\n" + String.join("\n", messages())));
  }

  /// When a message was first told.
  Duration told(String message) {
    return when(s ->
        state(s).stream()
            .flatMap(x -> x.events().stream())
            .anyMatch(e -> e.message().contains(message)));
  }

  /// How many tasks of an image run after a turn.
  static long running(Snapshot snapshot, String image) {
    return tasks(snapshot, image).filter(id -> status(snapshot, id) == TaskStatus.RUNNING).count();
  }

  /// How many tasks of an image are RUNNING or PENDING after a turn.
  static long live(Snapshot snapshot, String image) {
    return tasks(snapshot, image).filter(id -> isLive(snapshot, id)).count();
  }

  static long live(Snapshot snapshot) {
    return snapshot.observed().services().tasks().filter(e -> isLive(snapshot, e.getKey())).count();
  }

  /// All tasks there ever were, in the order in which they were launched, with their ends.
  Map<TaskId, Optional<TaskStop>> stops() {
    var stops = new LinkedHashMap<TaskId, Optional<TaskStop>>();
    snapshots()
        .forEach(s ->
            new TreeMap<>(state(s).map(ServiceState::tasks).orElse(Map.of()))
                .forEach((id, task) ->
                    stops.put(id, TaskStop.of(task.wanted(), s.observed().task(id)))));
    return stops;
  }

  Stream<Snapshot> snapshots() {
    return story.turns().stream().map(Story.Turn::snapshot);
  }

  List<Story.Turn> turns() {
    return story.turns();
  }

  /// When a task reached a milestone.
  Optional<Duration> at(TaskId task, Milestone milestone) {
    return snapshots()
        .flatMap(s -> state(s).stream())
        .flatMap(s -> Optional.ofNullable(s.tasks().get(task)).stream())
        .flatMap(t -> t.at(milestone).stream())
        .findFirst()
        .map(at -> Duration.between(SimulatedTimeline.BEGINNING, at));
  }

  private Optional<ServiceState> state(Snapshot snapshot) {
    return snapshot.observed().services().state(service);
  }

  static TaskStatus status(Snapshot snapshot, TaskId id) {
    return snapshot.observed().status(id, snapshot.desired().task(id));
  }

  private static boolean isLive(Snapshot snapshot, TaskId id) {
    return TaskStop.of(snapshot.desired().task(id), snapshot.observed().task(id)).isEmpty();
  }

  private static Stream<TaskId> tasks(Snapshot snapshot, String image) {
    return snapshot
        .observed()
        .services()
        .tasks()
        .filter(e ->
            e.getValue()
                .wanted()
                .definition()
                .containers()
                .getFirst()
                .image()
                .equals(new ImageReference(image)))
        .map(Map.Entry::getKey);
  }

  private static String numbered(String message, Map<String, Integer> numbers) {
    return ID.matcher(message)
        .replaceAll((MatchResult m) ->
            Matcher.quoteReplacement(
                "" + numbers.computeIfAbsent(m.group(), _ -> numbers.size() + 1)));
  }
}
