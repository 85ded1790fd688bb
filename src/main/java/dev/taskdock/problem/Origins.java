package dev.taskdock.problem;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where in the user's text each place of a declaration was written.
///
/// A place that was not written (a default, a member left out) is answered by the nearest enclosing
/// one that was. What is written where is put in order when somebody first asks, which who only
/// checks a file never does.
public final class Origins {
  /// Nothing was written.
  public static final Origins NONE = new Origins(List.of());

  private final List<Consumer<BiConsumer<Place, Location>>> written;
  private volatile @Nullable Map<Place, Location> locations;

  private Origins(List<Consumer<BiConsumer<Place, Location>>> written) {
    this.written = written;
  }

  /// Where `place` or the nearest thing around it stands.
  public Optional<Location> of(Place place) {
    var exact = Optional.ofNullable(locations().get(place));
    return exact.isPresent() ? exact : place.enclosing().flatMap(this::of);
  }

  private Map<Place, Location> locations() {
    var known = locations;
    if (known == null) {
      var found = new HashMap<Place, Location>();
      written.forEach(w -> w.accept(found::putIfAbsent));
      known = Map.copyOf(found);
      locations = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Origins origins && origins.locations().equals(locations());
  }

  @Override
  public int hashCode() {
    return locations().hashCode();
  }

  /// Gathers places while a text is read.
  public static final class Builder {
    private final List<Consumer<BiConsumer<Place, Location>>> written = new ArrayList<>();

    /// Remembers the first location given for `place`.
    public void put(Place place, Location location) {
      written.add(to -> to.accept(place, location));
    }

    /// Remembers the places that `more` will name.
    public void putAll(Consumer<BiConsumer<Place, Location>> more) {
      written.add(more);
    }

    /// What was gathered.
    public Origins build() {
      return new Origins(List.copyOf(written));
    }
  }
}
