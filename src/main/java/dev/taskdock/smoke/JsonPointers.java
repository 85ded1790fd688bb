package dev.taskdock.smoke;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Values in a JSON document, by RFC 6901 pointers.
final class JsonPointers {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonPointers() {}

  /// What stands at each of `pointers`, as text: a string as it is, anything else as JSON; those
  /// with nothing are left out, and so is all of it where `text` is no JSON.
  static Map<String, String> at(String text, Collection<String> pointers) {
    var found = new LinkedHashMap<String, String>();
    for (var pointer : pointers) {
      at(text, pointer).ifPresent(value -> found.put(pointer, value));
    }
    return found;
  }

  private static Optional<String> at(String text, String pointer) {
    try (var parser =
        new FilteringParserDelegate(
            JSON.createParser(text),
            new JsonPointerBasedFilter(pointer),
            Inclusion.ONLY_INCLUDE_ALL,
            false)) {
      var token = parser.nextToken();
      if (token == null) {
        return Optional.empty();
      }
      if (token.isScalarValue()) {
        return Optional.of(parser.getText());
      }
      var structure = new StringWriter();
      try (var generator = JSON.createGenerator(structure)) {
        generator.copyCurrentStructure(parser);
      }
      return Optional.of(structure.toString());
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
