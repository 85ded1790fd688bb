package dev.taskdock.engine;

/// Something that is being followed until it is closed; closing twice is fine.
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
