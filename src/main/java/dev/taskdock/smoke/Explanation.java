package dev.taskdock.smoke;

import dev.taskdock.app.RunRequest;
import dev.taskdock.app.SiblingName;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.TaskId;
import dev.taskdock.probe.Judge;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.smoke.Report.Tail;
import dev.taskdock.smoke.Stage.Part;
import dev.taskdock.state.TaskStop;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What explains that a run is not as it should be.
final class Explanation {
  private static final int TAIL = 8;

  private final Stage stage;
  private final RunRequest request;
  private final Path folder;
  private final Map<String, String> sources = new ConcurrentHashMap<>();

  /// @param folder that paths of files are shown from
  Explanation(Stage stage, RunRequest request, Path folder) {
    this.stage = stage;
    this.request = request;
    this.folder = folder;
  }

  /// Why the first task that failed did so.
  String reason() {
    return stage.failures().entrySet().stream()
        .map(e -> stopped(e.getKey(), e.getValue()))
        .findFirst()
        .orElse("it ended");
  }

  private String stopped(TaskId id, TaskStop stop) {
    var who =
        stage
            .definition(id)
            .map(d ->
                String.join(
                    ", ",
                    d.containers().stream()
                        .flatMap(c ->
                            stage.ending(new Part(id, c.name())).stream()
                                .filter(e -> e.code().orElse(1) != 0)
                                .map(e ->
                                    c.name()
                                        + (e.code().isPresent()
                                            ? " ended with " + e.code().getAsInt()
                                            : " is gone")))
                        .toList()))
            .filter(s -> !s.isEmpty())
            .map(s -> " (" + s + ")")
            .orElse("");
    return "task %s stopped: %s: %s%s"
        .formatted(id.abbreviated(), stop.code().word(), stop.reason(), who);
  }

  /// What is not as it should be.
  List<String> lacking() {
    return stage.latest().map(Outcomes::lacking).orElse(List.of("nothing is known"));
  }

  /// What was waited for, and why tasks stopped.
  ///
  /// @param starting whether it never became steady
  List<String> holds(boolean starting) {
    var holds = new LinkedHashSet<String>();
    // Where tasks have failed, others that are about to start in their place explain nothing.
    if (stage.failures().isEmpty()) {
      stage
          .latest()
          .ifPresent(s ->
              s.plan()
                  .holds()
                  .forEach(h -> holds.add(h.container() + " waits for " + h.waiting().words())));
      if (starting) {
        holds.addAll(lacking());
      }
    }
    stage.failures().forEach((id, stop) -> holds.add(stopped(id, stop)));
    stage
        .failedChecks()
        .forEach((part, said) ->
            holds.add(
                "the health check of %s said: %s".formatted(part.container(), Judge.quoted(said))));
    stage.notes().stream()
        .filter(n -> n.contains(" could not listen: ") || n.contains(" is unhealthy"))
        .forEach(holds::add);
    return List.copyOf(holds);
  }

  /// Of each container the last lines, of the task that failed last where one did.
  List<Tail> tails() {
    var lines = stage.lines();
    var failed = stage.failures().keySet().stream().reduce((_, last) -> last);
    var tails = new LinkedHashMap<ContainerName, Tail>();
    lines.forEach((part, printed) -> {
      boolean better = failed.isEmpty() || failed.get().equals(part.task());
      if (better || !tails.containsKey(part.container())) {
        tails.put(
            part.container(),
            new Tail(
                part.container().name(),
                printed.subList(Math.max(0, printed.size() - TAIL), printed.size())));
      }
    });
    return List.copyOf(tails.values());
  }

  /// What to change, at its line.
  List<Diagnostic> advice() {
    var builds = new HashMap<String, ImageBuild>();
    request.local().builds().forEach(b -> builds.put(b.image().canonical(), b));
    var advice = new LinkedHashSet<Diagnostic>();
    for (var name : allWrongWays()) {
      var build =
          request.workload().definitions().stream()
              .flatMap(d -> d.container(name.looking()).stream())
              .flatMap(c -> Optional.ofNullable(builds.get(c.image().canonical())).stream())
              .findFirst();
      var found = WrongWay.explain(name, build, folder);
      sources.putAll(found.sources());
      // Two tasks of one service say the same, and one of them is enough.
      if (advice.stream().noneMatch(a -> a.what().equals(found.diagnostic().what()))) {
        advice.add(found.diagnostic());
      }
    }
    return List.copyOf(advice);
  }

  /// The texts that [#advice] quotes from, by file.
  Map<String, String> sources() {
    return Map.copyOf(sources);
  }

  /// Whether a container looked for another one of its task by its name.
  boolean isWrongWay() {
    return !allWrongWays().isEmpty();
  }

  private List<SiblingName> allWrongWays() {
    return stage.lines().entrySet().stream()
        .flatMap(e ->
            stage.definition(e.getKey().task()).stream()
                .flatMap(d -> SiblingName.in(d, e.getKey().container(), e.getValue()).stream()))
        .toList();
  }
}
