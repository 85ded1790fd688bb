package dev.taskdock.launch;

import java.util.Map;
import java.util.Optional;

/// What holds for all containers of a run, whatever their definitions say.
///
/// @param platform what they run as, as in `linux/arm64`, empty for the engine's own
/// @param ceilings the highest `ulimits` the engine can give, by name; what is not named has none
/// @param localVolumes folders of the laptop that stand for volumes which outlive a task, by the
///   volume's name; absolute
public record Terms(
    Optional<String> platform, Map<String, Long> ceilings, Map<String, String> localVolumes) {
  /// The engine's own platform, no ceilings, no folders.
  public static final Terms NONE = new Terms(Optional.empty(), Map.of(), Map.of());

  public Terms {
    ceilings = Map.copyOf(ceilings);
    localVolumes = Map.copyOf(localVolumes);
  }
}
