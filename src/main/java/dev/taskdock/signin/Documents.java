package dev.taskdock.signin;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// JSON of providers and of our own.
final class Documents {
  private Documents() {}

  /// The object that `text` is; empty where it is none.
  static Optional<Map<String, Object>> read(String text) {
    try {
      return Optional.of(JSONObjectUtils.parse(text));
    } catch (ParseException _) {
      return Optional.empty();
    }
  }

  static String write(Map<String, ?> object) {
    return JSONObjectUtils.toJSONString(object);
  }

  /// A member that is a text.
  static Optional<String> text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// A number of seconds; empty where it is none.
  static Optional<Long> seconds(@Nullable Object value) {
    return value instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
  }
}
