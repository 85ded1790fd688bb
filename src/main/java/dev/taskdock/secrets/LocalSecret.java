package dev.taskdock.secrets;

import java.util.Map;
import java.util.Optional;

/// A secret as a developer keeps it.
///
/// @param current what AWSCURRENT means; empty where only other stages or versions are kept
/// @param stages by their names, as in `AWSPREVIOUS`
/// @param versions by their ids
public record LocalSecret(
    Optional<Kept> current, Map<String, Kept> stages, Map<String, Kept> versions) {
  public LocalSecret {
    stages = Map.copyOf(stages);
    versions = Map.copyOf(versions);
  }

  /// A secret of which only the current version is kept.
  public static LocalSecret of(Kept current) {
    return new LocalSecret(Optional.of(current), Map.of(), Map.of());
  }

  /// The one that is asked for.
  ///
  /// @param stage `AWSCURRENT` where none is named
  Optional<Kept> at(Optional<String> stage, Optional<String> version) {
    if (version.isPresent()) {
      return version.map(versions::get);
    }
    var named = stage.map(stages::get);
    boolean now = stage.filter(s -> !s.equals("AWSCURRENT")).isEmpty();
    return named.isEmpty() && now ? current : named;
  }
}
