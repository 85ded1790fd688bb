package dev.taskdock.routing;

import dev.taskdock.model.IpAddress;

/// What tells one flow from others: its five parts, and what is its own among those that have the
/// same.
///
/// @param datagrams whether it is one of UDP
/// @param nonce of a connection of TCP, what AWS has in its initial sequence number: another for
///   each; of UDP always 0
public record Flow(
    boolean datagrams,
    IpAddress source,
    int sourcePort,
    IpAddress destination,
    int destinationPort,
    long nonce) {
  private static final long ODD = 0x9E3779B97F4A7C15L;

  /// A number that is evenly spread over flows and always the same for one.
  public long hash() {
    long hash = mixed(address(ODD, source) + (((long) sourcePort << 16) | destinationPort));
    hash = mixed(address(hash, destination) + (datagrams ? ODD : 0));
    return mixed(hash + nonce);
  }

  /// The same of the client's address alone.
  long sourceHash() {
    return address(ODD, source);
  }

  private static long address(long seed, IpAddress address) {
    return mixed(mixed(seed + address.high()) + address.low());
  }

  /// Each bit of the result depends on each of `z`: the finalizer of splitmix64.
  static long mixed(long z) {
    long x = z;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
