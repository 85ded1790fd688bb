package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Quoted;

/// How sentences name a container.
final class Titles {
  private Titles() {}

  /// Its name in quotes, or its place where it has none.
  static String of(Fields container) {
    var last = container.place().path().getLast();
    var title = last.substring(1, last.length() - 1);
    return container.has("name") ? Quoted.of(title) : container.place().toString();
  }
}
