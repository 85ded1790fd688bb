package dev.taskdock.model;

import java.util.Optional;

/// A block of addresses in CIDR notation.
///
/// @param length how many of the 128 bits of an address count; 96 more than is written for IPv4
public record AddressBlock(IpAddress network, int length) {
  private static final int BITS = 128;
  private static final int MAPPED = 96;

  public AddressBlock {
    if (length < 0 || length > BITS) {
      throw new IllegalArgumentException("not a prefix length: " + length);
    }
  }

  /// The block written in `text`, empty where it is none. Bits behind the prefix are let be.
  public static Optional<AddressBlock> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int written = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.parse(text.substring(0, slash))
        .flatMap(network -> {
          int length = text.contains(":") ? written : written + MAPPED;
          return length <= BITS ? Optional.of(new AddressBlock(network, length)) : Optional.empty();
        });
  }

  /// Whether `address` is one of it.
  public boolean contains(IpAddress address) {
    return ((address.high() ^ network.high()) & mask(Math.min(length, Long.SIZE))) == 0
        && ((address.low() ^ network.low()) & mask(Math.max(0, length - Long.SIZE))) == 0;
  }

  /// Whether all addresses of `other` are its own.
  public boolean contains(AddressBlock other) {
    return length <= other.length && contains(other.network);
  }

  /// Whether an address is in both.
  public boolean overlaps(AddressBlock other) {
    return contains(other) || other.contains(this);
  }

  /// Whether it is one of IPv4.
  public boolean isV4() {
    return network.isV4() && length >= MAPPED;
  }

  /// How many bits of an IPv4 address count.
  public int prefix() {
    return length - MAPPED;
  }

  /// The address that is the `number`th of it, from 0.
  public IpAddress address(long number) {
    return new IpAddress(
        network.high() & mask(Math.min(length, Long.SIZE)),
        (network.low() & mask(Math.max(0, length - Long.SIZE))) + number);
  }

  private static long mask(int ones) {
    return ones == 0 ? 0 : -1L << (Long.SIZE - ones);
  }

  @Override
  public String toString() {
    return network + "/" + (network.isV4() && length >= MAPPED ? length - MAPPED : length);
  }
}
