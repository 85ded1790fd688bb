package dev.taskdock.app;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.TaskId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Which address each task has: one of the subnets it may lie in, the one with the fewest tasks. A
/// task keeps it for life; the first four of a subnet and the last one are never a task's.
///
/// Source: "Subnet sizing" of the VPC guide.
final class Addresses {
  private static final int RESERVED = 4;
  private static final int BITS = 32;
  private static final List<String> PLACES =
      List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

  private final Map<TaskId, Lease> leases = new HashMap<>();

  private record Lease(AddressBlock block, IpAddress address) {}

  /// The block a VPC gets on this machine: its own where that is free, else the first free one of
  /// the same size.
  ///
  /// @param taken in CIDR form; what is none is no obstacle
  static Optional<AddressBlock> place(AddressBlock own, Collection<String> taken) {
    var used = taken.stream().flatMap(t -> AddressBlock.parse(t).stream()).toList();
    return Stream.concat(Stream.of(own), PLACES.stream().flatMap(p -> parts(p, own.prefix())))
        .filter(candidate -> used.stream().noneMatch(candidate::overlaps))
        .findFirst();
  }

  /// A free address for a task in one of the blocks, if there is one.
  Optional<IpAddress> lease(TaskId task, List<AddressBlock> blocks) {
    var known = leases.get(task);
    if (known != null) {
      return Optional.of(known.address());
    }
    var found =
        blocks.stream()
            .sorted(Comparator.comparingLong(this::count))
            .flatMap(block -> free(block).map(address -> new Lease(block, address)).stream())
            .findFirst();
    found.ifPresent(lease -> leases.put(task, lease));
    return found.map(Lease::address);
  }

  /// A task has this address already.
  void take(TaskId task, IpAddress address) {
    leases.putIfAbsent(task, new Lease(AddressBlock.parse(address + "/32").orElseThrow(), address));
  }

  void release(TaskId task) {
    leases.remove(task);
  }

  private long count(AddressBlock block) {
    return leases.values().stream().filter(l -> l.block().equals(block)).count();
  }

  private Optional<IpAddress> free(AddressBlock block) {
    var used = leases.values().stream().map(Lease::address).toList();
    long size = 1L << (BITS - block.prefix());
    return LongStream.range(RESERVED, size - 1)
        .mapToObj(block::address)
        .filter(a -> !used.contains(a))
        .findFirst();
  }

  private static Stream<AddressBlock> parts(String text, int prefix) {
    var whole = AddressBlock.parse(text).orElseThrow();
    long size = 1L << (BITS - prefix);
    long count = prefix < whole.prefix() ? 0 : 1L << (prefix - whole.prefix());
    // From the end on: what others choose by themselves begins at the front.
    return LongStream.range(0, count)
        .mapToObj(i ->
            new AddressBlock(
                whole.address((count - 1 - i) * size), whole.length() + prefix - whole.prefix()));
  }
}
