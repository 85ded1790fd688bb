package dev.taskdock.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.ArrayList;
import java.util.List;

/// Room to read into, for the connections of one event loop.
///
/// Who may have to wait for bytes gets little room, so that a thousand silent connections hold
/// little. Whoever has filled it has more to say: the next read gets a large piece, of which there
/// are so many and no more. They are used again and again, the first that is free, since what the
/// processor still knows of is copied faster. Who has filled one may wait with another, as long as
/// half of them are free. Where none is left, less room must do.
final class Pieces implements RecvByteBufAllocator {
  private static final int LITTLE = 4 << 10;
  private static final int LESS = 64 << 10;
  private static final int LARGE = 1 << 20;
  private static final int MOST = 16;

  private final boolean readsWait;
  private final List<ByteBuf> large = new ArrayList<>();

  /// @param readsWait whether room is given before bytes have come
  Pieces(boolean readsWait) {
    this.readsWait = readsWait;
  }

  @Override
  public ExtendedHandle newHandle() {
    return new Reading();
  }

  /// How many large pieces nobody has.
  private int free() {
    int free = MOST - large.size();
    for (var piece : large) {
      free += piece.refCnt() == 1 ? 1 : 0;
    }
    return free;
  }

  private ByteBuf large(ByteBufAllocator otherwise) {
    for (var piece : large) {
      if (piece.refCnt() == 1) {
        return piece.clear().retainedDuplicate();
      }
    }
    if (large.size() == MOST) {
      return otherwise.directBuffer(LESS);
    }
    var piece = Unpooled.directBuffer(LARGE, LARGE);
    large.add(piece);
    return piece.retainedDuplicate();
  }

  /// Gives back the memory. What is still read or written keeps its own.
  void close() {
    large.forEach(ByteBuf::release);
    large.clear();
  }

  /// The reads of one connection.
  private final class Reading implements ExtendedHandle {
    private boolean isLarge;
    private boolean wasLarge;
    private int attempted;
    private int last;

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return isLarge ? large(allocator) : allocator.directBuffer(LITTLE);
    }

    @Override
    public int guess() {
      return isLarge ? LARGE : LITTLE;
    }

    @Override
    public void reset(ChannelConfig config) {
      isLarge = wasLarge && (!readsWait || free() > MOST / 2);
    }

    @Override
    public void incMessagesRead(int count) {
      // Two reads at most: see below.
    }

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      boolean more = !isLarge && last == attempted && last > 0;
      wasLarge = isLarge ? last > LESS : more;
      isLarge = more;
      return more;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return continueReading();
    }

    @Override
    public void readComplete() {
      // Nothing is learnt.
    }
  }
}
