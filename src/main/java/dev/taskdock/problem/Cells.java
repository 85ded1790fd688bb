package dev.taskdock.problem;

/// How text takes up the cells of a terminal, with nothing invisible left in it.
final class Cells {
  /// First and last code points of the blocks that terminals draw two cells wide (Unicode's East
  /// Asian Width W and F, and emoji).
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},
    {0x2614, 0x2615},
    {0x2648, 0x2653},
    {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},
    {0x2705, 0x2705},
    {0x270A, 0x270B},
    {0x2728, 0x2728},
    {0x274C, 0x274C},
    {0x2753, 0x2757},
    {0x2795, 0x2797},
    {0x2B1B, 0x2B1C},
    {0x2E80, 0x303E},
    {0x3041, 0xA4CF},
    {0xA960, 0xA97C},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F004, 0x1F004},
    {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A},
    {0x1F200, 0x1F320},
    {0x1F32D, 0x1F64F},
    {0x1F680, 0x1F6FC},
    {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1FAFF},
    {0x20000, 0x3FFFD},
  };

  private static final int FIRST_WIDE = 0x1100;

  private Cells() {}

  /// `text` on one line, its control and format characters drawn as pictures or as `<U+202E>`.
  static String visible(String text) {
    if (isPlain(text)) {
      return text;
    }
    var shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.append(visible(c)));
    return shown.toString();
  }

  /// Whether all of `text` is printable ASCII, as nearly every text is.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /// One code point as it is shown.
  static String visible(int codePoint) {
    if (codePoint < ' ') {
      return Character.toString('\u2400' + codePoint);
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          String.format("<U+%04X>", codePoint);
      default -> Character.toString(codePoint);
    };
  }

  /// How many cells the shown form of `text` takes.
  static int width(String text) {
    return text.codePoints().map(Cells::width).sum();
  }

  private static int width(int codePoint) {
    if (codePoint < FIRST_WIDE && Character.getType(codePoint) != Character.NON_SPACING_MARK) {
      return 1;
    }
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    for (var block : WIDE) {
      if (block[0] <= codePoint && codePoint <= block[1]) {
        return 2;
      }
    }
    return 1;
  }
}
