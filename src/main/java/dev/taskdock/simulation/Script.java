package dev.taskdock.simulation;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import java.util.Map;

/// What images do, and what containers do that are no examples of their image.
///
/// An image that is not named here is a [ScriptedImage#SERVICE].
public record Script(
    Map<ImageReference, ScriptedImage> images, Map<ContainerName, ScriptedImage> containers) {
  /// Everything serves.
  public static final Script NOTHING_SPECIAL = new Script(Map.of(), Map.of());

  public Script {
    images = Map.copyOf(images);
    containers = Map.copyOf(containers);
  }

  /// What becomes of an image.
  ScriptedImage of(ImageReference image) {
    return images.getOrDefault(image, ScriptedImage.SERVICE);
  }

  /// What becomes of a container.
  ScriptedImage of(ContainerDefinition container) {
    return containers.getOrDefault(container.name(), of(container.image()));
  }
}
