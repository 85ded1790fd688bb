package dev.taskdock.cli;

import java.util.function.Consumer;
import sun.misc.Signal;

/// Hears SIGINT, SIGTERM and SIGHUP instead of dying of them.
///
/// The JDK has no public API for a second Ctrl-C: a shutdown hook runs once. `sun.misc.Signal` is
/// in a module made for such uses. Named in plain code, since what reflection needs for it (a proxy
/// made at run time) costs a start 50 ms of a processor.
final class Signals {
  private Signals() {}

  /// From now on calls `heard` with the signal's name (`INT`, `TERM`, `HUP`) instead of ending.
  static void hear(Consumer<String> heard) {
    for (var name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        Signal.handle(new Signal(name), _ -> heard.accept(name));
      } catch (IllegalArgumentException _) {
        // A platform without this signal, or a parent that has it ignored: then it stays as it is.
      }
    }
  }
}
