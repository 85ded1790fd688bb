package dev.taskdock.proxy;

import dev.taskdock.proxy.http.Body;
import io.netty.buffer.ByteBuf;

/// The way of a body's bytes through the proxy: as long runs of what goes on, without a copy.
final class Passage {
  /// Takes runs of bytes that go on.
  @FunctionalInterface
  interface Sink {
    void take(ByteBuf from, int start, int length);
  }

  private Passage() {}

  /// Reads from `in` up to the end of the body or of the buffer. False where the body is broken.
  static boolean pass(ByteBuf in, Body body, Sink sink) {
    int start = in.readerIndex();
    int i = start;
    int end = in.writerIndex();
    while (i < end && !body.isEnded()) {
      long plain = body.plain();
      if (plain > 0) {
        int count = (int) Math.min(plain, end - i);
        body.passed(count);
        i += count;
        continue;
      }
      switch (body.next(in.getByte(i))) {
        case KEEP -> i++;
        case DROP -> {
          give(in, start, i, sink);
          i++;
          start = i;
        }
        case BROKEN -> {
          in.readerIndex(i);
          return false;
        }
      }
    }
    give(in, start, i, sink);
    in.readerIndex(i);
    return true;
  }

  private static void give(ByteBuf in, int start, int end, Sink sink) {
    if (start < end) {
      sink.take(in, start, end - start);
    }
  }
}
