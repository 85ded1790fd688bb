package dev.taskdock.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Writes maps, collections, numbers, booleans and texts as JSON.
///
/// A member whose value is an empty `Optional` is left out; one whose value is null is null. What
/// is none of these is written as the text that its `toString` gives.
public final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonWriter() {}

  /// One line, without a line end.
  public static String line(@Nullable Object value) {
    return text(value, false);
  }

  /// For people, indented.
  public static String pretty(@Nullable Object value) {
    return text(value, true);
  }

  /// One line in UTF-8, without a line end.
  public static byte[] bytes(@Nullable Object value) {
    var bytes = new ByteArrayOutputStream(1024);
    try (var generator = FACTORY.createGenerator(bytes)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// JSON, indented for people.
  ///
  /// @throws IOException when it is none
  public static String indented(String json) throws IOException {
    var text = new StringWriter();
    try (var parser = FACTORY.createParser(json);
        var generator = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
      parser.nextToken();
      generator.copyCurrentStructure(parser);
    }
    return text.toString();
  }

  /// Writes one line and flushes.
  ///
  /// @throws IOException when the stream is closed
  public static void writeLine(OutputStream out, Object value) throws IOException {
    out.write((line(value) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String text(@Nullable Object value, boolean indent) {
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
      case Iterable<?> items -> {
        json.writeStartArray();
        for (var item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case Instant at -> json.writeString(text(at));
      default -> json.writeString(value.toString());
    }
  }

  /// As `toString` has it, without the formatter whose classes take a tenth of a short start.
  private static String text(Instant at) {
    var time = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
    boolean whole = time.getSecond() == 0 && time.getNano() == 0;
    return time + (whole ? ":00Z" : "Z");
  }

  private static void writeMembers(JsonGenerator json, Map<?, ?> map) throws IOException {
    json.writeStartObject();
    for (var member : map.entrySet()) {
      switch (member.getValue()) {
        case Optional<?> optional when optional.isEmpty() -> {}
        case Optional<?> optional -> writeMember(json, member.getKey(), optional.get());
        case OptionalInt optional when optional.isEmpty() -> {}
        case OptionalInt optional -> writeMember(json, member.getKey(), optional.getAsInt());
        case null, default -> writeMember(json, member.getKey(), member.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void writeMember(JsonGenerator json, Object name, @Nullable Object value)
      throws IOException {
    json.writeFieldName(name.toString());
    write(json, value);
  }
}
