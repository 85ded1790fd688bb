package dev.taskdock.proxy.http;

import java.util.Arrays;

/// The fields of one head, by their places in its bytes. Names are as they were sent, values
/// without the blanks around them.
public final class Fields {
  private byte[] bytes = {};
  private int count;
  private int[] places = new int[4 * 32];
  private FieldName[] names = new FieldName[32];
  private boolean[] folded = new boolean[32];

  void clear() {
    count = 0;
  }

  /// Adds a line: the name up to the first colon, or all of it where there is none.
  void add(byte[] line, int start, int end) {
    int colon = start;
    while (colon < end && line[colon] != ':') {
      colon++;
    }
    add(line, start, colon, Math.min(colon + 1, end), end);
    folded[count - 1] = start < end && Ascii.isBlank(line[start]);
  }

  /// Adds a field whose parts are known.
  void add(byte[] from, int nameStart, int nameEnd, int valueStart, int valueEnd) {
    bytes = from;
    if (count == names.length) {
      places = Arrays.copyOf(places, 2 * places.length);
      names = Arrays.copyOf(names, 2 * count);
      folded = Arrays.copyOf(folded, 2 * count);
    }
    int start = valueStart;
    int end = valueEnd;
    while (start < end && Ascii.isBlank(from[start])) {
      start++;
    }
    while (end > start && Ascii.isBlank(from[end - 1])) {
      end--;
    }
    places[4 * count] = nameStart;
    places[4 * count + 1] = nameEnd;
    places[4 * count + 2] = start;
    places[4 * count + 3] = end;
    names[count] = FieldName.of(from, nameStart, nameEnd);
    folded[count] = false;
    count++;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int count() {
    return count;
  }

  public FieldName name(int field) {
    return names[field];
  }

  public int nameStart(int field) {
    return places[4 * field];
  }

  public int nameEnd(int field) {
    return places[4 * field + 1];
  }

  public int valueStart(int field) {
    return places[4 * field + 2];
  }

  public int valueEnd(int field) {
    return places[4 * field + 3];
  }

  /// Whether the line began with a blank: once a way to go on with the line before.
  boolean folded(int field) {
    return folded[field];
  }

  /// The first field of this name, or -1.
  public int first(FieldName name) {
    for (int i = 0; i < count; i++) {
      if (names[i] == name) {
        return i;
      }
    }
    return -1;
  }

  /// Whether a value holds `token` among the items between its commas, in any case; `token` is
  /// lower case.
  boolean lists(int field, byte[] token) {
    int start = valueStart(field);
    int end = valueEnd(field);
    while (start < end) {
      int comma = comma(start, end);
      int from = start;
      int to = comma;
      while (from < to && Ascii.isBlank(bytes[from])) {
        from++;
      }
      while (to > from && Ascii.isBlank(bytes[to - 1])) {
        to--;
      }
      if (Ascii.same(bytes, from, to, token)) {
        return true;
      }
      start = comma + 1;
    }
    return false;
  }

  /// Where the next comma is, or `end`.
  int comma(int start, int end) {
    int i = start;
    while (i < end && bytes[i] != ',') {
      i++;
    }
    return i;
  }
}
