package dev.taskdock.proxy.http;

/// Follows a body to its end: says of each byte of its framing whether it goes on to the next hop,
/// and how many bytes between need not be looked at.
///
/// A chunked body leaves here with nothing but sizes and data: extensions, blanks after a size and
/// the trailer section are dropped. What is not exactly chunks (RFC 9112 §7.1) is broken; so is
/// what others have read in two ways: a bare LF, a size without digits or with more than sixteen.
public final class Body {
  /// What becomes of one byte.
  public enum Step {
    KEEP,
    DROP,
    BROKEN
  }

  private enum State {
    PLAIN,
    SIZE_FIRST,
    SIZE,
    AFTER_SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_FIRST,
    TRAILER,
    TRAILER_LF,
    LAST_LF,
    ENDED
  }

  /// Extensions and trailers are as long together, at most, as a head may be.
  private static final int LONGEST_DROPPED = RequestHead.LONGEST_HEAD;

  private static final int MOST_DIGITS = 16;

  private State state = State.ENDED;
  private long left;
  private int digits;
  private int dropped;
  private boolean decoded;

  /// Begins a body that ends in this way.
  ///
  /// @param decoded whether of a chunked body only the data goes on
  public void begin(Framing framing, boolean decoded) {
    this.decoded = decoded;
    left = 0;
    digits = 0;
    dropped = 0;
    state =
        switch (framing.kind()) {
          case NONE, INVALID, UNSUPPORTED -> State.ENDED;
          case CHUNKED -> State.SIZE_FIRST;
          case LENGTH -> {
            left = framing.length();
            yield left == 0 ? State.ENDED : State.PLAIN;
          }
          case UNTIL_CLOSE -> {
            left = Long.MAX_VALUE;
            yield State.PLAIN;
          }
        };
  }

  public boolean isEnded() {
    return state == State.ENDED;
  }

  /// How many of the next bytes are data, which goes on as it is.
  public long plain() {
    return state == State.PLAIN || state == State.DATA ? left : 0;
  }

  /// Passes over `count` bytes of data, no more than [#plain()].
  public void passed(long count) {
    if (left == Long.MAX_VALUE) {
      return;
    }
    left -= count;
    if (left == 0) {
      state = state == State.PLAIN ? State.ENDED : State.DATA_CR;
    }
  }

  /// Takes the next byte, which is not data.
  public Step next(byte b) {
    return switch (state) {
      case SIZE_FIRST -> {
        left = 0;
        digits = 0;
        yield digit(b);
      }
      case SIZE -> Ascii.hex(b) >= 0 ? digit(b) : afterSize(b);
      case AFTER_SIZE -> afterSize(b);
      case EXTENSION -> {
        if (b == '\r') {
          yield to(State.SIZE_LF);
        }
        yield (Ascii.kind(b) & Ascii.CONTROL) == 0 ? drop() : Step.BROKEN;
      }
      case SIZE_LF -> expect(b, '\n', left == 0 ? State.TRAILER_FIRST : State.DATA);
      case DATA_CR -> expect(b, '\r', State.DATA_LF);
      case DATA_LF -> expect(b, '\n', State.SIZE_FIRST);
      case TRAILER_FIRST, TRAILER -> trailer(b);
      case TRAILER_LF -> {
        boolean ends = b == '\n';
        state = State.TRAILER_FIRST;
        yield ends ? drop() : Step.BROKEN;
      }
      case LAST_LF -> expect(b, '\n', State.ENDED);
      case PLAIN, DATA, ENDED -> Step.BROKEN;
    };
  }

  private Step digit(byte b) {
    int digit = Ascii.hex(b);
    if (digit < 0 || digits == MOST_DIGITS || left > Long.MAX_VALUE >> 4) {
      return Step.BROKEN;
    }
    digits++;
    left = (left << 4) + digit;
    return to(State.SIZE);
  }

  private Step afterSize(byte b) {
    if (b == '\r') {
      return to(State.SIZE_LF);
    }
    if (b == ';' || Ascii.isBlank(b)) {
      state = b == ';' ? State.EXTENSION : State.AFTER_SIZE;
      return drop();
    }
    return Step.BROKEN;
  }

  private Step trailer(byte b) {
    if (b == '\r') {
      if (state == State.TRAILER_FIRST) {
        return to(State.LAST_LF);
      }
      state = State.TRAILER_LF;
      return drop();
    }
    state = State.TRAILER;
    return (Ascii.kind(b) & Ascii.CONTROL) == 0 ? drop() : Step.BROKEN;
  }

  private Step expect(byte b, char wanted, State next) {
    return b == wanted ? to(next) : Step.BROKEN;
  }

  private Step to(State next) {
    state = next;
    return decoded ? Step.DROP : Step.KEEP;
  }

  private Step drop() {
    dropped++;
    return dropped > LONGEST_DROPPED ? Step.BROKEN : Step.DROP;
  }
}
