package dev.taskdock.cli;

import dev.taskdock.app.RunListener;

/// What a run looks like while it goes on.
interface RunScreen extends RunListener, AutoCloseable {
  /// What to call when there is nobody left to show anything to.
  void stopBy(Runnable stop);

  @Override
  void close();
}
