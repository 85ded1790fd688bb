package dev.taskdock.proxy.http;

/// How dangerous a request is to those who read it differently, classified as http-desync-guardian
/// does, which ALB uses.
public final class Desync {
  /// How far a request is from what all read alike.
  public enum Tier {
    COMPLIANT("Compliant"),
    ACCEPTABLE("Acceptable"),
    AMBIGUOUS("Ambiguous"),
    SEVERE("Severe");

    private final String word;

    Tier(String word) {
      this.word = word;
    }

    /// As the access log writes it.
    public String word() {
      return word;
    }
  }

  /// Why a request is in its tier.
  public enum Reason {
    COMPLIANT(Tier.COMPLIANT, "-"),
    GET_HEAD_ZERO_CONTENT_LENGTH(Tier.ACCEPTABLE, "GetHeadZeroContentLength"),
    NON_COMPLIANT_HEADER(Tier.ACCEPTABLE, "NonCompliantHeader"),
    NON_COMPLIANT_VERSION(Tier.ACCEPTABLE, "NonCompliantVersion"),
    NON_CR_LF_LINE_TERMINATION(Tier.ACCEPTABLE, "NonCrLfLineTermination"),
    SPACE_IN_URI(Tier.ACCEPTABLE, "SpaceInUri"),
    AMBIGUOUS_URI(Tier.AMBIGUOUS, "AmbiguousUri"),
    BOTH_TE_CL_PRESENT(Tier.AMBIGUOUS, "BothTeClPresent"),
    DUPLICATE_CONTENT_LENGTH(Tier.AMBIGUOUS, "DuplicateContentLength"),
    EMPTY_HEADER(Tier.AMBIGUOUS, "EmptyHeader"),
    MISSING_HEADER_COLON(Tier.AMBIGUOUS, "MissingHeaderColon"),
    MULTILINE_HEADER(Tier.AMBIGUOUS, "MultilineHeader"),
    SUSPICIOUS_HEADER(Tier.AMBIGUOUS, "SuspiciousHeader"),
    UNDEFINED_CONTENT_LENGTH_SEMANTICS(Tier.AMBIGUOUS, "UndefinedContentLengthSemantics"),
    UNDEFINED_TRANSFER_ENCODING_SEMANTICS(Tier.AMBIGUOUS, "UndefinedTransferEncodingSemantics"),
    BAD_CONTENT_LENGTH(Tier.SEVERE, "BadContentLength"),
    BAD_HEADER(Tier.SEVERE, "BadHeader"),
    BAD_METHOD(Tier.SEVERE, "BadMethod"),
    BAD_TRANSFER_ENCODING(Tier.SEVERE, "BadTransferEncoding"),
    BAD_URI(Tier.SEVERE, "BadUri"),
    BAD_VERSION(Tier.SEVERE, "BadVersion"),
    MULTIPLE_CONTENT_LENGTH(Tier.SEVERE, "MultipleContentLength"),
    MULTIPLE_TRANSFER_ENCODING_CHUNKED(Tier.SEVERE, "MultipleTransferEncodingChunked");

    private final Tier tier;
    private final String word;

    Reason(Tier tier, String word) {
      this.tier = tier;
      this.word = word;
    }

    public Tier tier() {
      return tier;
    }

    /// As the access log writes it.
    public String word() {
      return word;
    }

    /// The first reason of the highest tier wins.
    private Reason or(Reason later) {
      return later.tier.compareTo(tier) > 0 ? later : this;
    }
  }

  /// What a listener does about it (`routing.http.desync_mitigation_mode`).
  public enum Mode {
    MONITOR,
    DEFENSIVE,
    STRICTEST;

    /// Whether a request of this tier is answered with 400.
    public boolean blocks(Tier tier) {
      return switch (this) {
        case MONITOR -> false;
        case DEFENSIVE -> tier == Tier.SEVERE;
        case STRICTEST -> tier != Tier.COMPLIANT;
      };
    }

    /// Whether both connections end with a request of this tier that passes.
    public boolean closesAfter(Tier tier) {
      return this == DEFENSIVE && tier == Tier.AMBIGUOUS;
    }
  }

  /// How much a name is like another.
  private enum Likeness {
    IDENTICAL,
    SAME_LETTERS,
    DISTANT
  }

  static final byte[] HTTP = Ascii.bytes("HTTP/");
  static final byte[] NONE = {};
  static final byte[] VERSION_0_9 = Ascii.bytes("HTTP/0.9");
  static final byte[] VERSION_1_0 = Ascii.bytes("HTTP/1.0");
  static final byte[] VERSION_2 = Ascii.bytes("HTTP/2");

  private static final byte[] TRANSFER_ENCODING = Ascii.bytes("transfer-encoding");
  private static final byte[] CONTENT_LENGTH = Ascii.bytes("content-length");
  private static final byte[] CHUNKED = Ascii.bytes("chunked");
  private static final byte[][] CODINGS = {
    CHUNKED,
    Ascii.bytes("compress"),
    Ascii.bytes("deflate"),
    Ascii.bytes("gzip"),
    Ascii.bytes("identity")
  };

  private final RequestHead head;
  private final byte[] bytes;
  private final Fields fields;
  private Reason reason = Reason.COMPLIANT;
  private boolean transferEncoding;
  private boolean contentLength;
  private boolean wasChunked;
  private long length;
  private boolean lengthRead;

  private Desync(RequestHead head) {
    this.head = head;
    this.bytes = head.bytes();
    this.fields = head.fields();
  }

  /// The worst there is about a request, or [Reason#COMPLIANT].
  public static Reason reason(RequestHead head) {
    // Escape analysis keeps this off the heap: nothing holds on to it.
    return new Desync(head).judged();
  }

  /// Whether a name is not one of the two that frame a body, but reads like one.
  static boolean isSuspicious(byte[] bytes, int start, int end) {
    return likeness(bytes, start, end, TRANSFER_ENCODING) == Likeness.SAME_LETTERS
        || likeness(bytes, start, end, CONTENT_LENGTH) == Likeness.SAME_LETTERS;
  }

  private Reason judged() {
    if (head.isVersion2()) {
      return Reason.COMPLIANT;
    }
    if (head.bareLineFeed()) {
      found(Reason.NON_CR_LF_LINE_TERMINATION);
    }
    for (int i = 0; i < fields.count(); i++) {
      judgeField(i);
    }
    judgeFraming();
    judgeMethod();
    judgeVersion();
    judgeTarget();
    return reason;
  }

  private void found(Reason next) {
    reason = reason.or(next);
  }

  private void judgeField(int field) {
    if (fields.folded(field)) {
      if (field > 0 && fields.name(field - 1) == FieldName.CONTENT_TYPE) {
        return;
      }
      found(Reason.MULTILINE_HEADER);
    } else if (fields.nameStart(field) < fields.nameEnd(field)
        && fields.valueStart(field) == fields.nameEnd(field)) {
      found(Reason.MISSING_HEADER_COLON);
    }
    int start = fields.nameStart(field);
    int end = fields.nameEnd(field);
    boolean bad = judgeBytes(start, end, fields.valueStart(field), fields.valueEnd(field));
    if (isEmpty(start, end)) {
      found(Reason.EMPTY_HEADER);
    }
    var likeness = likeness(bytes, start, end, TRANSFER_ENCODING);
    if (collects(likeness, bad)) {
      transferEncoding = true;
      return;
    }
    if (collects(likeness(bytes, start, end, CONTENT_LENGTH), bad)) {
      contentLength = true;
    }
  }

  private boolean collects(Likeness likeness, boolean bad) {
    return switch (likeness) {
      case IDENTICAL -> true;
      case SAME_LETTERS -> {
        if (!bad) {
          found(Reason.SUSPICIOUS_HEADER);
        }
        yield !bad;
      }
      case DISTANT -> false;
    };
  }

  /// Whether name or value hold what ends a line for somebody.
  private boolean judgeBytes(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    int name = Ascii.TOKEN;
    int all = 0;
    for (int i = nameStart; i < nameEnd; i++) {
      int kind = Ascii.kind(bytes[i]);
      name &= kind;
      all |= kind;
    }
    int value = 0;
    for (int i = valueStart; i < valueEnd; i++) {
      value |= Ascii.kind(bytes[i]);
    }
    boolean bad = ((all | value) & Ascii.BAD) != 0;
    if (bad) {
      found(Reason.BAD_HEADER);
    } else if (name == 0 || (value & Ascii.CONTROL) != 0) {
      found(Reason.NON_COMPLIANT_HEADER);
    }
    return bad;
  }

  private boolean isEmpty(int start, int end) {
    if (start < end && bytes[start] == ':') {
      return true;
    }
    int i = start;
    while (i < end && Ascii.isBlank(bytes[i])) {
      i++;
    }
    return i == end;
  }

  private void judgeFraming() {
    int against10 = head.compareVersion(VERSION_1_0);
    if (transferEncoding && against10 <= 0) {
      found(Reason.UNDEFINED_TRANSFER_ENCODING_SEMANTICS);
      return;
    }
    if (contentLength && against10 < 0) {
      found(Reason.UNDEFINED_CONTENT_LENGTH_SEMANTICS);
      return;
    }
    if (!transferEncoding && !contentLength) {
      return;
    }
    for (int i = 0; i < fields.count(); i++) {
      if (isCollected(i, TRANSFER_ENCODING)) {
        judgeCodings(fields.valueStart(i), fields.valueEnd(i));
      }
    }
    for (int i = 0; i < fields.count(); i++) {
      if (!isCollected(i, TRANSFER_ENCODING) && isCollected(i, CONTENT_LENGTH)) {
        judgeLength(fields.valueStart(i), fields.valueEnd(i));
      }
    }
    if (head.isMethod("GET") || head.isMethod("HEAD")) {
      judgeBodyOfGet();
    }
    if (lengthRead && transferEncoding) {
      found(Reason.BOTH_TE_CL_PRESENT);
    }
  }

  private boolean isCollected(int field, byte[] name) {
    if (fields.folded(field) && field > 0 && fields.name(field - 1) == FieldName.CONTENT_TYPE) {
      return false;
    }
    return switch (likeness(bytes, fields.nameStart(field), fields.nameEnd(field), name)) {
      case IDENTICAL -> true;
      case SAME_LETTERS -> !hasBad(fields.nameStart(field), fields.valueEnd(field));
      case DISTANT -> false;
    };
  }

  private boolean hasBad(int start, int end) {
    for (int i = start; i < end; i++) {
      if ((Ascii.kind(bytes[i]) & Ascii.BAD) != 0) {
        return true;
      }
    }
    return false;
  }

  private void judgeCodings(int start, int end) {
    int from = start;
    do {
      int comma = fields.comma(from, end);
      judgeCoding(from, comma);
      from = comma + 1;
    } while (from <= end);
  }

  private void judgeCoding(int start, int end) {
    int from = start;
    int to = start;
    while (to < end && bytes[to] != ';') {
      to++;
    }
    while (from < to && Ascii.isBlank(bytes[from])) {
      from++;
    }
    while (to > from && Ascii.isBlank(bytes[to - 1])) {
      to--;
    }
    boolean chunked = Ascii.same(bytes, from, to, CHUNKED);
    if (chunked && wasChunked) {
      found(Reason.MULTIPLE_TRANSFER_ENCODING_CHUNKED);
    }
    wasChunked = chunked;
    for (var coding : CODINGS) {
      if (Ascii.same(bytes, from, to, coding)) {
        return;
      }
    }
    found(Reason.BAD_TRANSFER_ENCODING);
  }

  private void judgeLength(int start, int end) {
    long read = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      boolean fits =
          Ascii.isDigit(bytes[i])
              && Long.compareUnsigned(read, Long.divideUnsigned(-1L - digit, 10)) <= 0;
      if (!fits) {
        found(Reason.BAD_CONTENT_LENGTH);
        return;
      }
      read = 10 * read + digit;
    }
    if (lengthRead) {
      found(read == length ? Reason.DUPLICATE_CONTENT_LENGTH : Reason.MULTIPLE_CONTENT_LENGTH);
    }
    length = read;
    lengthRead = true;
  }

  private void judgeBodyOfGet() {
    if (transferEncoding) {
      found(Reason.UNDEFINED_TRANSFER_ENCODING_SEMANTICS);
    } else if (lengthRead) {
      found(
          length == 0
              ? Reason.GET_HEAD_ZERO_CONTENT_LENGTH
              : Reason.UNDEFINED_CONTENT_LENGTH_SEMANTICS);
    }
  }

  private void judgeMethod() {
    int token = Ascii.TOKEN;
    for (int i = head.methodStart(); i < head.methodEnd(); i++) {
      token &= Ascii.kind(bytes[i]);
    }
    if (token == 0) {
      found(Reason.BAD_METHOD);
    }
  }

  private void judgeVersion() {
    if (head.compareVersion(NONE) == 0 || head.compareVersion(VERSION_0_9) == 0) {
      found(Reason.NON_COMPLIANT_VERSION);
    } else if (head.minor() < 0) {
      found(Reason.BAD_VERSION);
    } else if (head.minor() > 1 || head.isVersionPadded()) {
      found(Reason.NON_COMPLIANT_VERSION);
    }
  }

  private void judgeTarget() {
    for (int i = head.targetStart(); i < head.targetEnd(); i++) {
      var b = bytes[i];
      if ((Ascii.kind(b) & Ascii.BAD) != 0) {
        found(Reason.BAD_URI);
      } else if ((b >= 0 && b < ' ') || b == 0x7f) {
        found(Reason.AMBIGUOUS_URI);
      } else if (b == ' ') {
        found(Reason.SPACE_IN_URI);
      }
    }
  }

  private static Likeness likeness(byte[] bytes, int start, int end, byte[] target) {
    if (end - start < target.length) {
      return Likeness.DISTANT;
    }
    int i = start;
    while (i < end && !Ascii.isAlphanumeric(bytes[i])) {
      i++;
    }
    boolean identical = i == start && end - start == target.length;
    for (byte wanted : target) {
      if (i >= end) {
        return Likeness.DISTANT;
      }
      if (wanted == '-') {
        identical &= bytes[i] == '-';
        i++;
        while (i < end && !Ascii.isAlphanumeric(bytes[i])) {
          i++;
        }
        continue;
      }
      int width = width(bytes, i, end, wanted);
      if (width == 0) {
        return Likeness.DISTANT;
      }
      i += width;
      while (i < end && bytes[i] >= 0 && bytes[i] <= ' ') {
        i++;
      }
    }
    if (identical) {
      return Likeness.IDENTICAL;
    }
    while (i < end && !Ascii.isAlphanumeric(bytes[i])) {
      i++;
    }
    return i == end ? Likeness.SAME_LETTERS : Likeness.DISTANT;
  }

  /// How many bytes at `i` are the letter: two for the long s and the dotless i of UTF-8, which
  /// become `s` and `i` when somebody folds their case.
  private static int width(byte[] bytes, int i, int end, byte letter) {
    if (Ascii.lower(bytes[i]) == letter) {
      return 1;
    }
    boolean two = i + 1 < end;
    boolean longS = two && letter == 's' && bytes[i] == (byte) 0xc5 && bytes[i + 1] == (byte) 0xbf;
    boolean dotlessI =
        two && letter == 'i' && bytes[i] == (byte) 0xc4 && bytes[i + 1] == (byte) 0xb1;
    return longS || dotlessI ? 2 : 0;
  }
}
