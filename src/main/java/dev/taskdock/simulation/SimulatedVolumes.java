package dev.taskdock.simulation;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.Mount;
import dev.taskdock.engine.VolumeFacts;
import dev.taskdock.engine.VolumeSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The volumes of a simulated engine; nothing is ever in them.
final class SimulatedVolumes {
  private final Map<String, VolumeSpec> volumes = new LinkedHashMap<>();

  synchronized List<VolumeFacts> all() {
    return volumes.values().stream().map(SimulatedVolumes::facts).toList();
  }

  synchronized VolumeFacts create(VolumeSpec spec) {
    volumes.putIfAbsent(spec.name(), spec);
    return facts(volumes.getOrDefault(spec.name(), spec));
  }

  private static VolumeFacts facts(VolumeSpec volume) {
    return new VolumeFacts(volume.name(), "/volumes/" + volume.name(), volume.labels());
  }

  /// An engine makes the volumes that a container mounts and that are not there.
  void createFor(ContainerSpec container) {
    container.surroundings().files().mounts().stream()
        .flatMap(m -> named(m).stream())
        .forEach(name -> create(new VolumeSpec(name, Map.of())));
  }

  /// @param containers all that there are
  synchronized void remove(String name, Collection<ContainerSpec> containers) {
    boolean used =
        containers.stream()
            .flatMap(c -> c.surroundings().files().mounts().stream())
            .anyMatch(m -> named(m).contains(name));
    if (used) {
      throw new EngineException(new EngineFailure.Refused("remove " + name + ": volume is in use"));
    }
    volumes.remove(name);
  }

  private static List<String> named(Mount mount) {
    return switch (mount.source()) {
      case Mount.Source.OfVolume(var name, _) -> List.of(name);
      case Mount.Source.OfFolder _ -> List.of();
    };
  }
}
