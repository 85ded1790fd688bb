package dev.taskdock.control;

import dev.taskdock.engine.LogSink;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// Hears the first line a container prints.
final class FirstLine implements LogSink {
  private final CompletableFuture<String> line;
  private final StringBuilder text = new StringBuilder();

  FirstLine(CompletableFuture<String> line) {
    this.line = line;
  }

  @Override
  public void piece(Stream stream, Instant at, byte[] bytes, int offset, int length) {
    text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
    int end = text.indexOf("\n");
    if (end >= 0) {
      line.complete(text.substring(0, end));
    }
  }

  @Override
  public void end() {
    line.complete(text.isEmpty() ? "the holder ended without a word" : text.toString().strip());
  }
}
