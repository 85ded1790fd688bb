package dev.taskdock.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The head of a request: its bytes as they arrive, and, when it is whole, the places of its parts.
///
/// The limits are ALB's: 16 KB for the request line and for each field line, 64 KB for all of it.
public final class RequestHead {
  /// What is known after the last bytes.
  public enum Progress {
    /// More bytes are needed.
    PARTIAL,
    /// All is there.
    WHOLE,
    /// The first line is no request line; what follows does not matter.
    MALFORMED,
    /// The request line is too long (414).
    LINE_TOO_LONG,
    /// A field line, or all of it, is too long (413).
    TOO_LARGE
  }

  /// The forms of a request target (RFC 9112 §3.2) that a load balancer takes.
  public enum Form {
    ORIGIN,
    ABSOLUTE,
    ASTERISK,
    /// None of them: `CONNECT`'s authority, or a path without its slash.
    OTHER
  }

  static final int LONGEST_LINE = 16 * 1024 - 1;
  static final int LONGEST_HEAD = 64 * 1024;

  private static final byte[] HTTP = Ascii.bytes("http://");
  private static final byte[] HTTPS = Ascii.bytes("https://");

  private final Lines lines = new Lines(LONGEST_LINE, LONGEST_HEAD);
  private final Fields fields = new Fields();
  private byte[] bytes = lines.bytes();
  private boolean lineRead;
  private int methodStart;
  private int methodEnd;
  private int targetStart;
  private int targetEnd;
  private int versionStart;
  private int versionEnd;
  private int numberStart;
  private int numberEnd;
  private Form form = Form.OTHER;
  private int authorityStart;
  private int authorityEnd;
  private int pathStart;
  private int pathEnd;

  /// The head that consists of these parts, which need not be ones that could be sent: what a
  /// stream of HTTP/2 begins with, and what a classifier is asked about.
  public static RequestHead of(
      byte[] method, byte[] target, byte[] version, List<Map.Entry<byte[], byte[]>> fields) {
    var head = new RequestHead();
    var all = new Output(256);
    head.methodEnd = all.put(method).length();
    head.targetStart = all.put(' ').length();
    head.targetEnd = all.put(target).length();
    head.versionStart = all.put(' ').length();
    head.versionEnd = all.put(version).length();
    var places = new int[4 * fields.size()];
    int i = 0;
    for (var field : fields) {
      places[i++] = all.length();
      places[i++] = all.put(field.getKey()).length();
      places[i++] = all.put(':').length();
      places[i++] = all.put(field.getValue()).length();
    }
    head.bytes = all.bytes();
    for (i = 0; i < places.length; i += 4) {
      head.fields.add(head.bytes, places[i], places[i + 1], places[i + 2], places[i + 3]);
    }
    head.readVersion();
    head.readTarget();
    return head;
  }

  /// Forgets everything, for the next head.
  public void clear() {
    lines.clear();
    fields.clear();
    lineRead = false;
    // No place of the last head may be looked for in the bytes of the next.
    methodStart = 0;
    methodEnd = 0;
    targetStart = 0;
    targetEnd = 0;
    versionStart = 0;
    versionEnd = 0;
    numberStart = 0;
    numberEnd = 0;
    authorityStart = 0;
    authorityEnd = 0;
    pathStart = 0;
    pathEnd = 0;
    form = Form.OTHER;
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
      if (!readLine()) {
        return Progress.MALFORMED;
      }
    }
    return switch (progress) {
      case PARTIAL -> Progress.PARTIAL;
      case START_LINE_TOO_LONG -> Progress.LINE_TOO_LONG;
      case TOO_LONG -> Progress.TOO_LARGE;
      case WHOLE -> {
        for (int i = 1; i < lines.count(); i++) {
          fields.add(bytes, lines.start(i), lines.end(i));
        }
        yield Progress.WHOLE;
      }
    };
  }

  /// How many of the bytes are the head's, when it is whole.
  public int length() {
    return lines.length();
  }

  /// Whether nothing of a request has arrived, empty lines apart.
  public boolean isEmpty() {
    return lines.isEmpty();
  }

  public byte[] bytes() {
    return bytes;
  }

  public Fields fields() {
    return fields;
  }

  public int methodStart() {
    return methodStart;
  }

  public int methodEnd() {
    return methodEnd;
  }

  /// The target as it was sent, between the first blank and the last.
  public int targetStart() {
    return targetStart;
  }

  public int targetEnd() {
    return targetEnd;
  }

  public int versionStart() {
    return versionStart;
  }

  public int versionEnd() {
    return versionEnd;
  }

  public Form form() {
    return form;
  }

  /// The authority of an absolute target; empty in the other forms.
  public int authorityStart() {
    return authorityStart;
  }

  public int authorityEnd() {
    return authorityEnd;
  }

  /// The path and query of the target; empty for an absolute target that ends with its authority.
  public int pathStart() {
    return pathStart;
  }

  public int pathEnd() {
    return pathEnd;
  }

  /// Whether the method is this one; methods know upper from lower case.
  public boolean isMethod(String method) {
    int length = methodEnd - methodStart;
    if (length != method.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[methodStart + i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Whether the version is 1.1 or a later 1.x, whose connections stay open unless somebody says
  /// otherwise.
  public boolean isVersion11() {
    return minor() > 0;
  }

  /// Whether the version is one of another protocol: 2 and above.
  public boolean isVersion2() {
    return compareVersion(Desync.VERSION_2) >= 0;
  }

  /// The digit behind `HTTP/1.`, or -1 for any other version.
  int minor() {
    boolean known = numberEnd - numberStart == Desync.VERSION_1_0.length;
    for (int i = 0; known && i < Desync.VERSION_1_0.length - 1; i++) {
      known = bytes[numberStart + i] == Desync.VERSION_1_0[i];
    }
    return known && Ascii.isDigit(bytes[numberEnd - 1]) ? bytes[numberEnd - 1] - '0' : -1;
  }

  /// Whether blanks are around the version.
  boolean isVersionPadded() {
    return numberStart > versionStart || numberEnd < versionEnd;
  }

  /// The version without the blanks around it, against another, byte by byte.
  int compareVersion(byte[] version) {
    for (int i = 0; i < version.length && numberStart + i < numberEnd; i++) {
      int difference = (bytes[numberStart + i] & 0xff) - (version[i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return numberEnd - numberStart - version.length;
  }

  /// Whether a line ended without CR.
  boolean bareLineFeed() {
    return lines.bareLineFeed();
  }

  @Override
  public String toString() {
    return new String(
        bytes, methodStart, Math.max(0, versionEnd - methodStart), StandardCharsets.ISO_8859_1);
  }

  /// Finds method, target and version. The version is the last word, if it is one; the target may
  /// hold blanks, which is for the classifier to judge.
  private boolean readLine() {
    methodStart = lines.start(0);
    versionEnd = lines.end(0);
    methodEnd = methodStart;
    while (methodEnd < versionEnd && bytes[methodEnd] != ' ') {
      methodEnd++;
    }
    int last = versionEnd;
    while (last > methodEnd && Ascii.isBlank(bytes[last - 1])) {
      last--;
    }
    versionStart = last;
    while (versionStart > methodEnd && !Ascii.isBlank(bytes[versionStart - 1])) {
      versionStart--;
    }
    targetStart = methodEnd + 1;
    targetEnd = versionStart - 1;
    boolean parted =
        methodEnd > methodStart
            && targetEnd > targetStart
            && last - versionStart > Desync.HTTP.length
            && startsWith(Desync.HTTP, versionStart);
    readVersion();
    return parted && readTarget();
  }

  private void readVersion() {
    numberStart = versionStart;
    numberEnd = versionEnd;
    while (numberStart < numberEnd && Ascii.isBlank(bytes[numberStart])) {
      numberStart++;
    }
    while (numberEnd > numberStart && Ascii.isBlank(bytes[numberEnd - 1])) {
      numberEnd--;
    }
  }

  private boolean readTarget() {
    int start = targetStart;
    int end = targetEnd;
    while (start < end && Ascii.isBlank(bytes[start])) {
      start++;
    }
    while (end > start && Ascii.isBlank(bytes[end - 1])) {
      end--;
    }
    authorityStart = start;
    authorityEnd = start;
    pathStart = start;
    pathEnd = end;
    if (start == end) {
      form = Form.OTHER;
      return false;
    }
    if (bytes[start] == '/') {
      form = Form.ORIGIN;
    } else if (bytes[start] == '*' && end - start == 1) {
      form = Form.ASTERISK;
    } else {
      int scheme = scheme(start, end);
      form = scheme > 0 ? Form.ABSOLUTE : Form.OTHER;
      authorityStart = start + scheme;
      authorityEnd = start + scheme;
      while (scheme > 0
          && authorityEnd < end
          && bytes[authorityEnd] != '/'
          && bytes[authorityEnd] != '?') {
        authorityEnd++;
      }
      pathStart = authorityEnd;
    }
    return true;
  }

  private int scheme(int start, int end) {
    for (var scheme : new byte[][] {HTTP, HTTPS}) {
      if (end - start > scheme.length && Ascii.same(bytes, start, start + scheme.length, scheme)) {
        return scheme.length;
      }
    }
    return 0;
  }

  private boolean startsWith(byte[] word, int at) {
    for (int i = 0; i < word.length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }
}
