package dev.taskdock.proxy;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value that is made when it is first asked for, once.
final class Later<T> implements Supplier<T> {
  private final Supplier<T> making;
  private volatile @Nullable T made;

  private Later(Supplier<T> making) {
    this.making = making;
  }

  static <T> Supplier<T> of(Supplier<T> making) {
    return new Later<>(making);
  }

  @Override
  public T get() {
    var there = made;
    return there == null ? makeOnce() : there;
  }

  private synchronized T makeOnce() {
    var there = made;
    if (there == null) {
      there = making.get();
      made = there;
    }
    return there;
  }
}
