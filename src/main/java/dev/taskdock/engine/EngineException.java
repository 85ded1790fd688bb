package dev.taskdock.engine;

/// The one exception that crosses the port: it carries what went wrong as a value.
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient EngineFailure failure;

  public EngineException(EngineFailure failure) {
    super(failure.message());
    this.failure = failure;
  }

  public EngineException(EngineFailure failure, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  /// What went wrong.
  public EngineFailure failure() {
    return failure;
  }
}
