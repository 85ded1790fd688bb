package dev.taskdock.cli;

import dev.taskdock.app.FrontOptions;
import dev.taskdock.app.Workload;
import dev.taskdock.probe.Probe;
import dev.taskdock.problem.Origins;
import dev.taskdock.state.Tempo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `taskdock test` and `taskdock gate` are about.
///
/// @param workload services, or one task alone where a task definition was named
/// @param probes as written; none where there are no `tests`
/// @param origins where each definition is written, by its family
/// @param texts all that was read, by file, but for what may hold secrets
record Tested(
    Project project,
    Workload workload,
    List<Probe> probes,
    Map<String, Origins> origins,
    Map<String, String> texts) {
  Tested {
    probes = List.copyOf(probes);
    origins = Map.copyOf(origins);
    texts = Map.copyOf(texts);
  }

  /// Of a project that was read.
  ///
  /// @param alone the one task of it, where that is tested without a service
  static Tested of(
      Project project, Optional<Definition> alone, List<Definition> read, List<Probe> probes) {
    var origins = new java.util.HashMap<String, Origins>();
    read.forEach(d -> origins.put(d.task().family().name(), d.origins()));
    var workload =
        alone
            .<Workload>map(d -> new Workload.Tasks(d.task(), 1))
            .orElseGet(() -> services(project));
    return new Tested(
        project,
        workload,
        probes,
        origins,
        read.stream().findFirst().map(Definition::sources).orElse(Map.of()));
  }

  /// The services of a project behind their load balancers, at AWS's own pace.
  static Workload.Services services(Project project) {
    var balancing = project.balancing();
    return new Workload.Services(
        project.services(),
        new Workload.Front(
                balancing.loadBalancers(),
                balancing.targetGroups(),
                balancing.targets(),
                FrontOptions.DEFAULT,
                project.certificates())
            .with(balancing.networks(), balancing.zones()),
        project.scaling(),
        Tempo.AWS);
  }
}
