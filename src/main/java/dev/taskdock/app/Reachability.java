package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Endpoint;
import dev.taskdock.state.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private final Engine engine;
  private final RunListener listener;
  private final BooleanSupplier ownAddress;

  /// @param ownAddress whether a task's address is reachable from here
  Reachability(Engine engine, RunListener listener, BooleanSupplier ownAddress) {
    this.engine = engine;
    this.listener = listener;
    this.ownAddress = ownAddress;
  }

  /// Watches the endpoints of a task as long as it is `running`.
  void watch(
      TaskId task, Sandbox.Ready sandbox, List<Endpoint> endpoints, BooleanSupplier running) {
    for (var endpoint : endpoints) {
      if (ownAddress.getAsBoolean() && endpoint.protocol() == Protocol.TCP) {
        Thread.ofVirtual()
            .name("reach " + endpoint)
            .start(() -> await(task, sandbox, endpoint, running));
      } else {
        listener.listening(task, endpoint);
      }
    }
  }

  private void await(
      TaskId task, Sandbox.Ready sandbox, Endpoint endpoint, BooleanSupplier running) {
    long since = System.nanoTime();
    boolean said = false;
    for (long pause = SHORTEST_PAUSE; running.getAsBoolean(); pause = next(pause)) {
      if (connects(sandbox.address(), endpoint.port())) {
        listener.listening(task, endpoint);
        return;
      }
      if (!said && System.nanoTime() - since > PATIENCE.toNanos()) {
        said = true;
        var open = openPorts(sandbox.holderId());
        // It may have begun to listen while we asked what is listened on.
        if (connects(sandbox.address(), endpoint.port())) {
          listener.listening(task, endpoint);
          return;
        }
        if (running.getAsBoolean()) {
          listener.silent(
              task,
              endpoint,
              open.map(o -> o.explain(endpoint.port()))
                  .orElse("nothing listens on port " + endpoint.port() + " yet"));
        }
      }
      LockSupport.parkNanos(pause);
    }
  }

  /// What the task's processes listen on instead; empty where the engine does not let us look.
  private Optional<OpenPorts> openPorts(String holder) {
    var tables = new ByteArrayOutputStream();
    try {
      engine.exec(
          holder,
          new ExecSpec(
              // A kernel without IPv6 has only the first.
              List.of("cat", "/proc/net/tcp", "/proc/net/tcp6"),
              false,
              Optional.empty(),
              Optional.empty(),
              tables,
              OutputStream.nullOutputStream()));
    } catch (EngineException _) {
      return Optional.empty();
    }
    return Optional.of(tables.toString(StandardCharsets.US_ASCII))
        .filter(text -> !text.isEmpty())
        .map(OpenPorts::parse);
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
