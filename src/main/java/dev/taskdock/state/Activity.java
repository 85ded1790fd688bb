package dev.taskdock.state;

/// An action under way: what is done, to what.
///
/// @param subject a task's id, a task's and a container's joined by a slash, an image, or the
///   execution of a hook
public record Activity(Verb verb, String subject) {
  /// What is done.
  public enum Verb {
    PULL,
    CREATE_SANDBOX,
    START_SANDBOX,
    REMOVE_SANDBOX,
    CREATE,
    START,
    RESTART,
    GIVE_UP,
    STOP,
    KILL,
    CALL_HOOK
  }
}
