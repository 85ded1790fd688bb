import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// One comparison: taskdock's number and another's, once a round.
///
/// @param limit what the median of the ratios may be at most
final class Row {
  final String name;
  final String against;
  final double limit;
  private final List<Double> ours = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();

  Row(String name, String against, double limit) {
    this.name = name;
    this.against = against;
    this.limit = limit;
  }

  /// One round, in the same unit.
  void add(double our, double their) {
    ours.add(our);
    theirs.add(their);
  }

  double ratio() {
    return median(ratios());
  }

  boolean met() {
    return ratio() <= limit;
  }

  /// @param verdict what is said at its end
  String line(String verdict) {
    return String.format(
        Locale.ROOT,
        "%-32s %8.2f  %6.2f - %-6.2f %8.0f %8.0f   %-7s %s",
        name + " / " + against,
        ratio(),
        Collections.min(ratios()),
        Collections.max(ratios()),
        median(ours),
        median(theirs),
        String.format(Locale.ROOT, "<= %.2f", limit),
        verdict);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "\"ratio\":%.3f,\"min\":%.3f,\"max\":%.3f,\"taskdockMillis\":%.1f,\"otherMillis\":%.1f,"
            + "\"limit\":%.2f,\"met\":%b",
        ratio(),
        Collections.min(ratios()),
        Collections.max(ratios()),
        median(ours),
        median(theirs),
        limit,
        met());
  }

  private List<Double> ratios() {
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return ratios;
  }

  static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
