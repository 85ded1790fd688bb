package dev.taskdock.launch;

import java.util.LinkedHashMap;
import java.util.Map;

/// A router's configuration in the syntax of Fluentd.
final class FluentdText implements RouterFile.Syntax {
  private static final String TYPE = "@type";

  private final StringBuilder text = new StringBuilder();

  /// Fluentd sets no bound of its own to what comes from the engine.
  @Override
  public void inputs(String socket, int megabytes) {
    open("source", "");
    entry(TYPE, "unix");
    entry("path", socket);
    close("source");
    open("source", "");
    entry(TYPE, "forward");
    entry("bind", "127.0.0.1");
    entry("port", "24224");
    close("source");
  }

  @Override
  public void keep(String tagPrefix, boolean matching, String pattern) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("key", "log");
    fields.put("pattern", pattern);
    filter(tagPrefix + "**", "grep", matching ? "regexp" : "exclude", fields);
  }

  @Override
  public void add(Map<String, String> fields) {
    filter("**", "record_transformer", "record", fields);
  }

  @Override
  public void include(String path) {
    paragraph();
    text.append("@include ").append(path).append('\n');
  }

  /// None come in: they are a matter of Fluent Bit's.
  @Override
  public void discardHealthChecks() {}

  @Override
  public void output(String tagPrefix, Map<String, String> options, Map<String, String> secrets) {
    open("match", " " + tagPrefix + "**");
    entry(TYPE, options.getOrDefault(TYPE, ""));
    options.forEach((name, value) -> {
      if (!name.equals(TYPE)) {
        entry(name, value);
      }
    });
    secrets.forEach((name, variable) -> entry(name, "\"#{ENV['" + variable + "']}\""));
    close("match");
  }

  private void filter(String tags, String type, String part, Map<String, String> entries) {
    open("filter", " " + tags);
    entry(TYPE, type);
    text.append("    <").append(part).append(">\n");
    entries.forEach((name, value) -> {
      text.append("    ");
      entry(name, value);
    });
    text.append("    </").append(part).append(">\n");
    close("filter");
  }

  private void open(String element, String tags) {
    paragraph();
    text.append('<').append(element).append(tags).append(">\n");
  }

  private void close(String element) {
    text.append("</").append(element).append(">\n");
  }

  private void entry(String name, String value) {
    text.append("    ").append(name).append(' ').append(value).append('\n');
  }

  private void paragraph() {
    if (!text.isEmpty()) {
      text.append('\n');
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
