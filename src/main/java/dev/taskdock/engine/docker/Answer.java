package dev.taskdock.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// An engine's answer, whose body is read as it comes.
///
/// Read to its end, its connection waits for the next exchange; closed before, the connection goes
/// too, and whoever reads it wakes with an error.
final class Answer implements Response {
  private final ResponseHead head;
  private final Body body;
  private final Connection connection;
  private final ConnectionPool pool;
  private final AtomicBoolean closed = new AtomicBoolean();

  Answer(ResponseHead head, boolean bodiless, Connection connection, ConnectionPool pool)
      throws IOException {
    this.head = head;
    this.connection = connection;
    this.pool = pool;
    this.body = new Body(head, bodiless, connection.input());
  }

  @Override
  public int getStatusCode() {
    return head.status();
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return head.headers();
  }

  @Override
  public InputStream getBody() {
    return body;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (body.isComplete() && !head.endsConnection()) {
      pool.release(connection);
    } else {
      pool.discard(connection);
    }
  }
}
