package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2111;

import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.Volume;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Origins;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.Collection;

/// File systems that are not on this machine: what is written to one is kept only where a folder
/// stands for it.
public final class StandIns {
  private StandIns() {}

  /// Tells which file systems an empty volume stands for, as short-lived as the task.
  ///
  /// @param mapped the names of the volumes that a folder stands for
  /// @param origins where the parts of the definition stand
  public static void tell(
      TaskDefinition task, Collection<String> mapped, Origins origins, Problems problems) {
    for (var volume : task.volumes()) {
      var what =
          switch (volume.kind()) {
            case Volume.Kind.TaskScoped _ -> "";
            case Volume.Kind.Efs efs -> efs.fileSystemId();
            case Volume.Kind.S3Files _ -> "the bucket of S3 Files";
            case Volume.Kind.AtLaunch _ -> "the disk of EBS";
          };
      if (what.isEmpty() || mapped.contains(volume.name()) || !isMounted(volume, task)) {
        continue;
      }
      var diagnostic =
          Diagnostic.warning(
                  TD2111, Quoted.of(volume.name()) + ": an empty volume stands for " + what)
              .because("Nothing is in it at the task's start, and it is gone at its end.")
              .fixedBy("taskdock.yaml: volumes: {" + volume.name() + ": ./FOLDER}");
      problems.add(
          origins
              .of(Place.of("volumes").item(volume.name()))
              .map(diagnostic::at)
              .orElse(diagnostic));
    }
  }

  private static boolean isMounted(Volume volume, TaskDefinition task) {
    return task.containers().stream()
        .flatMap(c -> c.storage().mounts().stream())
        .anyMatch(m -> m.volume().equals(volume.name()));
  }
}
