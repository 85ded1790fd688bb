package dev.taskdock.input;

import java.util.Locale;

/// What a YAML scalar without quotes is: only `true`, `false`, `null`, `~`, nothing, whole numbers
/// without leading zero and plain decimals are more than text.
final class PlainScalar {
  private PlainScalar() {}

  static Node.Scalar.Kind kind(String plain) {
    return switch (plain.toLowerCase(Locale.ROOT)) {
      case "", "~", "null" -> Node.Scalar.Kind.NULL;
      case "true", "false" -> Node.Scalar.Kind.BOOLEAN;
      default -> isNumber(plain) ? Node.Scalar.Kind.NUMBER : Node.Scalar.Kind.TEXT;
    };
  }

  private static boolean isNumber(String plain) {
    char last = plain.charAt(plain.length() - 1);
    if (last < '0' || last > '9') {
      return false;
    }
    var digits = plain.startsWith("-") ? plain.substring(1) : plain;
    int point = digits.indexOf('.');
    var whole = point < 0 ? digits : digits.substring(0, point);
    var rest = point < 0 ? "0" : digits.substring(point + 1);
    boolean leadingZero = whole.length() > 1 && whole.startsWith("0");
    return !leadingZero && isDigits(whole) && isDigits(rest);
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
