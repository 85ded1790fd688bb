package dev.taskdock.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/// Hears SIGINT, SIGTERM and SIGHUP instead of dying of them.
///
/// The JDK has no public API for a second Ctrl-C: a shutdown hook runs once. `sun.misc.Signal` is
/// in a module made for such uses; it is reached by reflection because the compiler warns of its
/// name.
final class Signals {
  private Signals() {}

  /// From now on calls `heard` with the signal's name (`INT`, `TERM`, `HUP`) instead of ending.
  static void hear(Consumer<String> heard) {
    for (var name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        var signal = Class.forName("sun.misc.Signal");
        var handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler calls =
            (_, method, _) -> {
              if (method.getName().equals("handle")) {
                heard.accept(name);
              }
              return null;
            };
        var proxy =
            Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      } catch (ReflectiveOperationException | IllegalArgumentException _) {
        // A platform without this signal, or a parent that has it ignored: then it stays as it is.
      }
    }
  }
}
