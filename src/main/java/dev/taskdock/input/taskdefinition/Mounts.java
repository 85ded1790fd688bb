package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.MountPoint;
import dev.taskdock.model.Storage;
import dev.taskdock.model.Tmpfs;
import dev.taskdock.model.VolumesFrom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `mountPoints`, `volumesFrom`, `tmpfs` and `readonlyRootFilesystem` of a container.
///
/// Source: RegisterTaskDefinition, MountPoint, VolumeFrom and Tmpfs.
final class Mounts {
  private Mounts() {}

  /// The files of `container`.
  static Storage read(Fields container) {
    return new Storage(
        mounts(container),
        volumesFrom(container),
        tmpfs(container),
        container.flag("readonlyRootFilesystem").orElse(false));
  }

  private static List<MountPoint> mounts(Fields container) {
    var mounts = new ArrayList<MountPoint>();
    for (var fields : container.objects("mountPoints")) {
      Vocabulary.tell(fields);
      var volume = fields.text("sourceVolume");
      var path = fields.text("containerPath");
      boolean readOnly = fields.flag("readOnly").orElse(false);
      if (volume.isPresent() && path.isPresent()) {
        mounts.add(new MountPoint(volume.get(), path.get(), readOnly));
      }
    }
    return mounts;
  }

  private static List<VolumesFrom> volumesFrom(Fields container) {
    var sources = new ArrayList<VolumesFrom>();
    for (var fields : container.objects("volumesFrom")) {
      Vocabulary.tell(fields);
      boolean readOnly = fields.flag("readOnly").orElse(false);
      fields
          .text("sourceContainer")
          .filter(ContainerName::isValid)
          .map(name -> new VolumesFrom(new ContainerName(name), readOnly))
          .ifPresent(sources::add);
    }
    return sources;
  }

  private static List<Tmpfs> tmpfs(Fields container) {
    var systems = new ArrayList<Tmpfs>();
    for (var fields :
        container.object("linuxParameters").map(p -> p.objects("tmpfs")).orElse(List.of())) {
      Vocabulary.tell(fields);
      var size = size(fields);
      var path = fields.text("containerPath");
      var options = fields.texts("mountOptions", "[\"noexec\"]");
      if (size.isPresent() && path.isPresent()) {
        systems.add(new Tmpfs(path.get(), size.get(), options));
      }
    }
    return systems;
  }

  private static Optional<Mebibytes> size(Fields fields) {
    long size = fields.whole("size").orElse(0);
    return 0 < size && size <= Integer.MAX_VALUE
        ? Optional.of(new Mebibytes((int) size))
        : Optional.empty();
  }
}
