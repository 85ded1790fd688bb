package dev.taskdock.problem;

import java.util.Comparator;

/// Where in a text something stands.
///
/// @param file the name as the user gave it, `<stdin>` for standard input
/// @param line counted from 1
/// @param column counted from 1, in UTF-16 units, as editors jump to it
/// @param length what to underline, in UTF-16 units; 0 names the place without quoting its line,
///   for texts that may hold credentials
public record Location(String file, int line, int column, int length)
    implements Comparable<Location> {
  private static final Comparator<Location> ORDER =
      Comparator.comparing(Location::file)
          .thenComparingInt(Location::line)
          .thenComparingInt(Location::column);

  public Location {
    if (line < 1 || column < 1 || length < 0) {
      throw new IllegalArgumentException("not a location: " + line + ":" + column + "+" + length);
    }
  }

  /// `file` as a whole.
  public static Location startOf(String file) {
    return new Location(file, 1, 1, 0);
  }

  /// The same place without its text.
  public Location unquoted() {
    return new Location(file, line, column, 0);
  }

  @Override
  public int compareTo(Location other) {
    return ORDER.compare(this, other);
  }

  /// `file:line:column`.
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
