package dev.taskdock.proxy;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What is counted across all event loops and outlives a route table: how many requests each target
/// has that it has not answered, or flows that have not ended, and whose turn it is in each group.
public final class TargetLoads {
  private final Map<TargetId, Integer> outstanding = new ConcurrentHashMap<>();
  private final Map<TargetGroupName, AtomicLong> turns = new ConcurrentHashMap<>();

  /// How many a target has that have not ended.
  public int outstanding(TargetId target) {
    return outstanding.getOrDefault(target, 0);
  }

  /// One more has begun.
  public void begun(TargetId target) {
    outstanding.merge(target, 1, Integer::sum);
  }

  /// One has ended.
  public void ended(TargetId target) {
    // An entry without requests goes, so that targets that are no more are not remembered.
    outstanding.computeIfPresent(target, (_, count) -> count > 1 ? count - 1 : null);
  }

  long turn(TargetGroupName group) {
    return turns.computeIfAbsent(group, _ -> new AtomicLong()).getAndIncrement();
  }
}
