package dev.taskdock.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is known of an image the engine holds.
///
/// @param id the engine's content id, `sha256:…`
/// @param platform as in `linux/amd64`
/// @param repoDigests `name@sha256:…`, empty for an image that never met a registry
/// @param volumes the paths it declares as volumes
public record ImageFacts(
    String id,
    String platform,
    List<String> repoDigests,
    Map<String, String> labels,
    Set<String> volumes) {
  public ImageFacts {
    repoDigests = List.copyOf(repoDigests);
    labels = Map.copyOf(labels);
    volumes = Set.copyOf(volumes);
  }
}
