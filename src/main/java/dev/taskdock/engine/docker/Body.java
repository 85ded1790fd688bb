package dev.taskdock.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/// The body of an answer: it ends where the answer ends, though the connection goes on.
final class Body extends InputStream {
  /// How the length of a body is told.
  private enum Framing {
    CHUNKS,
    LENGTH,
    UNTIL_CLOSE
  }

  private final InputStream input;
  private final Framing framing;
  private long remaining;
  private boolean inChunks;
  private volatile boolean ended;

  /// The body announced by `head`.
  Body(ResponseHead head, boolean bodiless, InputStream input) throws IOException {
    this.input = input;
    if (bodiless || head.hasNoBody()) {
      framing = Framing.LENGTH;
    } else if (head.isChunked()) {
      framing = Framing.CHUNKS;
    } else if (head.header("Content-Length").isPresent() && !head.isHijacked()) {
      framing = Framing.LENGTH;
      remaining = length(head.header("Content-Length").orElseThrow(), 10);
    } else {
      framing = Framing.UNTIL_CLOSE;
    }
    ended = framing == Framing.LENGTH && remaining == 0;
  }

  /// Whether the connection stands at the beginning of another answer.
  boolean isComplete() {
    return ended && framing != Framing.UNTIL_CLOSE;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ended && framing == Framing.CHUNKS && remaining == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int wanted = framing == Framing.UNTIL_CLOSE ? length : (int) Math.min(length, remaining);
    int count = input.read(bytes, offset, wanted);
    if (count < 0) {
      return endOfConnection();
    }
    remaining -= count;
    ended = framing == Framing.LENGTH && remaining == 0;
    return count;
  }

  @Override
  public int available() throws IOException {
    return ended ? 0 : (int) Math.min(input.available(), Math.max(remaining, 0));
  }

  private int endOfConnection() throws IOException {
    if (framing != Framing.UNTIL_CLOSE) {
      throw new EOFException("the engine closed the connection in the middle of an answer");
    }
    ended = true;
    return -1;
  }

  private void nextChunk() throws IOException {
    if (inChunks && !ResponseHead.line(input).isEmpty()) {
      throw new ProtocolException("a chunk is longer than it said");
    }
    inChunks = true;
    String line = ResponseHead.line(input);
    int end = line.indexOf(';');
    remaining = length((end < 0 ? line : line.substring(0, end)).strip(), 16);
    if (remaining == 0) {
      while (!ResponseHead.line(input).isEmpty()) {
        // Trailers say nothing we use.
      }
      ended = true;
    }
  }

  private static long length(String text, int radix) throws ProtocolException {
    try {
      long length = Long.parseLong(text, radix);
      if (length >= 0) {
        return length;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new ProtocolException("no length: " + text.substring(0, Math.min(60, text.length())));
  }
}
