package dev.taskdock.simulation;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageReference;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import java.util.Map;
import java.util.function.Function;

/// What images do, and what containers do that are no examples of their image.
///
/// An image that is not named here is a [ScriptedImage#SERVICE].
///
/// @param hooks what lifecycle hooks answer
public record Script(
    Map<ImageReference, ScriptedImage> images,
    Map<ContainerName, ScriptedImage> containers,
    Function<HookCall, HookAnswer> hooks) {
  /// Everything serves.
  public static final Script NOTHING_SPECIAL = new Script(Map.of(), Map.of());

  public Script {
    images = Map.copyOf(images);
    containers = Map.copyOf(containers);
  }

  /// All lifecycle hooks succeed.
  public Script(
      Map<ImageReference, ScriptedImage> images, Map<ContainerName, ScriptedImage> containers) {
    this(images, containers, _ -> new HookAnswer.Succeeded());
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
