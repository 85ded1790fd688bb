package dev.taskdock.scenario;

import dev.taskdock.control.Snapshot;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Does something after the first turn in which a condition holds.
final class Once implements Consumer<Snapshot> {
  private final BooleanSupplier condition;
  private final Runnable what;
  private boolean done;

  Once(BooleanSupplier condition, Runnable what) {
    this.condition = condition;
    this.what = what;
  }

  @Override
  public void accept(Snapshot snapshot) {
    if (!done && condition.getAsBoolean()) {
      done = true;
      what.run();
    }
  }
}
