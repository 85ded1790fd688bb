package dev.taskdock.simulation;

import java.util.Arrays;

/// An IPv4 subnet of a simulated network.
record Cidr(int address, int prefix) {
  /// The subnet written as `10.1.2.0/24`.
  static Cidr parse(String text) {
    var halves = text.split("/", 2);
    int address =
        Arrays.stream(halves[0].split("\\.", 4))
            .mapToInt(Integer::parseInt)
            .reduce(0, (all, part) -> all << 8 | part);
    return new Cidr(address, Integer.parseInt(halves[1]));
  }

  boolean overlaps(Cidr other) {
    int mask = -1 << (32 - Math.min(prefix, other.prefix));
    return (address & mask) == (other.address & mask);
  }

  /// The address of one of its hosts.
  String host(int number) {
    int host = address + number;
    return "%d.%d.%d.%d".formatted(host >>> 24, host >>> 16 & 0xff, host >>> 8 & 0xff, host & 0xff);
  }

  @Override
  public String toString() {
    return host(0) + "/" + prefix;
  }
}
