package dev.taskdock.secrets;

import dev.taskdock.input.Node;
import java.math.BigDecimal;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A JSON value as the agent writes it into a variable: with Go's `fmt.Sprintf("%v", …)`, to which
/// each number is a float64.
final class GoText {
  private static final int LARGEST_PLAIN_EXPONENT = 5;
  private static final int SMALLEST_PLAIN_EXPONENT = -4;

  private GoText() {}

  static String of(Node node) {
    return switch (node) {
      case Node.Mapping object -> {
        var members = new TreeMap<String, String>();
        object.members().forEach(m -> members.put(m.name(), of(m.value())));
        yield members.entrySet().stream()
            .map(m -> m.getKey() + ":" + m.getValue())
            .collect(Collectors.joining(" ", "map[", "]"));
      }
      case Node.Sequence list ->
          list.items().stream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
      case Node.Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT, BOOLEAN, ANY -> scalar.text();
            case NUMBER -> number(Double.parseDouble(scalar.text()));
            case NULL -> "<nil>";
          };
    };
  }

  /// The fewest digits that tell it from its neighbours; with an exponent below -4 and from 6 on,
  /// so that `1000000` becomes `1e+06`.
  private static String number(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    if (Double.isInfinite(number)) {
      return number < 0 ? "-Inf" : "+Inf";
    }
    var exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent <= LARGEST_PLAIN_EXPONENT) {
      return exact.toPlainString();
    }
    var mantissa = exact.scaleByPowerOfTen(-exponent).toPlainString();
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + "%02d".formatted(Math.abs(exponent));
  }
}
