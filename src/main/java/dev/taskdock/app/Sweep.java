package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.VolumeFacts;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Removes things by their labels, by force, without asking what they are doing.
final class Sweep {
  private Sweep() {}

  /// Removes all containers with `labels`, then all volumes and networks with them, and the control
  /// groups of their tasks; says how many containers and networks.
  static int everything(Engine engine, Map<String, String> labels) {
    var containers = engine.containers(labels);
    var threads =
        containers.stream()
            .map(c -> Thread.ofVirtual().start(() -> attempt(() -> engine.remove(c.id()))))
            .toList();
    threads.forEach(Sweep::join);
    volumes(engine, labels, _ -> true);
    containers.stream()
        .flatMap(c -> Adoption.id(c).stream())
        .distinct()
        .forEach(KernelCgroups::removeGroupsOf);
    return containers.size() + networks(engine, labels);
  }

  /// Removes those volumes with `labels` that `meant` takes.
  static void volumes(Engine engine, Map<String, String> labels, Predicate<VolumeFacts> meant) {
    engine.volumes(labels).stream()
        .filter(meant)
        .forEach(v -> attempt(() -> engine.removeVolume(v.name())));
  }

  /// Removes all networks with `labels`; says how many.
  static int networks(Engine engine, Map<String, String> labels) {
    return networks(engine, labels, _ -> true);
  }

  /// Removes those networks with `labels` that `meant` takes; says how many.
  static int networks(Engine engine, Map<String, String> labels, Predicate<NetworkFacts> meant) {
    List<NetworkFacts> networks = engine.networks(labels).stream().filter(meant).toList();
    networks.forEach(n -> attempt(() -> engine.removeNetwork(n.id())));
    return networks.size();
  }

  private static void attempt(Runnable call) {
    try {
      call.run();
    } catch (EngineException _) {
      // Somebody else removed it, or it is in use; a later prune finds it again.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
