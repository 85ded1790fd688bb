package dev.taskdock.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of a container reaches the engine much as it is written.
///
/// @param init whether PID 1 is an init process that reaps children
/// @param systemControls kernel parameters by name; those of `net.` are the whole task's
/// @param interactive whether standard input stays open, with nobody at its other end
/// @param pseudoTerminal whether it has a terminal
/// @param labels its `dockerLabels`
/// @param credentials the secret that its `repositoryCredentials` name: who pulls its image
public record ContainerOptions(
    Capabilities capabilities,
    boolean init,
    List<Ulimit> ulimits,
    Map<String, String> systemControls,
    boolean interactive,
    boolean pseudoTerminal,
    Map<String, String> labels,
    Optional<SecretReference.Asm> credentials) {
  /// Nothing special.
  public static final ContainerOptions DEFAULT =
      new ContainerOptions(
          Capabilities.DEFAULT,
          false,
          List.of(),
          Map.of(),
          false,
          false,
          Map.of(),
          Optional.empty());

  public ContainerOptions {
    ulimits = List.copyOf(ulimits);
    systemControls = Collections.unmodifiableMap(new LinkedHashMap<>(systemControls));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
