package dev.taskdock.engine.docker;

import java.util.List;

/// The JDK's own maker of sockets, called by its name.
///
/// Left alone, the JDK opens every jar on the class path to see whether one brings another maker,
/// which costs a short command more than its talk with the engine.
final class SocketProvider {
  private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";

  private SocketProvider() {}

  /// Names the platform's maker, unless somebody has chosen one; without effect once a socket is
  /// open.
  static void choose() {
    if (System.getProperty(PROPERTY) == null) {
      List.of("EPoll", "KQueue", "WEPoll").stream()
          .map(system -> "sun.nio.ch." + system + "SelectorProvider")
          .filter(SocketProvider::isThere)
          .findFirst()
          .ifPresent(name -> System.setProperty(PROPERTY, name));
    }
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, null);
      return true;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }
}
