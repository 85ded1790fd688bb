package dev.taskdock.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An IPv4 or IPv6 address as 128 bits; one of IPv4 is kept as its mapped form `::ffff:a.b.c.d`, so
/// that a peer of either form meets the same blocks.
///
/// @param high the first 64 bits
/// @param low the last 64 bits
public record IpAddress(long high, long low) {
  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int GROUPS = 8;

  /// The IPv4 address of these 32 bits.
  public static IpAddress v4(int bits) {
    return new IpAddress(0, MAPPED | Integer.toUnsignedLong(bits));
  }

  /// The address of 4 or 16 bytes in network order.
  public static IpAddress of(byte[] bytes) {
    if (bytes.length == Integer.BYTES) {
      return v4((int) bits(bytes, 0, Integer.BYTES));
    }
    return new IpAddress(bits(bytes, 0, Long.BYTES), bits(bytes, Long.BYTES, Long.BYTES));
  }

  /// The address written in `text`, empty where it is none. Zones and ports are not part of one.
  public static Optional<IpAddress> parse(String text) {
    return text.contains(":") ? parseV6(text) : parseV4(text).map(IpAddress::v4);
  }

  /// Whether it is one of IPv4.
  public boolean isV4() {
    return high == 0 && (low >>> 32) == 0xffff;
  }

  private static long bits(byte[] bytes, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToLong(i -> bytes[i] & 0xffL)
        .reduce(0, (bits, b) -> bits << 8 | b);
  }

  private static Optional<Integer> parseV4(String text) {
    var parts = text.split("\\.", -1);
    boolean valid =
        parts.length == 4
            && Arrays.stream(parts)
                .allMatch(p -> p.matches("0|[1-9]\\d{0,2}") && Integer.parseInt(p) < 256);
    return valid
        ? Optional.of(
            Arrays.stream(parts).map(Integer::parseInt).reduce(0, (bits, p) -> bits << 8 | p))
        : Optional.empty();
  }

  private static Optional<IpAddress> parseV6(String text) {
    int gap = text.indexOf("::");
    var front = groups(gap < 0 ? text : text.substring(0, gap));
    var back = groups(gap < 0 ? "" : text.substring(gap + 2));
    if (front.isEmpty() || back.isEmpty()) {
      return Optional.empty();
    }
    int missing = GROUPS - front.get().length - back.get().length;
    if (gap < 0 ? missing != 0 : missing < 1) {
      return Optional.empty();
    }
    var all = Arrays.copyOf(front.get(), GROUPS);
    System.arraycopy(back.get(), 0, all, GROUPS - back.get().length, back.get().length);
    return Optional.of(new IpAddress(joined(all, 0), joined(all, 4)));
  }

  /// The 16-bit groups of part of an IPv6 address, the last of which may be an IPv4 address.
  private static Optional<int[]> groups(String part) {
    if (part.isEmpty()) {
      return Optional.of(new int[0]);
    }
    int last = part.lastIndexOf(':') + 1;
    var v4 = parseV4(part.substring(last));
    var text =
        v4.map(bits -> "%s%x:%x".formatted(part.substring(0, last), bits >>> 16, bits & 0xffff))
            .orElse(part);
    var groups = text.split(":", -1);
    return groups.length <= GROUPS
            && Arrays.stream(groups).allMatch(g -> g.matches("[0-9A-Fa-f]{1,4}"))
        ? Optional.of(Arrays.stream(groups).mapToInt(g -> Integer.parseInt(g, 16)).toArray())
        : Optional.empty();
  }

  private static long joined(int[] groups, int from) {
    return Arrays.stream(groups, from, from + 4)
        .asLongStream()
        .reduce(0, (bits, g) -> bits << 16 | g);
  }

  /// As it is written; of IPv6 without a gap.
  @Override
  public String toString() {
    if (isV4()) {
      return IntStream.of(24, 16, 8, 0)
          .mapToObj(shift -> Long.toString(low >>> shift & 0xff))
          .collect(Collectors.joining("."));
    }
    return IntStream.range(0, GROUPS)
        .mapToObj(i -> Long.toHexString((i < 4 ? high : low) >>> (48 - i % 4 * 16) & 0xffff))
        .collect(Collectors.joining(":"));
  }
}
