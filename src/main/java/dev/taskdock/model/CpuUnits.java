package dev.taskdock.model;

/// CPU in ECS units: 1024 units are one vCPU.
public record CpuUnits(int units) implements Comparable<CpuUnits> {
  public CpuUnits {
    if (units < 0) {
      throw new IllegalArgumentException("negative CPU units: " + units);
    }
  }

  /// The same as CPU time, in µs for each 100 000 µs.
  public long quotaMicros() {
    return units * 100_000L / 1024;
  }

  @Override
  public int compareTo(CpuUnits other) {
    return Integer.compare(units, other.units);
  }

  @Override
  public String toString() {
    return Integer.toString(units);
  }
}
