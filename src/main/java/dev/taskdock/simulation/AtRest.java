package dev.taskdock.simulation;

/// Nothing will ever happen again: the loop would wait for ever.
///
/// On a real engine that is a task that simply runs; here it is how a simulation ends.
public final class AtRest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Ends a simulation where it stands.
  public AtRest() {
    super("nothing is left that could happen", null, false, false);
  }
}
