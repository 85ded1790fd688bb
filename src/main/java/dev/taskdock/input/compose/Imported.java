package dev.taskdock.input.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a compose file becomes.
///
/// @param definitions task definitions by the names of their files: maps, lists and scalars
/// @param overlay the text of `taskdock.yaml`; empty where there is nothing to say in it
/// @param notes what is to be known besides, a line each
public record Imported(
    Map<String, Map<String, Object>> definitions, String overlay, List<String> notes) {
  public Imported {
    definitions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    notes = List.copyOf(notes);
  }
}
