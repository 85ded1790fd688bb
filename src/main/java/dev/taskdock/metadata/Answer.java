package dev.taskdock.metadata;

import dev.taskdock.json.JsonWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a container is told.
///
/// @param location where to ask instead, for a redirection
record Answer(int status, String type, String body, Optional<String> location) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /// A document, or an error: those are JSON too, a string.
  static Answer json(int status, @Nullable Object value) {
    return new Answer(status, "application/json", JsonWriter.line(value), Optional.empty());
  }

  /// What the agent's HTTP library says, which is not JSON.
  static Answer text(int status, String text) {
    return new Answer(status, TEXT, text, Optional.empty());
  }

  static Answer movedTo(String path) {
    return new Answer(301, TEXT, "", Optional.of(path));
  }

  static Answer notFound() {
    return text(404, "404 page not found\n");
  }
}
