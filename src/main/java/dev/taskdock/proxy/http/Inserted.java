package dev.taskdock.proxy.http;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The fields that a listener puts into each final answer, in place of those of their names that
/// the target sent.
///
/// Source: `routing.http.response.*.header_value`. That an answer of the load balancer's own has
/// them too is not spelled out.
public final class Inserted {
  /// Nothing.
  public static final Inserted NOTHING = new Inserted(Map.of());

  private final Map<String, String> fields;
  private final String[] names;
  private final byte[] lines;

  private Inserted(Map<String, String> fields) {
    this.fields = Map.copyOf(fields);
    var sorted = new TreeMap<>(fields);
    names = sorted.keySet().stream().map(n -> n.toLowerCase(Locale.ROOT)).toArray(String[]::new);
    var text = new StringBuilder();
    sorted.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    lines = Ascii.bytes(text.toString());
  }

  /// These, by name.
  public static Inserted of(Map<String, String> fields) {
    return fields.isEmpty() ? NOTHING : new Inserted(fields);
  }

  /// Whether there is nothing to insert.
  public boolean isNothing() {
    return names.length == 0;
  }

  /// All of them, by name.
  public Map<String, String> fields() {
    return fields;
  }

  /// Whether one of them takes the place of a target's field.
  public boolean replaces(Fields in, int field) {
    for (var name : names) {
      if (Ascii.same(in.bytes(), in.nameStart(field), in.nameEnd(field), name)) {
        return true;
      }
    }
    return false;
  }

  void write(Output out) {
    out.put(lines);
  }
}
