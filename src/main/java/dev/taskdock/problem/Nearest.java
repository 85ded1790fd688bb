package dev.taskdock.problem;

import java.util.Collection;
import java.util.Optional;

/// The known name a person most likely meant.
public final class Nearest {
  private static final int LONGEST = 64;

  private Nearest() {}

  /// The closest of `known`, if it is close enough to be offered: the same letters in another case,
  /// or at most a third of them mistyped (inserted, left out, replaced or swapped with a
  /// neighbour).
  public static Optional<String> of(String given, Collection<String> known) {
    if (given.length() > LONGEST) {
      return Optional.empty();
    }
    String best = "";
    int bestDistance = Math.max(1, given.length() / 3) + 1;
    for (var name : known) {
      int distance = given.equalsIgnoreCase(name) ? 0 : distance(given, name, bestDistance);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /// The optimal string alignment distance, or anything from `limit` up where it is no less.
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    var cells = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cells[i][j] = i == 0 || j == 0 ? i + j : cell(cells, a, b, i, j);
      }
    }
    return cells[a.length()][b.length()];
  }

  private static int cell(int[][] cells, String a, String b, int i, int j) {
    int replaced = cells[i - 1][j - 1] + (same(a, i, b, j) ? 0 : 1);
    int cheapest = Math.min(replaced, 1 + Math.min(cells[i - 1][j], cells[i][j - 1]));
    boolean swapped = i > 1 && j > 1 && same(a, i, b, j - 1) && same(a, i - 1, b, j);
    return swapped ? Math.min(cheapest, cells[i - 2][j - 2] + 1) : cheapest;
  }

  private static boolean same(String a, int i, String b, int j) {
    return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
  }
}
