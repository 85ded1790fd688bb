package dev.taskdock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What holds for a task as a whole, beside its size.
///
/// @param taskRole the ARN or name of the role whose credentials its containers may fetch
/// @param executionRole the role that ECS itself uses for it
/// @param sharedProcesses whether its containers share one process namespace: `pidMode` `task`
/// @param ephemeralStorageGib 21–200; 20 when not given
/// @param faultInjection whether its containers may ask for faults
/// @param tags the definition's own
public record TaskOptions(
    Optional<String> taskRole,
    Optional<String> executionRole,
    boolean sharedProcesses,
    int ephemeralStorageGib,
    boolean faultInjection,
    Map<String, String> tags) {
  /// Nothing special.
  public static final TaskOptions DEFAULT =
      new TaskOptions(Optional.empty(), Optional.empty(), false, 20, false, Map.of());

  public TaskOptions {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }
}
