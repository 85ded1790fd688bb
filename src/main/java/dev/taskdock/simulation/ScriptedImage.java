package dev.taskdock.simulation;

import java.time.Duration;
import java.util.Optional;

/// What becomes of an image in a simulation, from its pull to what its containers do.
///
/// @param pullFailure the engine's words where it cannot be pulled
/// @param createFailure the engine's words where no container can be made of it
/// @param startFailure the engine's words where its containers cannot be started
public record ScriptedImage(
    Duration pullTakes,
    Optional<String> pullFailure,
    Duration createTakes,
    Optional<String> createFailure,
    Duration startTakes,
    Optional<String> startFailure,
    Behaviour behaviour) {
  /// Pulled in two seconds, made and started in no time worth mention, and it serves.
  public static final ScriptedImage SERVICE = of(Behaviour.SERVES);

  /// An image without surprises whose containers behave so.
  public static ScriptedImage of(Behaviour behaviour) {
    return new ScriptedImage(
        Duration.ofSeconds(2),
        Optional.empty(),
        Duration.ofMillis(50),
        Optional.empty(),
        Duration.ofMillis(100),
        Optional.empty(),
        behaviour);
  }

  /// The same, pulled in another time.
  public ScriptedImage pulledIn(Duration time) {
    return new ScriptedImage(
        time, pullFailure, createTakes, createFailure, startTakes, startFailure, behaviour);
  }

  /// The same, made in another time.
  public ScriptedImage createdIn(Duration time) {
    return new ScriptedImage(
        pullTakes, pullFailure, time, createFailure, startTakes, startFailure, behaviour);
  }

  /// The same, started in another time.
  public ScriptedImage startedIn(Duration time) {
    return new ScriptedImage(
        pullTakes, pullFailure, createTakes, createFailure, time, startFailure, behaviour);
  }

  /// The same, but not to be had.
  public ScriptedImage cannotBePulled(String why) {
    return new ScriptedImage(
        pullTakes,
        Optional.of(why),
        createTakes,
        createFailure,
        startTakes,
        startFailure,
        behaviour);
  }

  /// The same, but no container can be made of it.
  public ScriptedImage cannotBeCreated(String why) {
    return new ScriptedImage(
        pullTakes, pullFailure, createTakes, Optional.of(why), startTakes, startFailure, behaviour);
  }

  /// The same, but its containers cannot be started.
  public ScriptedImage cannotBeStarted(String why) {
    return new ScriptedImage(
        pullTakes,
        pullFailure,
        createTakes,
        createFailure,
        startTakes,
        Optional.of(why),
        behaviour);
  }
}
