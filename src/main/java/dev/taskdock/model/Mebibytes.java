package dev.taskdock.model;

/// Memory in MiB, the unit ECS calls MiB in `memory` and GB × 1024 in sizes.
public record Mebibytes(int count) implements Comparable<Mebibytes> {
  public Mebibytes {
    if (count < 0) {
      throw new IllegalArgumentException("negative memory: " + count);
    }
  }

  /// The same amount in bytes.
  public long bytes() {
    return count * 1_048_576L;
  }

  @Override
  public int compareTo(Mebibytes other) {
    return Integer.compare(count, other.count);
  }

  @Override
  public String toString() {
    return Integer.toString(count);
  }
}
