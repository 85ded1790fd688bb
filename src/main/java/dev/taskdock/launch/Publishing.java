package dev.taskdock.launch;

import dev.taskdock.engine.Publication;
import dev.taskdock.model.PortMapping;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// How the ports of tasks become reachable from the laptop.
///
/// @param ownAddress whether each task gets a loopback address of its own, with the same ports; it
///   works where the engine shares the laptop's kernel. Elsewhere ports are chosen on 127.0.0.1
/// @param asked what the user asked for with `-p`, bound on 127.0.0.1
public record Publishing(boolean ownAddress, List<Asked> asked) {
  /// A range wider than this is not published: each port costs the engine a process.
  static final int WIDEST_RANGE = 64;

  /// One `-p [host:]container`.
  public record Asked(OptionalInt hostPort, int port, Protocol protocol) {}

  public Publishing {
    asked = List.copyOf(asked);
  }

  /// What the holder of a task publishes that is not reachable from this machine: what was asked
  /// for all the same.
  public List<Publication> askedFor() {
    return asked.stream()
        .map(a -> new Publication("127.0.0.1", a.hostPort(), a.port(), a.protocol()))
        .toList();
  }

  /// What the holder of a task publishes.
  public List<Publication> of(TaskId task, TaskDefinition definition) {
    var publications = new ArrayList<>(askedFor());
    definition
        .ports()
        .filter(p -> p.last() - p.first() < WIDEST_RANGE)
        .flatMap(p -> IntStream.rangeClosed(p.first(), p.last()).mapToObj(i -> one(task, p, i)))
        .forEach(publications::add);
    return publications;
  }

  /// What the holder of a task publishes where some ports are in use on the laptop: a program that
  /// listens on all addresses has a port of every task's address too. Then the engine chooses one.
  /// What the user asked for is asked for all the same; it fails with a reason.
  public List<Publication> of(
      TaskId task, TaskDefinition definition, Predicate<Publication> inUse) {
    return of(task, definition).stream()
        .map(p -> p.address().equals(loopbackAddress(task)) && inUse.test(p) ? moved(p) : p)
        .toList();
  }

  private static Publication moved(Publication publication) {
    return new Publication(
        publication.address(), OptionalInt.empty(), publication.port(), publication.protocol());
  }

  /// The loopback address of a task's own: 127.64.0.0–127.127.255.255, spread by its id, away from
  /// the addresses systems use themselves (127.0.0.1, 127.0.1.1, 127.0.0.53).
  public static String loopbackAddress(TaskId task) {
    byte[] bytes = HexFormat.of().parseHex(task.id());
    return "127.%d.%d.%d"
        .formatted(64 + (bytes[0] & 0x3f), bytes[1] & 0xff, 1 + (bytes[2] & 0xff) % 254);
  }

  private Publication one(TaskId task, PortMapping mapping, int port) {
    return ownAddress
        ? new Publication(loopbackAddress(task), OptionalInt.of(port), port, mapping.protocol())
        : new Publication("127.0.0.1", OptionalInt.empty(), port, mapping.protocol());
  }
}
