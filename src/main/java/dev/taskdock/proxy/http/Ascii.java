package dev.taskdock.proxy.http;

import java.nio.charset.StandardCharsets;

/// What single bytes mean in a head (RFC 9110 §5.6), as tables.
final class Ascii {
  /// May stand in a token: a method, a field's name.
  static final int TOKEN = 1;

  /// May not stand in a field's value: a control character other than the tab.
  static final int CONTROL = 2;

  /// CR, LF or NUL: what ends or cuts lines in somebody's parser.
  static final int BAD = 4;

  private static final byte[] KINDS = kinds();
  private static final byte[] LOWER = lower();

  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static int kind(byte b) {
    return KINDS[b & 0xff];
  }

  static byte lower(byte b) {
    return LOWER[b & 0xff];
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isAlphanumeric(byte b) {
    return isDigit(b) || (lower(b) >= 'a' && lower(b) <= 'z');
  }

  /// The value of a hexadecimal digit, or -1.
  static int hex(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    var letter = lower(b);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  /// Whether the bytes from `start` to `end` are `word`, in any case; `word` is lower case.
  static boolean same(byte[] bytes, int start, int end, byte[] word) {
    if (end - start != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (lower(bytes[start + i]) != word[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean same(byte[] bytes, int start, int end, String word) {
    if (end - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (lower(bytes[start + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] kinds() {
    var kinds = new byte[256];
    for (int b = 0; b < 0x20; b++) {
      kinds[b] = CONTROL;
    }
    kinds['\t'] = 0;
    kinds[0x7f] = CONTROL;
    kinds['\r'] = CONTROL | BAD;
    kinds['\n'] = CONTROL | BAD;
    kinds[0] = CONTROL | BAD;
    for (byte b :
        bytes("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
      kinds[b] = TOKEN;
    }
    return kinds;
  }

  private static byte[] lower() {
    var lower = new byte[256];
    for (int b = 0; b < lower.length; b++) {
      lower[b] = (byte) (b >= 'A' && b <= 'Z' ? b + 0x20 : b);
    }
    return lower;
  }
}
