package dev.taskdock.input.cloudformation;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Those of CloudFormation's functions that need nothing but their arguments.
final class Functions {
  private static final int MOST_BLOCKS = 256;
  private static final int FAMILY_4 = 32;
  private static final int FAMILY_6 = 128;
  private static final Pattern BLOCK = Pattern.compile("([0-9a-fA-F.:]+)/(\\d{1,3})");

  private Functions() {}

  static List<String> split(String delimiter, String text) {
    return delimiter.isEmpty()
        ? List.of(text)
        : Arrays.asList(text.split(Pattern.quote(delimiter), -1));
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The zones of a region; a laptop has as many as most regions.
  static List<String> zones(String region) {
    return List.of(region + "a", region + "b", region + "c");
  }

  /// So many blocks out of `block`, each with so many bits for hosts; empty where they do not fit.
  static Optional<List<String>> cidr(String block, int count, int bits) {
    var matcher = BLOCK.matcher(block);
    if (!matcher.matches() || count < 1 || count > MOST_BLOCKS) {
      return Optional.empty();
    }
    try {
      // Digits, points and colons alone: no name is looked up.
      var address = InetAddress.getByName(matcher.group(1)).getAddress();
      int width = address.length * 8;
      int prefix = Integer.parseInt(matcher.group(2));
      boolean fits = bits > 0 && width - bits >= prefix && (width == FAMILY_4 || width == FAMILY_6);
      return fits ? Optional.of(blocks(address, prefix, count, bits)) : Optional.empty();
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }

  private static List<String> blocks(byte[] address, int prefix, int count, int bits)
      throws UnknownHostException {
    int width = address.length * 8;
    var size = BigInteger.ONE.shiftLeft(bits);
    var first = new BigInteger(1, address).shiftRight(width - prefix).shiftLeft(width - prefix);
    var end = first.add(BigInteger.ONE.shiftLeft(width - prefix));
    var blocks = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var start = first.add(size.multiply(BigInteger.valueOf(i)));
      if (start.compareTo(end) >= 0) {
        break;
      }
      blocks.add(text(start, address.length) + "/" + (width - bits));
    }
    return blocks;
  }

  private static String text(BigInteger address, int length) throws UnknownHostException {
    var bytes = new byte[length];
    var digits = address.toByteArray();
    int taken = Math.min(digits.length, length);
    System.arraycopy(digits, digits.length - taken, bytes, length - taken, taken);
    return InetAddress.getByAddress(bytes).getHostAddress();
  }
}
