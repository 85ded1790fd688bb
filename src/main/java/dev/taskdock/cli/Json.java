package dev.taskdock.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Prints maps, collections and scalars as JSON.
///
/// Commands build a `Map` in the order members are to appear; an empty `Optional` is left out.
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /// One line of JSON, without a line end.
  static String line(Object value) {
    return text(value, false);
  }

  /// JSON for people, indented.
  static String pretty(Object value) {
    return text(value, true);
  }

  /// The same JSON for people, indented.
  ///
  /// @throws IOException when it is none
  static String indented(String json) throws IOException {
    var text = new StringWriter();
    try (var parser = FACTORY.createParser(json);
        var generator = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
      parser.nextToken();
      generator.copyCurrentStructure(parser);
    }
    return text.toString();
  }

  /// Writes one line of JSON and flushes.
  ///
  /// @throws IOException when the stream is closed
  static void writeLine(OutputStream out, Object value) throws IOException {
    out.write((line(value) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String text(Object value, boolean indent) {
    var text = new StringWriter();
    try (var generator = FACTORY.createGenerator(text)) {
      if (indent) {
        generator.useDefaultPrettyPrinter();
      }
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> writeMembers(json, map);
      case Collection<?> items -> {
        json.writeStartArray();
        for (var item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }

  private static void writeMembers(JsonGenerator json, Map<?, ?> map) throws IOException {
    json.writeStartObject();
    for (var member : map.entrySet()) {
      Object value =
          switch (member.getValue()) {
            case Optional<?> optional -> optional.orElse(null);
            case OptionalInt optional -> optional.isPresent() ? (Object) optional.getAsInt() : null;
            default -> member.getValue();
          };
      if (value != null) {
        json.writeFieldName(member.getKey().toString());
        write(json, value);
      }
    }
    json.writeEndObject();
  }
}
