package dev.taskdock.app;

import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Finds out when a task's ports are listened on, so that an address is shown when it answers.
///
/// A published port accepts connections before anything in the task listens, so the task's own
/// address is asked, where the laptop can reach it. No event tells of a `listen`, hence the one
/// place in the program that asks again and again, less and less often.
final class Reachability {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long SHORTEST_PAUSE = 5_000_000L;
  private static final long LONGEST_PAUSE = 500_000_000L;

  private final RunListener listener;
  private final BooleanSupplier ownAddress;

  /// @param ownAddress whether a task's address is reachable from here
  Reachability(RunListener listener, BooleanSupplier ownAddress) {
    this.listener = listener;
    this.ownAddress = ownAddress;
  }

  /// Watches the endpoints of a task as long as it is `running`.
  void watch(TaskId task, String address, List<Endpoint> endpoints, BooleanSupplier running) {
    for (var endpoint : endpoints) {
      if (ownAddress.getAsBoolean() && endpoint.protocol() == Protocol.TCP) {
        Thread.ofVirtual()
            .name("reach " + endpoint)
            .start(() -> await(task, address, endpoint, running));
      } else {
        listener.listening(task, endpoint);
      }
    }
  }

  private void await(TaskId task, String address, Endpoint endpoint, BooleanSupplier running) {
    long since = System.nanoTime();
    boolean said = false;
    for (long pause = SHORTEST_PAUSE; running.getAsBoolean(); pause = next(pause)) {
      if (connects(address, endpoint.port())) {
        listener.listening(task, endpoint);
        return;
      }
      if (!said && System.nanoTime() - since > PATIENCE.toNanos()) {
        listener.silent(task, endpoint);
        said = true;
      }
      LockSupport.parkNanos(pause);
    }
  }

  private static long next(long pause) {
    return Math.min(LONGEST_PAUSE, pause + pause / 2);
  }

  private static boolean connects(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
