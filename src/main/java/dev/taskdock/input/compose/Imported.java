package dev.taskdock.input.compose;

import dev.taskdock.model.SecretValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a compose file becomes.
///
/// @param definitions task definitions by the names of their files: maps, lists and scalars
/// @param overlay the text of `taskdock.yaml`; empty where there is nothing to say in it
/// @param secrets values that are to stand in no other file, by the paths of theirs
/// @param notes what is to be known besides, a line each
public record Imported(
    Map<String, Map<String, Object>> definitions,
    String overlay,
    Map<String, SecretValue> secrets,
    List<String> notes) {
  public Imported {
    definitions = Collections.unmodifiableMap(new LinkedHashMap<>(definitions));
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    notes = List.copyOf(notes);
  }
}
