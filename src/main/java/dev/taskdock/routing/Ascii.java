package dev.taskdock.routing;

/// Comparison of header texts, whose letters are ASCII's whatever the locale.
final class Ascii {
  private Ascii() {}

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /// Whether `text` is `name`, which is in lower case, in any case.
  static boolean isName(CharSequence text, String name) {
    if (text.length() != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (lower(text.charAt(i)) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static int indexOf(CharSequence text, char wanted, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  static String lower(CharSequence text) {
    var lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      lower.append(lower(text.charAt(i)));
    }
    return lower.toString();
  }
}
