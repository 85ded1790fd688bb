package dev.taskdock.input;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The JSON of a node, on one line.
public final class JsonText {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private JsonText() {}

  /// The JSON of `node`. YAML has numbers that JSON has not, such as `0x1F`: they become texts.
  public static String of(Node node) {
    return switch (node) {
      case Node.Mapping object ->
          object.members().stream()
              .map(member -> quoted(member.name()) + ":" + of(member.value()))
              .collect(Collectors.joining(",", "{", "}"));
      case Node.Sequence list ->
          list.items().stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
      case Node.Scalar scalar -> of(scalar);
    };
  }

  private static String of(Node.Scalar scalar) {
    return switch (scalar.kind()) {
      case TEXT, ANY -> quoted(scalar.text());
      case NUMBER ->
          NUMBER.matcher(scalar.text()).matches() ? scalar.text() : quoted(scalar.text());
      case BOOLEAN -> scalar.text().toLowerCase(Locale.ROOT);
      case NULL -> "null";
    };
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
