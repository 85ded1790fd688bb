package dev.taskdock.engine.docker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// JSON written from maps, lists, texts, numbers and booleans.
final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonText() {}

  /// The UTF-8 text of `value`.
  static byte[] of(Object value) {
    var bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> members -> object(generator, members);
      case Iterable<?> items -> array(generator, items);
      case String text -> generator.writeString(text);
      case Boolean truth -> generator.writeBoolean(truth);
      case Number number -> generator.writeNumber(number.longValue());
      default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
    }
  }

  private static void object(JsonGenerator generator, Map<?, ?> members) throws IOException {
    generator.writeStartObject();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      generator.writeFieldName((String) member.getKey());
      write(generator, member.getValue());
    }
    generator.writeEndObject();
  }

  private static void array(JsonGenerator generator, Iterable<?> items) throws IOException {
    generator.writeStartArray();
    for (Object item : items) {
      write(generator, item);
    }
    generator.writeEndArray();
  }
}
