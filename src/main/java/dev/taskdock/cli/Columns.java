package dev.taskdock.cli;

import java.util.List;
import java.util.stream.IntStream;

/// Rows of cells as text in aligned columns.
final class Columns {
  private Columns() {}

  /// Each row on a line of its own, columns as wide as their widest cell, two spaces between.
  static String of(List<List<String>> rows) {
    int count = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths =
        IntStream.range(0, count)
            .map(i ->
                rows.stream().mapToInt(r -> i < r.size() ? r.get(i).length() : 0).max().orElse(0))
            .toArray();
    var text = new StringBuilder();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
