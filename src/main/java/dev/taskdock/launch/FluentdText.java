package dev.taskdock.launch;

import java.util.LinkedHashMap;
import java.util.Map;

/// A router's configuration in the syntax of Fluentd.
final class FluentdText implements RouterFile.Syntax {
  private final Paragraphs text = new Paragraphs();

  /// Fluentd sets no bound of its own to what comes from the engine.
  @Override
  public void inputs(String socket, int megabytes) {
    text.begin("<source>");
    text.entry(type(), "unix");
    text.entry("path", socket);
    text.line("</source>");
    text.begin("<source>");
    text.entry(type(), "forward");
    text.entry("bind", "127.0.0.1");
    text.entry("port", "24224");
    text.line("</source>");
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
    text.begin("@include " + path);
  }

  /// None come in: they are a matter of Fluent Bit's.
  @Override
  public void discardHealthChecks() {}

  @Override
  public String type() {
    return "@type";
  }

  @Override
  public String variable(String name) {
    return "\"#{ENV['" + name + "']}\"";
  }

  @Override
  public void output(String tagPrefix, String type, Map<String, String> options) {
    text.begin("<match " + tagPrefix + "**>");
    text.entry(type(), type);
    options.forEach(text::entry);
    text.line("</match>");
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void filter(String tags, String type, String part, Map<String, String> entries) {
    text.begin("<filter " + tags + ">");
    text.entry(type(), type);
    text.line("    <" + part + ">");
    entries.forEach((name, value) -> text.entry("    " + name, value));
    text.line("    </" + part + ">");
    text.line("</filter>");
  }
}
