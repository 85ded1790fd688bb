package dev.taskdock.launch;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Finds a subnet that nothing on this laptop uses.
///
/// An engine's own pool gives a /16 or so at a time and is used up by thirty networks; a VPN or an
/// office network that overlaps makes tasks unreachable. So taskdock takes a /24 out of
/// 10.128.0.0/9, a different one for each run, that overlaps neither with another network of the
/// engine nor with an address of the laptop's own.
public final class Subnets {
  private static final int FIRST = 10 << 24 | 128 << 16;
  private static final int COUNT = 1 << 15;
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  private Subnets() {}

  /// A free /24, searched from `seed` on; empty where all are taken.
  ///
  /// @param taken IPv4 subnets in CIDR form; anything else in it is no obstacle
  public static Optional<String> free(Collection<String> taken, int seed) {
    var blocks = taken.stream().flatMap(t -> Block.parse(t).stream()).toList();
    return IntStream.range(0, COUNT)
        .map(i -> FIRST + (Math.floorMod(seed + i, COUNT) << 8))
        .mapToObj(address -> new Block(address, 24))
        .filter(candidate -> blocks.stream().noneMatch(candidate::overlaps))
        .findFirst()
        .map(Block::toString);
  }

  /// The laptop's address on a bridge network with this subnet: the first one, as engines choose
  /// it.
  public static String gateway(String subnet) {
    var block =
        Block.parse(subnet)
            .orElseThrow(() -> new IllegalArgumentException("not an IPv4 subnet: " + subnet));
    return new Block(block.address() + 1, 32).host();
  }

  /// The address of the task that is the `number`th on a network with this subnet, from 0; empty
  /// where it has no more. The first two are the network's own and the laptop's, the last is
  /// everybody's.
  public static Optional<String> task(String subnet, int number) {
    return Block.parse(subnet)
        .filter(block -> number < (1 << (32 - block.prefix())) - 3)
        .map(block -> new Block(block.address() + 2 + number, 32).host());
  }

  private record Block(int address, int prefix) {
    static Optional<Block> parse(String text) {
      var matcher = CIDR.matcher(text);
      if (!matcher.matches() || Integer.parseInt(matcher.group(5)) > 32) {
        return Optional.empty();
      }
      int address =
          IntStream.rangeClosed(1, 4).reduce(0, (a, i) -> a << 8 | byteOf(matcher.group(i)));
      return Optional.of(new Block(address, Integer.parseInt(matcher.group(5))));
    }

    boolean overlaps(Block other) {
      int shorter = Math.min(prefix, other.prefix);
      int mask = shorter == 0 ? 0 : -1 << (32 - shorter);
      return (address & mask) == (other.address & mask);
    }

    String host() {
      return (address >>> 24)
          + "."
          + (address >>> 16 & 0xff)
          + "."
          + (address >>> 8 & 0xff)
          + "."
          + (address & 0xff);
    }

    @Override
    public String toString() {
      return host() + "/" + prefix;
    }

    private static int byteOf(String digits) {
      return Integer.parseInt(digits) & 0xff;
    }
  }
}
