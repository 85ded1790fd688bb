package dev.taskdock.engine.docker;

import dev.taskdock.json.JsonWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A path of the engine's API with its query, as in `/containers/json?all=1`.
record ApiPath(String text) {
  static ApiPath of(String path) {
    return new ApiPath(path);
  }

  /// The same with one more query parameter.
  ApiPath with(String name, String value) {
    char separator = text.indexOf('?') < 0 ? '?' : '&';
    return new ApiPath(
        text + separator + name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  ApiPath with(String name, Optional<String> value) {
    return value.map(given -> with(name, given)).orElse(this);
  }

  /// The same, asking only for things with all of `labels`; an empty value means "any value".
  ApiPath labelled(Map<String, String> labels) {
    return labelled(labels, Map.of());
  }

  /// The same with further conditions of the engine's filter language.
  ApiPath labelled(Map<String, String> labels, Map<String, List<String>> others) {
    List<String> wanted =
        labels.entrySet().stream()
            .map(label ->
                label.getKey() + (label.getValue().isEmpty() ? "" : "=" + label.getValue()))
            .toList();
    var filters = new TreeMap<String, Object>(others);
    if (!wanted.isEmpty()) {
      filters.put("label", wanted);
    }
    return filters.isEmpty()
        ? this
        : with("filters", new String(JsonWriter.bytes(filters), StandardCharsets.UTF_8));
  }
}
