package dev.taskdock.problem;

import java.util.List;
import java.util.Optional;

/// A path of names into a declaration: `containerDefinitions[web].portMappings[0].hostPort`.
///
/// @param path member names; an item of a list is its name or index in brackets, as in `[web]`
public record Place(List<String> path) {
  /// The declaration as a whole.
  public static final Place ROOT = new Place(List.of());

  public Place {
    path = List.copyOf(path);
  }

  /// The place at the end of `path`.
  public static Place of(String... path) {
    return new Place(List.of(path));
  }

  /// The container called `name`.
  public static Place container(String name) {
    return of("containerDefinitions").item(name);
  }

  /// A member of what is here.
  public Place then(String member) {
    var longer = path.toArray(new String[path.size() + 1]);
    longer[path.size()] = member;
    return new Place(List.of(longer));
  }

  /// The item of the list here that is called `name`.
  public Place item(String name) {
    return then("[" + name + "]");
  }

  /// The item of the list here at `index`, counted from 0.
  public Place item(int index) {
    return item(Integer.toString(index));
  }

  /// What encloses this place, empty at the root.
  public Optional<Place> enclosing() {
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(new Place(path.subList(0, path.size() - 1)));
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var segment : path) {
      boolean separated = !text.isEmpty() && !segment.startsWith("[");
      text.append(separated ? "." : "").append(segment);
    }
    return text.toString();
  }
}
