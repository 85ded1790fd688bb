package dev.taskdock.proxy.http;

/// The head of a target's response: its bytes as they arrive, and, when it is whole, the places of
/// its parts. It may have 32 KB; and a field that is not written as RFC 9112 says makes it
/// malformed, which ALB answers with 502.
public final class ResponseHead {
  /// What is known after the last bytes.
  public enum Progress {
    PARTIAL,
    WHOLE,
    /// No status line, or a field that is none.
    MALFORMED,
    /// Longer than 32 KB.
    TOO_LARGE
  }

  static final int LONGEST = 32 * 1024;

  private static final int STATUS = 9;

  private final Lines lines = new Lines(LONGEST, LONGEST);
  private final Fields fields = new Fields();
  private byte[] bytes = lines.bytes();
  private boolean lineRead;
  private int status;

  /// Forgets everything, for the next head.
  public void clear() {
    lines.clear();
    fields.clear();
    lineRead = false;
    status = 0;
  }

  /// Makes room for `more` bytes, which are to be written into the array from [#filled()] on.
  public byte[] room(int more) {
    return lines.room(more);
  }

  /// How many bytes there are, those behind the head included.
  public int filled() {
    return lines.filled();
  }

  /// Takes the `more` bytes that were written into the array.
  public Progress received(int more) {
    var progress = lines.scan(more);
    bytes = lines.bytes();
    if (!lineRead && lines.count() > 0) {
      lineRead = true;
      if (!readLine(lines.start(0), lines.end(0))) {
        return Progress.MALFORMED;
      }
    }
    return switch (progress) {
      case PARTIAL -> Progress.PARTIAL;
      case START_LINE_TOO_LONG, TOO_LONG -> Progress.TOO_LARGE;
      case WHOLE -> {
        for (int i = 1; i < lines.count(); i++) {
          fields.add(bytes, lines.start(i), lines.end(i));
          if (!isValid(i - 1, lines.end(i))) {
            yield Progress.MALFORMED;
          }
        }
        yield Progress.WHOLE;
      }
    };
  }

  /// How many of the bytes are the head's, when it is whole.
  public int length() {
    return lines.length();
  }

  /// Whether nothing of a response has arrived.
  public boolean isEmpty() {
    return lines.filled() == 0;
  }

  public byte[] bytes() {
    return bytes;
  }

  public Fields fields() {
    return fields;
  }

  public int status() {
    return status;
  }

  /// Where the status and its phrase are.
  int phraseStart() {
    return lines.start(0) + STATUS;
  }

  int phraseEnd() {
    return lines.end(0);
  }

  /// Whether the target speaks 1.1, whose connections stay open unless somebody says otherwise.
  public boolean isVersion11() {
    return bytes[lines.start(0) + STATUS - 2] == '1';
  }

  private boolean readLine(int start, int end) {
    int digits = start + STATUS;
    boolean versioned =
        end - start >= STATUS + 3
            && startsWith(start, Desync.VERSION_1_0, Desync.VERSION_1_0.length - 1)
            && (bytes[digits - 2] == '0' || bytes[digits - 2] == '1')
            && bytes[digits - 1] == ' '
            && (end == digits + 3 || bytes[digits + 3] == ' ');
    if (!versioned) {
      return false;
    }
    for (int i = digits; i < end; i++) {
      if (i < digits + 3 ? !Ascii.isDigit(bytes[i]) : (Ascii.kind(bytes[i]) & Ascii.CONTROL) != 0) {
        return false;
      }
    }
    status = 100 * (bytes[digits] - '0') + 10 * (bytes[digits + 1] - '0') + bytes[digits + 2] - '0';
    return status >= 100;
  }

  private boolean isValid(int field, int lineEnd) {
    int nameEnd = fields.nameEnd(field);
    if (nameEnd == lineEnd || nameEnd == fields.nameStart(field)) {
      return false;
    }
    int token = Ascii.TOKEN;
    for (int i = fields.nameStart(field); i < nameEnd; i++) {
      token &= Ascii.kind(bytes[i]);
    }
    int control = 0;
    for (int i = fields.valueStart(field); i < fields.valueEnd(field); i++) {
      control |= Ascii.kind(bytes[i]) & Ascii.CONTROL;
    }
    return token != 0 && control == 0;
  }

  private boolean startsWith(int at, byte[] word, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }
}
