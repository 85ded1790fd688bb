package dev.taskdock.app;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A value that is made on a thread of its own until it is needed.
///
/// A start is short and made of waiting: for the engine, for a file, for a process to begin.
public final class Ahead<T> {
  private final FutureTask<T> task;

  private Ahead(FutureTask<T> task) {
    this.task = task;
  }

  /// Begins to make a value.
  public static <T> Ahead<T> of(Callable<T> making) {
    var ahead = later(making);
    ahead.begin();
    return ahead;
  }

  /// A value that is made from [#begin] on, or when it is needed.
  static <T> Ahead<T> later(Callable<T> making) {
    return new Ahead<>(new FutureTask<>(making));
  }

  /// Begins to make it, unless that has begun.
  void begin() {
    Thread.ofPlatform().daemon().name("ahead").start(task);
  }

  /// The value, once it is made; or what went wrong with it.
  public T get() {
    task.run();
    return valueOf(task);
  }

  /// What `task` makes, or what went wrong with it.
  static <T> T valueOf(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
