package dev.taskdock.problem;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where in the user's text each place of a declaration was written.
///
/// A place that was not written (a default, a member left out) is answered by the nearest enclosing
/// one that was.
public record Origins(Map<Place, Location> locations) {
  /// Nothing was written.
  public static final Origins NONE = new Origins(Map.of());

  public Origins {
    locations = Map.copyOf(locations);
  }

  /// Where `place` or the nearest thing around it stands.
  public Optional<Location> of(Place place) {
    var exact = Optional.ofNullable(locations.get(place));
    return exact.isPresent() ? exact : place.enclosing().flatMap(this::of);
  }

  /// Gathers places while a text is read.
  public static final class Builder {
    private final Map<Place, Location> locations = new HashMap<>();

    /// Remembers the first location given for `place`.
    public void put(Place place, Location location) {
      locations.putIfAbsent(place, location);
    }

    /// What was gathered.
    public Origins build() {
      return new Origins(locations);
    }
  }
}
