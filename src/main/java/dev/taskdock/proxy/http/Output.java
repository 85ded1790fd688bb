package dev.taskdock.proxy.http;

import java.util.Arrays;

/// Bytes that are written one after the other and read at once; used again for the next message.
public final class Output {
  private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

  private byte[] bytes;
  private int length;

  public Output(int capacity) {
    bytes = new byte[capacity];
  }

  /// What was written, at the beginning of a longer array.
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /// A copy of what was written.
  public byte[] taken() {
    return Arrays.copyOf(bytes, length);
  }

  public Output clear() {
    length = 0;
    return this;
  }

  public Output put(int b) {
    room(1);
    bytes[length++] = (byte) b;
    return this;
  }

  public Output put(byte[] from) {
    return put(from, 0, from.length);
  }

  public Output put(byte[] from, int start, int end) {
    int count = end - start;
    room(count);
    System.arraycopy(from, start, bytes, length, count);
    length += count;
    return this;
  }

  Output putLower(byte[] from, int start, int end) {
    room(end - start);
    for (int i = start; i < end; i++) {
      bytes[length++] = Ascii.lower(from[i]);
    }
    return this;
  }

  public Output putDecimal(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    room(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /// The last `digits` hexadecimal digits of a number.
  public Output putHex(long number, int digits) {
    room(digits);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (number >>> shift) & 0xf];
    }
    return this;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
