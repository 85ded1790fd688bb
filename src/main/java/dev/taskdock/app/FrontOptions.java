package dev.taskdock.app;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// How load balancers are run here, beyond what AWS knows of.
///
/// @param project whose they are, by which their logs are found
/// @param ports where listeners are to be instead, by their declared ports
/// @param metricsPort where their metrics are served on loopback; empty: nowhere
/// @param transport how bytes get from and to sockets, `io_uring`, `epoll` or `nio`; empty: as is
///   best here
/// @param logs whether their access and connection logs are written whatever their attributes say
/// @param timeScale how many times shorter than declared the idle time-outs of network load
///   balancers are
public record FrontOptions(
    String project,
    Map<Integer, Integer> ports,
    OptionalInt metricsPort,
    Optional<String> transport,
    boolean logs,
    int timeScale) {
  /// Everything as declared.
  public static final FrontOptions DEFAULT =
      new FrontOptions("taskdock", Map.of(), OptionalInt.empty(), Optional.empty(), false, 1);

  /// At AWS's own pace.
  public FrontOptions(
      String project,
      Map<Integer, Integer> ports,
      OptionalInt metricsPort,
      Optional<String> transport,
      boolean logs) {
    this(project, ports, metricsPort, transport, logs, 1);
  }

  public FrontOptions {
    ports = Map.copyOf(ports);
  }
}
