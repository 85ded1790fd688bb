package dev.taskdock.input.declared;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What AWS chooses at random, chosen here by the name it is for, so that two runs agree.
public final class Stable {
  private Stable() {}

  /// So many hexadecimal digits, at most 64.
  public static String hex(String of, int length) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(of.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// So many small letters and digits that begin with a letter.
  public static String letters(String of, int length) {
    var digits = hex(of, length);
    return (char) ('g' + digits.charAt(0) % 16) + digits.substring(1);
  }

  /// A number from `least`, below `least + span`.
  public static int number(String of, int least, int span) {
    return least + Integer.parseInt(hex(of, 6), 16) % span;
  }
}
