package dev.taskdock.launch;

import dev.taskdock.model.Ulimit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The resource limits of a container's processes: its own, and Fargate's where it has none.
///
/// Fargate gives every process 65 535 open files, soft and hard, and otherwise what the operating
/// system gives. An engine that may not raise a limit would refuse to start the container, so what
/// is above its ceiling is lowered to that.
///
/// Source: task definition differences for Fargate, resource limits.
public final class Ulimits {
  /// The limit that Fargate sets.
  public static final String OPEN_FILES = "nofile";

  /// What Fargate sets it to.
  public static final long FARGATE_OPEN_FILES = 65_535;

  private Ulimits() {}

  /// The limits of a container that asks for `own`.
  ///
  /// @param ceilings the highest the engine can give, by name
  static List<Ulimit> of(List<Ulimit> own, Map<String, Long> ceilings) {
    var openFiles =
        own.stream().anyMatch(u -> u.name().equals(OPEN_FILES))
            ? Stream.<Ulimit>empty()
            : Stream.of(new Ulimit(OPEN_FILES, FARGATE_OPEN_FILES, FARGATE_OPEN_FILES));
    return Stream.concat(openFiles, own.stream())
        .map(u ->
            new Ulimit(
                u.name(),
                lowered(u.soft(), ceilings.get(u.name())),
                lowered(u.hard(), ceilings.get(u.name()))))
        .toList();
  }

  /// Below zero is no limit at all.
  private static long lowered(long limit, @Nullable Long ceiling) {
    return ceiling != null && (limit < 0 || limit > ceiling) ? ceiling : limit;
  }
}
