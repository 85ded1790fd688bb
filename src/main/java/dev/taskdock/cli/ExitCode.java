package dev.taskdock.cli;

/// What the process ends with.
public final class ExitCode {
  public static final int FINE = 0;

  /// A check or test failed.
  public static final int FAILED = 1;

  /// Usage or input.
  public static final int USAGE = 2;

  /// No engine.
  public static final int NO_ENGINE = 3;

  /// A task failed to start.
  public static final int NOT_STARTED = 4;

  public static final int TIMED_OUT = 5;

  /// Our own fault.
  public static final int OURS = 70;

  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
