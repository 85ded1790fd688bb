package dev.taskdock.launch;

import java.util.Map;

/// A router's configuration in the classic syntax of Fluent Bit.
final class FluentBitText implements RouterFile.Syntax {
  private static final String HEALTH_CHECKS = "firelens-healthcheck";

  private final Paragraphs text = new Paragraphs();

  @Override
  public void inputs(String socket, int megabytes) {
    section("INPUT");
    text.entry("Name", "forward");
    text.entry("unix_path", socket);
    text.entry("Mem_Buf_Limit", megabytes + "MB");
    section("INPUT");
    text.entry("Name", "forward");
    text.entry("Listen", "127.0.0.1");
    text.entry("Port", "24224");
    section("INPUT");
    text.entry("Name", "tcp");
    text.entry("Tag", HEALTH_CHECKS);
    text.entry("Listen", "127.0.0.1");
    text.entry("Port", "8877");
  }

  @Override
  public void keep(String tagPrefix, boolean matching, String pattern) {
    section("FILTER");
    text.entry("Name", "grep");
    text.entry("Match", tagPrefix + "*");
    text.entry(matching ? "Regex" : "Exclude", "log " + pattern);
  }

  @Override
  public void add(Map<String, String> fields) {
    section("FILTER");
    text.entry("Name", "record_modifier");
    text.entry("Match", "*");
    fields.forEach((name, value) -> text.entry("Record", name + " " + value));
  }

  @Override
  public void include(String path) {
    text.begin("@INCLUDE " + path);
  }

  @Override
  public void discardHealthChecks() {
    section("OUTPUT");
    text.entry("Name", "null");
    text.entry("Match", HEALTH_CHECKS);
  }

  @Override
  public String type() {
    return "Name";
  }

  @Override
  public String variable(String name) {
    return "${" + name + "}";
  }

  @Override
  public void output(String tagPrefix, String type, Map<String, String> options) {
    section("OUTPUT");
    text.entry(type(), type);
    text.entry("Match", tagPrefix + "*");
    options.forEach(text::entry);
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void section(String name) {
    text.begin("[" + name + "]");
  }
}
