package dev.taskdock.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 to an engine, over the JDK's own sockets.
///
/// It is the transport docker-java asks for, so a client of docker-java's can be put on top of it.
/// It blocks and has no time-outs: a stop, a pull or a followed log takes as long as it takes, and
/// closing the answer from another thread ends it at once. An exchange is repeated only where the
/// connection had waited idle, not one byte came back and asking twice does no harm.
final class EngineTransport implements DockerHttpClient {
  /// Hijacks for listening only: our direction stays open, since what stands between us and an
  /// engine may take its end for the end of both.
  static final InputStream NO_INPUT = InputStream.nullInputStream();

  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "DELETE");

  private final ConnectionPool pool;

  EngineTransport(Endpoint endpoint) {
    this.pool = new ConnectionPool(endpoint);
  }

  Endpoint endpoint() {
    return pool.endpoint();
  }

  @Override
  public Answer execute(Request request) {
    try {
      return answer(request);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /// What it means for a caller that the connection broke.
  EngineException unreachable(IOException cause) {
    String reason = Optional.ofNullable(cause.getMessage()).orElse("connection closed");
    return new EngineException(
        new EngineFailure.Unreachable(
            "the engine at " + endpoint().text() + " does not answer: " + reason),
        cause);
  }

  boolean isClosed() {
    return pool.isClosed();
  }

  @Override
  public void close() {
    pool.close();
  }

  private Answer answer(Request request) throws IOException {
    boolean streams = request.body() != null || request.hijackedInput() != null;
    Optional<Connection> idle = streams ? Optional.empty() : pool.idle();
    if (idle.isPresent()) {
      try {
        return exchange(idle.get(), request);
      } catch (SilentEnd e) {
        if (!REPEATABLE.contains(request.method()) || pool.isClosed()) {
          throw e;
        }
      }
    }
    return exchange(pool.fresh(), request);
  }

  private Answer exchange(Connection connection, Request request) throws IOException {
    try {
      IOException refused = send(connection, request);
      ResponseHead head = head(connection, refused);
      InputStream typed = request.hijackedInput();
      boolean listensOnly =
          Objects.equals(typed, NO_INPUT); // streams have no equality but identity
      if (typed != null && !listensOnly && head.status() < 300) {
        pump(typed, connection);
      }
      return new Answer(head, request.method().equals("HEAD"), connection, pool);
    } catch (IOException | RuntimeException e) {
      pool.discard(connection);
      throw e;
    }
  }

  /// Sends a request and returns what stopped it, if anything did: the engine may have answered
  /// "no" before it had read everything, and its answer says more than a broken pipe.
  private @Nullable IOException send(Connection connection, Request request) {
    try {
      RequestText.write(request, endpoint().host(), connection.output());
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static ResponseHead head(Connection connection, @Nullable IOException refused)
      throws IOException {
    InputStream input = connection.input();
    input.mark(1);
    try {
      if (input.read() < 0) {
        throw new SilentEnd(refused);
      }
      input.reset();
    } catch (SilentEnd e) {
      throw e;
    } catch (IOException e) {
      throw new SilentEnd(refused == null ? e : refused);
    }
    return ResponseHead.read(input);
  }

  /// Carries what somebody types to the other side for as long as there is one.
  private static void pump(InputStream source, Connection connection) {
    Thread.ofVirtual()
        .name("engine-input")
        .start(() -> {
          try {
            source.transferTo(connection.output());
            connection.finishOutput();
          } catch (IOException _) {
            // Whoever reads the other direction finds out.
          }
        });
  }

  /// The connection ended before one byte of an answer came.
  private static final class SilentEnd extends IOException {
    private static final long serialVersionUID = 1L;

    SilentEnd(@Nullable IOException cause) {
      super(
          cause == null || cause.getMessage() == null
              ? "it closed the connection"
              : cause.getMessage(),
          cause);
    }
  }
}
