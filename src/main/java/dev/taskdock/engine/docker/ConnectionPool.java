package dev.taskdock.engine.docker;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/// The connections to one engine: the few that wait for the next exchange and all that are in one.
final class ConnectionPool implements Closeable {
  private static final int IDLE = 16;

  private final Endpoint endpoint;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final Set<Connection> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ConnectionPool(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /// A connection that was used before and looks usable still.
  Optional<Connection> idle() {
    while (true) {
      Connection connection = idle.pollFirst();
      if (connection == null) {
        return Optional.empty();
      }
      if (connection.isQuiet()) {
        return Optional.of(connection);
      }
      discard(connection);
    }
  }

  /// A connection of its own.
  Connection fresh() throws IOException {
    var connection = new Connection(Wire.to(endpoint));
    all.add(connection);
    try {
      if (closed) {
        throw new IOException("closed by us");
      }
      connection.connect(endpoint);
      return connection;
    } catch (IOException | RuntimeException e) {
      discard(connection);
      throw e;
    }
  }

  /// Takes a connection back whose exchange ended cleanly.
  void release(Connection connection) {
    if (closed || connection.isClosed() || idle.size() >= IDLE) {
      discard(connection);
    } else {
      idle.addFirst(connection);
    }
  }

  void discard(Connection connection) {
    all.remove(connection);
    connection.close();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    all.forEach(this::discard);
  }
}
