package dev.taskdock.launch;

import dev.taskdock.engine.Files;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Mount;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.MountPoint;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.Volume;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The volumes of a task, and what of them a container sees.
///
/// A task has a volume of the engine's for each of its own that a container mounts. It is empty,
/// root's, mode 0755, and hides what an image has at the path, unless the image declares a `VOLUME`
/// at exactly that path: then an empty volume gets the image's content with its owners and modes.
///
/// File systems of EFS and S3 Files, and EBS volumes, are not there on a laptop. A folder of the
/// laptop stands for one where [Terms#localVolumes] names it; it is the same for all tasks. Else it
/// is a volume as empty as the others, and as short-lived.
///
/// Source: bind mounts (use-bind-mounts), volumesFrom as the agent resolves it.
public final class Volumes {
  private Volumes() {}

  /// The volumes that the engine is asked for before any container of a task is made.
  public static List<VolumeSpec> of(
      Owner owner, TaskId task, TaskDefinition definition, Terms terms) {
    return Stream.concat(
            definition.volumes().stream()
                .filter(v -> isMounted(v, definition) && folder(v, terms).isEmpty())
                .map(v -> volume(name(owner, task, v.name()), owner, task, definition)),
            Firelens.configuration(owner, task, definition).stream())
        .toList();
  }

  /// A volume of a task.
  static VolumeSpec volume(String name, Owner owner, TaskId task, TaskDefinition definition) {
    var labels = owner.labels("volume");
    labels.put(Labels.TASK, task.id());
    labels.put(Labels.DEFINITION, definition.familyAndRevision());
    return new VolumeSpec(name, labels);
  }

  /// What a container gets beside the files of its image.
  static Files files(
      Owner owner,
      TaskId task,
      TaskDefinition definition,
      ContainerDefinition container,
      Place place) {
    var storage = container.storage();
    return new Files(
        Stream.concat(
                storage.mounts().stream()
                    .map(m ->
                        new Mount(
                            source(owner, task, definition, m, place), m.path(), m.readOnly())),
                Firelens.mounts(task, container).stream())
            .toList(),
        storage.volumesFrom().stream()
            .map(f -> new Files.From(ContainerSpecs.name(owner, task, f.source()), f.readOnly()))
            .toList(),
        storage.tmpfs(),
        storage.readOnlyRoot());
  }

  private static Mount.Source source(
      Owner owner, TaskId task, TaskDefinition definition, MountPoint mount, Place place) {
    var folder =
        definition.volumes().stream()
            .filter(v -> v.name().equals(mount.volume()))
            .flatMap(v -> folder(v, place.terms()).stream())
            .findFirst();
    return folder
        .<Mount.Source>map(Mount.Source.OfFolder::new)
        .orElseGet(() ->
            new Mount.Source.OfVolume(
                name(owner, task, mount.volume()), isSeeded(definition, mount, place)));
  }

  private static boolean isSeeded(TaskDefinition definition, MountPoint mount, Place place) {
    return place.imageVolumes().contains(mount.path())
        && definition.volumes().stream()
            .filter(v -> v.name().equals(mount.volume()))
            .anyMatch(v -> v.kind() instanceof Volume.Kind.TaskScoped);
  }

  private static Optional<String> folder(Volume volume, Terms terms) {
    return switch (volume.kind()) {
      case Volume.Kind.TaskScoped _ -> Optional.empty();
      case Volume.Kind.Efs _, Volume.Kind.S3Files _, Volume.Kind.AtLaunch _ ->
          Optional.ofNullable(terms.localVolumes().get(volume.name()));
    };
  }

  private static boolean isMounted(Volume volume, TaskDefinition definition) {
    return definition.containers().stream()
        .flatMap(c -> c.storage().mounts().stream())
        .anyMatch(m -> m.volume().equals(volume.name()));
  }

  private static String name(Owner owner, TaskId task, String volume) {
    return owner.prefix() + "-" + task.abbreviated() + "-" + volume;
  }
}
