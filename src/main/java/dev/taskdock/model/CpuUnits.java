package dev.taskdock.model;

/// CPU in ECS units: 1024 units are one vCPU.
public record CpuUnits(int units) implements Comparable<CpuUnits> {
  public CpuUnits {
    if (units < 0) {
      throw new IllegalArgumentException("negative CPU units: " + units);
    }
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
