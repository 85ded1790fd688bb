package dev.taskdock.simulation;

import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.LogSink;
import dev.taskdock.engine.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a container of a simulated engine has printed, and who reads along.
final class SimulatedOutput {
  private final List<Piece> pieces = new ArrayList<>();
  private boolean complete;

  /// Each character of `bytes` is a byte.
  private record Piece(Instant at, String bytes) {}

  /// Prints bytes, one for each character.
  synchronized void print(String bytes) {
    pieces.add(new Piece(Instant.now(), bytes));
    notifyAll();
  }

  /// There will be no more.
  synchronized void complete() {
    complete = true;
    notifyAll();
  }

  /// There will be more: the container is started again.
  synchronized void reopen() {
    complete = false;
  }

  Subscription read(LogRequest request, LogSink sink) {
    var reader = new Reader(request, sink);
    Thread.ofVirtual().name("simulated output").start(reader::read);
    return reader;
  }

  private final class Reader implements Subscription {
    private final LogRequest request;
    private final LogSink sink;
    private int next;
    private boolean closed;

    Reader(LogRequest request, LogSink sink) {
      this.request = request;
      this.sink = sink;
      synchronized (SimulatedOutput.this) {
        this.next =
            request.tail().isPresent() ? Math.max(0, pieces.size() - request.tail().getAsInt()) : 0;
      }
    }

    void read() {
      try {
        for (var piece = take(); piece.isPresent(); piece = take()) {
          byte[] bytes = piece.get().bytes().getBytes(StandardCharsets.ISO_8859_1);
          sink.piece(LogSink.Stream.STDOUT, piece.get().at(), bytes, 0, bytes.length);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        sink.end();
      }
    }

    @Override
    public void close() {
      synchronized (SimulatedOutput.this) {
        closed = true;
        SimulatedOutput.this.notifyAll();
      }
    }

    /// The next piece, empty where there is no more to come.
    private Optional<Piece> take() throws InterruptedException {
      synchronized (SimulatedOutput.this) {
        while (!closed && !complete && request.follow() && next == pieces.size()) {
          SimulatedOutput.this.wait();
        }
        return closed || next == pieces.size() ? Optional.empty() : Optional.of(pieces.get(next++));
      }
    }
  }
}
