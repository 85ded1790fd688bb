package dev.taskdock.engine.docker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A value in an engine's answer; what is not there reads as absent all the way down.
///
/// Engines leave members out, send null for "none" and differ in both, so nothing here insists.
/// Read with Jackson's parser alone: its object mapper costs a short command a quarter of its time.
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Json ABSENT = new Json(null);

  /// A `Map<String, Json>`, a `List<Json>`, a `String`, a `Long`, a `Double` or a `Boolean`.
  private final @Nullable Object value;

  private Json(@Nullable Object value) {
    this.value = value;
  }

  /// The value that is not there.
  static Json absent() {
    return ABSENT;
  }

  /// A parser for values that follow one another.
  static JsonParser parser(InputStream input) throws IOException {
    return FACTORY.createParser(input);
  }

  /// The one value in `bytes`; absent where there is none.
  static Json read(byte[] bytes) throws IOException {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      return next(parser).orElse(ABSENT);
    }
  }

  /// The next of the values that follow one another, empty at the end.
  static Optional<Json> next(JsonParser parser) throws IOException {
    return parser.nextToken() == null ? Optional.empty() : Optional.of(value(parser));
  }

  /// The value reached by these member names.
  Json at(String... names) {
    Json reached = this;
    for (String name : names) {
      reached = reached.members().getOrDefault(name, ABSENT);
    }
    return reached;
  }

  /// Its text, empty where it is not a text.
  String text() {
    return value instanceof String text ? text : "";
  }

  /// Its text, where there is one with a character in it.
  Optional<String> words() {
    return Optional.of(text()).filter(text -> !text.isEmpty());
  }

  /// Its number, 0 where it is none.
  long number() {
    return value instanceof Number number ? number.longValue() : 0;
  }

  /// Whether it is a number.
  boolean isNumber() {
    return value instanceof Number;
  }

  /// Whether it is true.
  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /// Whether there is anything but null.
  boolean isPresent() {
    return value != null;
  }

  @SuppressWarnings("unchecked") // the one place that puts maps in
  Map<String, Json> members() {
    return value instanceof Map<?, ?> members ? (Map<String, Json>) members : Map.of();
  }

  @SuppressWarnings("unchecked") // the one place that puts lists in
  List<Json> items() {
    return value instanceof List<?> items ? (List<Json>) items : List.of();
  }

  /// Its members that are texts.
  Map<String, String> texts() {
    return members().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, member -> member.getValue().text()));
  }

  private static Json value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new Json(parser.getText());
      case VALUE_NUMBER_INT -> new Json(parser.getNumberValue().longValue());
      case VALUE_NUMBER_FLOAT -> new Json(parser.getDoubleValue());
      case VALUE_TRUE -> new Json(true);
      case VALUE_FALSE -> new Json(false);
      default -> ABSENT;
    };
  }

  private static Json object(JsonParser parser) throws IOException {
    var members = new LinkedHashMap<String, Json>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(name, value(parser));
    }
    return new Json(members);
  }

  private static Json array(JsonParser parser) throws IOException {
    var items = new ArrayList<Json>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new Json(items);
  }
}
