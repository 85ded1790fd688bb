package dev.taskdock.control;

/// Something that a task needs from elsewhere cannot be had.
///
/// Its message is the task's `stoppedReason`, as in `ResourceInitializationError: unable to pull
/// secrets or registry auth: …`. It never holds a value.
public final class ProvisionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProvisionException(String reason) {
    super(reason);
  }
}
