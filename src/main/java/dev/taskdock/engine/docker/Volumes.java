package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.VolumeFacts;
import dev.taskdock.engine.VolumeSpec;
import java.util.List;
import java.util.Map;

/// The engine's volumes: folders on its host.
final class Volumes {
  private final DockerApi api;

  Volumes(DockerApi api) {
    this.api = api;
  }

  /// Those with all of `labels`.
  List<VolumeFacts> with(Map<String, String> labels) {
    return api
        .get(ApiPath.of("/volumes").labelled(labels), Subject.WHOLE)
        .at("Volumes")
        .items()
        .stream()
        .map(Volumes::facts)
        .toList();
  }

  VolumeFacts create(VolumeSpec spec) {
    return facts(
        api.post(
            ApiPath.of("/volumes/create"),
            Map.of("Name", spec.name(), "Driver", "local", "Labels", spec.labels()),
            Subject.WHOLE));
  }

  void remove(String name) {
    try {
      api.delete(ApiPath.of("/volumes/" + name), Subject.WHOLE);
    } catch (EngineException e) {
      if (!e.failure().message().contains("no such volume")) {
        throw e;
      }
    }
  }

  private static VolumeFacts facts(Json volume) {
    return new VolumeFacts(
        volume.at("Name").text(), volume.at("Mountpoint").text(), volume.at("Labels").texts());
  }
}
