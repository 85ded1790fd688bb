package dev.taskdock.proxy.http;

/// How the body of a message ends (RFC 9112 §6.3), read from its head; used again for the next one.
public final class Framing {
  /// The ways a body ends, and the two ways not to know.
  public enum Kind {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE,
    /// Nobody can say for sure: 400 towards a client, 502 for a target.
    INVALID,
    /// A coding that is not spoken here: 501 towards a client, 502 for a target.
    UNSUPPORTED
  }

  private static final byte[] CHUNKED = Ascii.bytes("chunked");
  private static final byte[] IDENTITY = Ascii.bytes("identity");

  private Kind kind = Kind.NONE;
  private long length;
  private boolean doubtful;

  public Kind kind() {
    return kind;
  }

  /// The length of a body that says it.
  public long length() {
    return length;
  }

  /// Whether somebody else might see another end, so that nothing may follow on this connection.
  public boolean isDoubtful() {
    return doubtful;
  }

  /// Reads how a request's body ends.
  public void read(RequestHead head) {
    read(head.fields(), Kind.NONE);
    doubtful |= kind == Kind.CHUNKED && !head.isVersion11();
  }

  /// Reads how a response's body ends; one to `HEAD` has none, whatever it says.
  public void read(ResponseHead head, boolean toHead) {
    read(head.fields(), Kind.UNTIL_CLOSE);
    int status = head.status();
    boolean bodiless = toHead || status < 200 || status == 204 || status == 304;
    if (bodiless && kind != Kind.INVALID && kind != Kind.UNSUPPORTED) {
      kind = Kind.NONE;
    }
    doubtful |= kind == Kind.UNTIL_CLOSE;
  }

  private void read(Fields fields, Kind otherwise) {
    kind = otherwise;
    length = 0;
    doubtful = false;
    int chunked = 0;
    boolean otherCoding = false;
    boolean chunkedLast = false;
    boolean lengthRead = false;
    for (int i = 0; i < fields.count(); i++) {
      if (fields.folded(i)) {
        continue;
      }
      if (fields.name(i) == FieldName.TRANSFER_ENCODING) {
        int start = fields.valueStart(i);
        int end = fields.valueEnd(i);
        while (start <= end) {
          int comma = fields.comma(start, end);
          if (isCoding(fields, start, comma, CHUNKED)) {
            chunked++;
            chunkedLast = true;
          } else {
            otherCoding |= !isCoding(fields, start, comma, IDENTITY);
            chunkedLast = false;
          }
          start = comma + 1;
        }
      } else if (fields.name(i) == FieldName.CONTENT_LENGTH) {
        long read = number(fields, i);
        if (read < 0 || (lengthRead && read != length)) {
          kind = Kind.INVALID;
          return;
        }
        length = read;
        lengthRead = true;
      }
    }
    if (otherCoding) {
      kind = Kind.UNSUPPORTED;
    } else if (chunked > 0) {
      kind = chunked == 1 && chunkedLast ? Kind.CHUNKED : Kind.INVALID;
      doubtful = lengthRead;
    } else if (lengthRead) {
      kind = Kind.LENGTH;
    }
  }

  private static boolean isCoding(Fields fields, int start, int end, byte[] coding) {
    var bytes = fields.bytes();
    int from = start;
    int to = end;
    while (from < to && Ascii.isBlank(bytes[from])) {
      from++;
    }
    while (to > from && Ascii.isBlank(bytes[to - 1])) {
      to--;
    }
    return Ascii.same(bytes, from, to, coding);
  }

  /// The digits of a field as a number; nothing is 0, as it is for the classifier; -1 for anything
  /// else.
  private static long number(Fields fields, int field) {
    var bytes = fields.bytes();
    long number = 0;
    for (int i = fields.valueStart(field); i < fields.valueEnd(field); i++) {
      if (!Ascii.isDigit(bytes[i]) || number > (Long.MAX_VALUE - 9) / 10) {
        return -1;
      }
      number = 10 * number + bytes[i] - '0';
    }
    return number;
  }
}
