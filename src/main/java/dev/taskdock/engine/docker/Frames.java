package dev.taskdock.engine.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/// The engine's way to send two streams in one: before each piece stand its stream and its length.
final class Frames {
  private static final int HEADER = 8;
  private static final int PIECE = 64 * 1024;

  /// The most a frame may claim to hold; beyond, this is not a stream of frames.
  private static final long FRAME_LIMIT = 1L << 30;

  private final InputStream input;
  private final byte[] piece = new byte[PIECE];

  Frames(InputStream input) {
    this.input = input;
  }

  /// Takes a piece of a frame; `isFirst` where the frame begins with it.
  @FunctionalInterface
  interface Sink {
    void piece(boolean errors, boolean isFirst, byte[] bytes, int length) throws IOException;
  }

  /// Reads all there is of a process that runs with or without a terminal: a terminal has one
  /// stream and no frames.
  static void read(InputStream input, boolean terminal, Sink sink) throws IOException {
    if (!terminal) {
      new Frames(input).transferTo(sink);
      return;
    }
    byte[] bytes = new byte[PIECE];
    for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
      sink.piece(false, true, bytes, count);
    }
  }

  /// Reads all frames there are.
  void transferTo(Sink sink) throws IOException {
    byte[] header = new byte[HEADER];
    while (true) {
      int count = input.readNBytes(header, 0, HEADER);
      if (count == 0) {
        return;
      }
      if (count < HEADER || header[0] > 3 || header[0] < 0) {
        throw new ProtocolException("the engine's stream is out of step");
      }
      transferFrame(header[0] >= 2, length(header), sink);
    }
  }

  private void transferFrame(boolean errors, long length, Sink sink) throws IOException {
    if (length > FRAME_LIMIT) {
      throw new ProtocolException("the engine's stream is out of step");
    }
    boolean isFirst = true;
    for (long remaining = length; remaining > 0; isFirst = false) {
      int wanted = (int) Math.min(remaining, PIECE);
      int count = input.readNBytes(piece, 0, wanted);
      if (count < wanted) {
        throw new EOFException("the engine's stream ended in the middle of a piece");
      }
      sink.piece(errors, isFirst, piece, count);
      remaining -= count;
    }
  }

  private static long length(byte[] header) {
    return (header[4] & 0xffL) << 24
        | (header[5] & 0xffL) << 16
        | (header[6] & 0xffL) << 8
        | (header[7] & 0xffL);
  }
}
