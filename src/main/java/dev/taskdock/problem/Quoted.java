package dev.taskdock.problem;

/// A piece of the user's text, ready to stand in a sentence.
public final class Quoted {
  private static final int LONGEST = 40;

  private Quoted() {}

  /// `text` in double quotes, on one line, invisible characters shown, cut after 40 code points.
  public static String of(String text) {
    boolean fits = text.codePointCount(0, Math.min(text.length(), 2 * LONGEST + 1)) <= LONGEST;
    var part = fits ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    return "\"" + Cells.visible(part) + "\"";
  }
}
