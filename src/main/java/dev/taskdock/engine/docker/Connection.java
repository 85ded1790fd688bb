package dev.taskdock.engine.docker;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/// One connection to the engine, on which one exchange happens at a time.
final class Connection implements Closeable {
  private static final int BUFFER = 32 * 1024;

  private final Wire wire;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile InputStream input = InputStream.nullInputStream();
  private volatile OutputStream output = OutputStream.nullOutputStream();

  Connection(Wire wire) {
    this.wire = wire;
  }

  void connect(Endpoint endpoint) throws IOException {
    Wire.Streams streams = wire.connect(endpoint);
    input = new BufferedInputStream(streams.input(), BUFFER);
    output = streams.output();
  }

  InputStream input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  /// Whether another exchange may begin on it, as far as can be seen from here.
  boolean isQuiet() {
    return !isClosed() && wire.isQuiet();
  }

  boolean isClosed() {
    return closed.get();
  }

  void finishOutput() throws IOException {
    wire.finishOutput();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        wire.close();
      } catch (IOException _) {
        // It is gone either way.
      }
    }
  }
}
